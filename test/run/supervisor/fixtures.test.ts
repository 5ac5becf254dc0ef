/** Fixtures, with real programs beside real hosts: those that were built. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../../src/model/plan.js';
import type { TrialRecord } from '../../../src/model/trial.js';
import { planStudy } from '../../../src/plan/plan.js';
import type { NeededFixture } from '../../../src/run/supervisor/fixtures.js';
import type { TrialSpec } from '../../../src/seams/executor.js';
import type { Fixture } from '../../../src/seams/fixture.js';
import { machine, study } from '../../reporters/sample-report.js';
import { NODE, ownFolder, start } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';
import { trialSpec } from '../../support/trial-spec.js';
import { type WebOptions, web } from '../../support/web-fixture.js';

const BUILT = new URL('../../../dist/src/run/supervisor/', import.meta.url).href;
const { runHostTrial } = await import(`${BUILT}host-trial.js`);
const { HostProcess } = await import(`${BUILT}host-process.js`);
const { Watchdog } = await import(`${BUILT}watchdog.js`);
const { default: cpu } = await import(new URL('../../probes/cpu.js', BUILT).href);
const folder = ownFolder();
const watchdog = new Watchdog(folder);
afterAll(() => watchdog.end());
const modules = new ModuleFolder();
const [cell] = planStudy(study).cells as readonly [Cell];

interface Given {
  readonly fixtures?: readonly NeededFixture[];
  readonly signal?: AbortSignal;
  readonly probes?: readonly unknown[];
}

function runTrial(
  moduleUrl: string,
  { fixtures = [], probes = [], signal = new AbortController().signal }: Given = {},
  over: Partial<TrialSpec> = {},
): Promise<TrialRecord> {
  const options = {
    ...{ takeHost: () => new HostProcess({ watchdog, uvThreadpoolSize: 4 }), timeoutSeconds: 60, renewsTimeout: false },
    ...{ signal, probes, idle: new Map(), sampleIntervalSeconds: 0.1, machine, fixtures, watchdog },
  };
  const spec = trialSpec({
    executor: 'sequential',
    workers: 0,
    units: 3,
    // What carries the mark of a trial's folder ends with it.
    scratch: mkdtempSync(join(folder, 'trial-')),
    subject: { kind: 'module', url: moduleUrl },
    ...over,
  });
  return runHostTrial({ index: 0, cell, round: 0, endsRound: true }, spec, options, { phase() {}, progress() {} });
}

function needs(options: WebOptions = {}, readySeconds = 30): NeededFixture {
  return { name: 'shop', fixture: web as Fixture, options, readySeconds };
}

/** Keeps what a unit got from the server beside it. */
const asks = (name: string) =>
  modules.url(`
    import { writeFileSync } from 'node:fs';
    let address;
    export default {
      deterministic: false,
      setup: ({ services }) => { address = services.shop.url; },
      run: async ({ services }) => {
        if (services.shop.url !== address || services.shop.port !== Number(new URL(address).port)) throw new Error('other facts');
        writeFileSync(${JSON.stringify(join(folder, name))}, await (await fetch(address)).text());
      },
    };`);

/** Says where it may run. */
const WHERE = `
  const allowed = require('node:fs').readFileSync('/proc/self/status', 'utf8').match(/Cpus_allowed_list:\\s*(\\S+)/)[1];
  const server = require('node:http').createServer((_, response) => response.end(allowed));
  server.listen(0, '127.0.0.1', () => console.log('listens on ' + server.address().port));`;

/** The server and its child, by what it said. */
function serverOf(name: string): readonly number[] {
  const [, ...pids] = readFileSync(join(folder, name), 'utf8').split(' ');
  return pids.map(Number);
}

function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}

describe.concurrent('a fixture', () => {
  test.skipIf(process.platform !== 'linux')('is kept on the CPUs of its trial', async () => {
    const fixtures = [needs({ script: WHERE })];
    const { outcome, fault } = await runTrial(asks('where'), { fixtures }, { cpuSet: [0] });
    expect({ outcome, fault }).toEqual({ outcome: 'completed', fault: null });
    expect(readFileSync(join(folder, 'where'), 'utf8')).toBe('0');
  });

  test.skipIf(process.platform !== 'linux')('or on those that it has for itself', async () => {
    const fixtures = [{ ...needs({ script: WHERE }), cpuSet: [0] }];
    const { outcome, fault } = await runTrial(asks('own'), { fixtures });
    expect({ outcome, fault }).toEqual({ outcome: 'completed', fault: null });
    expect(readFileSync(join(folder, 'own'), 'utf8')).toBe('0');
  });

  test.each([
    ['sequential', 0],
    ['threads', 2],
    ['processes', 1],
  ])('is there for setup and units of %s, and gone after them', async (executor, workers) => {
    const { outcome, fault } = await runTrial(
      asks(executor),
      { fixtures: [needs()] },
      { executor, workers, dispatch: 'pool' },
    );
    expect({ outcome, fault }).toEqual({ outcome: 'completed', fault: null });
    expect(serverOf(executor)).toHaveLength(2);
    expect(serverOf(executor).map(isGone)).toEqual([true, true]);
  });

  test('that ends before it is ready fails the trial, with what it said', async () => {
    const script = 'console.error("no such table"); process.exit(3)';
    const { outcome, fault, measurement } = await runTrial(asks('never'), { fixtures: [needs({ script })] });
    expect({ outcome, measurement, phase: fault?.phase }).toEqual({
      outcome: 'failed',
      measurement: null,
      phase: 'services',
    });
    expect(fault?.message).toBe('the service "shop" ended with status 3; it printed: no such table');
  });

  test('that cannot be started, or throws, says so', async () => {
    const gone: Fixture = { ...web, start: async (_, { spawn }) => spawn('/no/such/program', []).prints(/x/) as never };
    const absent = await runTrial(asks('absent'), { fixtures: [{ ...needs(), fixture: gone }] });
    expect(absent.fault?.message).toBe('the service "shop" could not be started: spawn /no/such/program ENOENT');
    const throws: Fixture = { ...web, start: () => Promise.reject(new RangeError('no port is free')) };
    const thrown = await runTrial(asks('thrown'), { fixtures: [{ ...needs(), fixture: throws }] });
    expect(thrown.fault?.message).toBe('the service "shop" did not start: RangeError: no port is free');
  });

  test('that is not ready in time fails the trial, and is ended with the one before it', async () => {
    const pids = join(folder, 'late');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(pids)}, 'late ' + process.pid); setInterval(() => {}, 1000)`;
    const { outcome, fault } = await runTrial(asks('late-units'), {
      fixtures: [{ ...needs(), name: 'first' }, needs({ script }, 1)],
    });
    expect({ outcome, message: fault?.message }).toEqual({
      outcome: 'failed',
      message: 'the service "shop" was not ready after 1 s',
    });
    expect(serverOf('late').map(isGone)).toEqual([true]);
  });

  test('that dies while the trial runs loses it', async () => {
    const script = `console.log('listens on 1'); setTimeout(() => process.exit(9), 500)`;
    const waits = modules.url('export default () => new Promise((resolve) => setTimeout(resolve, 300_000));');
    const { outcome, fault, measurement } = await runTrial(waits, { fixtures: [needs({ script })] });
    expect({ outcome, measurement, phase: fault?.phase }).toEqual({
      outcome: 'lost',
      measurement: null,
      phase: 'services',
    });
    expect(fault?.message).toBe('the service "shop" ended with status 9; it printed: listens on 1');
  });

  test('is not waited for once the study is interrupted', async () => {
    const controller = new AbortController();
    const ended = runTrial(asks('interrupted'), {
      fixtures: [needs({ script: 'setInterval(() => {}, 1000)' }, 600)],
      signal: controller.signal,
    });
    setTimeout(() => controller.abort('SIGINT'), 200);
    expect((await ended).outcome).toBe('interrupted');
  });

  test('is seen by the probes, apart from the rest', async () => {
    const script = `console.log('listens on 1'); setTimeout(() => { for (;;); }, 10)`;
    const waits = modules.url('export default () => new Promise((resolve) => setTimeout(resolve, 400));');
    const { readings } = await runTrial(waits, { fixtures: [needs({ script })], probes: [cpu] });
    expect(readings.cpu?.serviceSeconds).toBeGreaterThan(0);
  });
});

test('a fixture does not outlive a supervisor that is killed', async () => {
  const said = modules.write(`
    import { spawn } from 'node:child_process';
    const { TrialFixtures } = await import(${JSON.stringify(`${BUILT}fixtures.js`)});
    const { Watchdog } = await import(${JSON.stringify(`${BUILT}watchdog.js`)});
    const scratch = process.argv[2];
    const fixture = { name: 'idle', summary: 'Idles', start: async (_, at) => {
      const { pid } = at.spawn('sleep', ['600']);
      return { facts: { pid }, pids: () => [pid], stop: async () => {} };
    } };
    const options = { seed: 1, round: 0, workers: 1, scratch, watchdog: new Watchdog(scratch), signal: new AbortController().signal };
    const { facts } = await TrialFixtures.start([{ name: 'idle', fixture, options: null, readySeconds: 9 }], options);
    process.stdout.write(String(facts.idle.pid), () => process.kill(process.pid, 'SIGKILL'));`);
  const { stdout } = await start(NODE, [said, ownFolder()], modules.path).ended;
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isGone(pid), { timeout: 20_000 }).toBe(true);
});
