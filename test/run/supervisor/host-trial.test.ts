/** A trial's deadline and its collection, with real host processes: those that were built. */
import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../../src/model/plan.js';
import type { TrialRecord } from '../../../src/model/trial.js';
import { planStudy } from '../../../src/plan/plan.js';
import type { TrialSpec } from '../../../src/seams/executor.js';
import { machine, study } from '../../reporters/sample-report.js';
import { NODE, ownFolder } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';
import { trialSpec } from '../../support/trial-spec.js';

const BUILT = new URL('../../../dist/src/run/supervisor/', import.meta.url).href;
const { runHostTrial } = await import(`${BUILT}host-trial.js`);
const { HostProcess } = await import(`${BUILT}host-process.js`);
const { Watchdog } = await import(`${BUILT}watchdog.js`);
const folder = ownFolder();
const watchdog = new Watchdog(folder);
afterAll(() => watchdog.end());
const modules = new ModuleFolder();
const [cell] = planStudy(study).cells as readonly [Cell];

interface TrialOptions {
  readonly timeoutSeconds?: number;
  readonly renewsTimeout?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (unitsDone: number) => void;
}

async function runTrial(over: Partial<TrialSpec>, given: TrialOptions = {}): Promise<TrialRecord> {
  const { timeoutSeconds = 60, renewsTimeout = false, progress = () => {} } = given;
  const { signal = new AbortController().signal } = given;
  const options = {
    ...{ takeHost: () => new HostProcess({ watchdog, uvThreadpoolSize: 4 }), timeoutSeconds, renewsTimeout, signal },
    ...{ probes: [], idle: new Map(), sampleIntervalSeconds: 1, machine, fixtures: [], watchdog },
  };
  const spec = trialSpec({ executor: 'sequential', workers: 0, scratch: folder, ...over });
  return runHostTrial({ index: 0, cell, round: 0, endsRound: true }, spec, options, { phase() {}, progress });
}

/** Runs a trial of so many units of 0.3 s each. */
function trial(units: number, given: TrialOptions): Promise<TrialRecord> {
  const url = modules.url('export default () => new Promise((resolve) => setTimeout(resolve, 300));\n');
  return runTrial({ subject: { kind: 'module', url }, units }, given);
}

describe.concurrent('a trial that takes longer than its timeout', () => {
  test('is ended when the user set it', async () => {
    const { outcome, fault } = await trial(60, { timeoutSeconds: 4 });
    expect({ outcome, message: fault?.message }).toEqual({
      outcome: 'timed_out',
      message: 'it was still in "run" after 4 s; raise "timeout" if it only needs longer',
    });
  });

  test('goes on while units end, when nobody set it', async () => {
    const { outcome, measurement, hostSeconds } = await trial(20, { timeoutSeconds: 4, renewsTimeout: true });
    expect({ outcome, units: measurement?.unitsCompleted }).toEqual({ outcome: 'completed', units: 20 });
    expect(hostSeconds).toBeGreaterThan(4);
  });
});

test.each([
  [
    'by process.send, which no host has',
    "process.send?.({ kneepoint: 'ended', result: { measurement: {}, fault: null } })",
    'completed',
    null,
  ],
  ['on the descriptor', 'writeSync(3, Buffer.alloc(9, 255))', 'lost', /told a message of 4294967295 bytes/],
])('a task that tells %s forges no result', async (_, act, outcome, message) => {
  const url = modules.url(`import { writeSync } from 'node:fs';\nexport default () => void ${act};\n`);
  const record = await runTrial({ subject: { kind: 'module', url }, units: 3 });
  expect(record.outcome).toBe(outcome);
  expect(record.fault?.message ?? '').toMatch(message ?? /^$/);
});

test('a trial that is interrupted says in which phase, though it goes on to its end, and after how many units', async () => {
  const controller = new AbortController();
  const progress = (unitsDone: number) => {
    if (unitsDone > 0) controller.abort('SIGINT');
  };
  const { outcome, fault, measurement } = await trial(60, { renewsTimeout: true, signal: controller.signal, progress });
  expect({ outcome, phase: fault?.phase, measurement }).toEqual({
    outcome: 'interrupted',
    phase: 'run',
    measurement: null,
  });
  expect(fault?.message).toMatch(/^it was interrupted in "run", after [1-9]\d? units?$/);
});

describe.concurrent('the collection before the timed part', () => {
  const flags = execFileSync(NODE, ['-p', 'v8.cachedDataVersionTag()'], { encoding: 'utf8' }).trim();
  const url = modules.url(`
    import { cachedDataVersionTag } from 'node:v8';
    const look = () => { if (cachedDataVersionTag() !== ${flags}) throw new Error("V8's flags are others"); };
    look();
    export default {
      setup: async () => {
        const ref = new WeakRef({});
        // Until the end of the job that made it, it keeps its target alive.
        await new Promise(setImmediate);
        return ref;
      },
      run({ state }) { look(); if (state.deref() !== undefined) throw new Error('nothing was collected'); },
    };`);

  test.each([
    { executor: 'sequential', workers: 0 },
    { executor: 'threads', workers: 2 },
    { executor: 'processes', workers: 2 },
  ])('$executor: collects, and leaves V8 the flags that its code caches are made for', async (over) => {
    const { outcome, fault } = await runTrial({
      ...over,
      subject: { kind: 'module', url },
      units: 4,
      gc: true,
      warmupSeconds: 0,
    });
    expect({ outcome, fault }).toEqual({ outcome: 'completed', fault: null });
  });
});
