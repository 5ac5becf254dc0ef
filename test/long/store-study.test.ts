/** studies/store against servers that nobody here wrote: three etcd nodes, and a Redis primary with two replicas. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { treeOf } from '../../src/run/system/process-tree.js';
import { kneepoint, ownFolder, readRun, startKneepoint } from '../support/cli.js';
import { processesWith } from '../support/processes.js';

const STUDIES = fileURLToPath(new URL('../../studies/store/', import.meta.url));
const folder = ownFolder();
const SMALL = ['--workers', '1,2', '--in-flight', '4', '--executors', 'threads', '--iterations', '1', '-q'];

const STORES = [
  {
    store: 'etcd',
    program: 'etcd',
    labels: ['strong get', 'strong put', 'weak get'],
    fact: /^etcd \d+\.\d+/,
    node: 'etcd2',
    place: 1,
  },
  {
    store: 'redis',
    program: 'redis-server',
    labels: ['primary get', 'put acknowledged by one replica', 'replica get'],
    fact: /^Redis \d+\.\d+/,
    node: 'primary',
    place: 0,
  },
];

describe.each(STORES)('on $store', ({ store, program, labels, fact, node, place }) => {
  const isMissing = spawnSync('which', [program]).status !== 0;
  const config = ['--config', join(STUDIES, `${store}.jsonc`), ...SMALL];

  test.skipIf(isMissing)('every operation is checked, and called what it is', async () => {
    const out = join(folder, store);
    const { status, stderr } = await kneepoint([...config, '--out', out], folder);
    expect(status, stderr).toBe(0);
    const { report } = await readRun(out);
    expect(report.cells).toHaveLength(2);
    for (const { units, latencyByLabel, service, facts } of report.cells) {
      expect(units.failed).toBe(0);
      expect(units.completed).toBeGreaterThan(0);
      expect(latencyByLabel.map(({ label }) => label).toSorted()).toEqual(labels);
      expect(service?.processesPeak).toBe(3);
      expect(facts.store).toMatch(fact);
    }
  });

  test.skipIf(isMissing)('a node killed in mid-trial loses the trial, and not the study', async () => {
    const out = join(folder, `${store}-killed`);
    const mark = randomUUID();
    const flags = ['--plan-order', 'listed', '--duration', '6s', '--out', out];
    const { child, ended } = startKneepoint([...config, ...flags], folder, { KNEEPOINT_TEST_MARK: mark });
    // The journal is there after the preflight, whose nodes have ended. Servers may overwrite the variables that name them.
    const nodes = () => (hasJournal(out) ? treeOf('/', child.pid as number).filter((pid) => runs(pid, program)) : []);
    await vi.waitUntil(() => nodes().length === 3, { timeout: 60_000, interval: 20 });
    // A moment later units are under way; the outcome is the same without it.
    await sleep(3000);
    process.kill(nodes()[place] as number, 'SIGKILL');
    const { status, stderr } = await ended;
    expect(status, stderr).toBe(3);
    const { trials, report } = await readRun(out);
    expect(trials.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);
    expect(trials[0]?.fault?.message).toMatch(new RegExp(`^the service "${node}" ended with SIGKILL`));
    expect(report.findings.map(({ code }) => code)).toContain('service-lost');
    expect(processesWith(mark)).toEqual([]);
  });
});

function hasJournal(out: string): boolean {
  return existsSync(out) && readdirSync(out).some((name) => existsSync(join(out, name, 'journal.jsonl')));
}

function runs(pid: number, program: string): boolean {
  try {
    // A server may have written its title there.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/, 1)[0]?.endsWith(program) === true;
  } catch {
    return false;
  }
}
