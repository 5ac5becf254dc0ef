/** studies/store on its embedded store: what its rows say, and a node that is killed in mid-trial. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { openConnections } from '../../src/run/system/sockets.js';
import { kneepoint, ownFolder, readRun, startKneepoint } from '../support/cli.js';
import { environmentOf, processesWith } from '../support/processes.js';

const STUDY = fileURLToPath(new URL('../../studies/store/embedded.jsonc', import.meta.url));
const folder = ownFolder();
const SMALL = ['--iterations', '1', '--plan-order', 'listed', '-q'];

test('every operation is checked and has its latencies, and the report says what is missing to the target', async () => {
  const out = join(folder, 'small');
  const flags = [...SMALL, '--workers', '1,2', '--window', '200ms', '--executors', 'threads'];
  const { status, stderr } = await kneepoint(['--config', STUDY, ...flags, '--out', out], folder);
  expect(status, stderr).toBe(0);
  const run = await readRun(out);
  const { cells, targets, curves, machine } = run.report;
  expect(cells.map(({ workers, inFlight }) => [workers, inFlight])).toEqual([
    [1, 1],
    [2, 1],
    [1, 10],
    [2, 10],
  ]);
  for (const { units, latencyByLabel, service } of cells) {
    expect(units.failed).toBe(0);
    expect(latencyByLabel.map(({ label }) => label).toSorted()).toEqual(['strong get', 'strong put', 'weak get']);
    expect(service?.processesPeak).toBe(3);
  }
  expect(targets).toMatchObject([{ perSecond: 23_000, verdict: 'undecided' }]);
  expect(machine.loopbackBytesPerSecond).toBeGreaterThan(1e6);
  expect(curves).toHaveLength(2);
  const text = readFileSync(join(run.folder, 'report.md'), 'utf8');
  expect(text).toMatch(/\| P50 weak get \| P50 strong get \| P50 strong put \| Limits \|/i);
  expect(text).toContain('Median latency of “weak get” by round:');
  expect(text).toContain('## The target');

  const again = await kneepoint(['report', run.folder, '--against', run.folder, '-q'], folder);
  expect(again.status, again.stderr).toBe(0);
  expect(readFileSync(join(run.folder, 'report.md'), 'utf8')).toContain('## Against an earlier run');
});

/** Connections of the leader once both clients are there: two go to its followers. */
const WITH_CLIENTS = 4;

test('the leader killed in mid-trial loses the trial, and not the study', async () => {
  const out = join(folder, 'killed');
  const mark = randomUUID();
  const flags = [...SMALL, '--workers', '2,1', '--in-flight', '1', '--duration', '2s', '--executors', 'threads'];
  const { ended } = startKneepoint(['--config', STUDY, ...flags, '--out', out], folder, {
    KNEEPOINT_TEST_MARK: mark,
  });
  // Not the one that the preflight had.
  const node = () => processesWith(mark).filter((pid) => environmentOf(pid).includes('trial-0#leader'))[0];
  await vi.waitUntil(() => node() !== undefined && (openConnections('/', [node() as number]) ?? 0) >= WITH_CLIENTS, {
    timeout: 60_000,
    interval: 10,
  });
  process.kill(node() as number, 'SIGKILL');
  const { status, stderr } = await ended;
  expect(status, stderr).toBe(3);
  const { trials, report } = await readRun(out);
  expect(trials.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);
  expect(trials[0]?.fault?.message).toBe('the service "leader" ended with SIGKILL');
  expect(report.findings.map(({ code }) => code)).toContain('service-lost');
  expect(processesWith(mark)).toEqual([]);
});
