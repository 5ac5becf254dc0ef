/** One session over a crew that is no pool: what an executor has to bring is its crew, and all else is there. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { TrialResult } from '../../../src/run/host/host-protocol.js';
import { runTrial } from '../../../src/run/host/trial.js';
import { statedFault } from '../../../src/run/worker/fault.js';
import { TrialFault } from '../../../src/run/worker/trial-fault.js';
import type { RealExecutor, TrialSpec } from '../../../src/seams/executor.js';
import { copiesOf } from '../../support/copies.js';
import { trialSpec } from '../../support/trial-spec.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-copies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that leaves a file of its unit's number, and ends with a status. */
const leaves = (status: (index: number) => number) => (index: number) => [
  '/bin/sh',
  '-c',
  `: > '${folder}/${index}'; exit ${status(index)}`,
];

const copies = (over: Partial<TrialSpec> = {}) =>
  trialSpec({ executor: 'copies', workers: 2, units: 6, dispatch: 'pool', digest: false, ...over });

async function trial(executor: RealExecutor, spec: TrialSpec, stop = new AbortController().signal) {
  const phases: string[] = [];
  const told: number[] = [];
  const events = { phase: (phase: string) => phases.push(phase), progress: (units: number) => told.push(units) };
  const result: TrialResult = await runTrial(executor, spec, events, stop);
  return { ...result, phases, told };
}

test('runs every unit once, phase by phase, and measures each member', async () => {
  const { measurement, fault, phases } = await trial(copiesOf(leaves(() => 0)), copies({ warmupSeconds: 1e-9 }));
  expect(fault).toBeNull();
  expect(phases).toEqual(['import', 'setup', 'warm-up', 'run', 'teardown', 'close']);
  // Warm-up units come after the counted ones, one in each member.
  expect(readdirSync(folder).map(Number).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(measurement).toMatchObject({ unitsCompleted: 6, unitsFailed: 0, openLoop: null, window: null });
  expect(measurement?.workers.reduce((sum, { units }) => sum + units, 0)).toBe(6);
  expect(measurement?.workers.map(({ streams }) => streams)).toEqual([1, 1]);
});

test('two runs are there at a time: each waits for the other', async () => {
  const meets = (index: number) => [
    '/bin/sh',
    '-c',
    `: > '${folder}/met-${index}'; until [ -e '${folder}/met-${index ^ 1}' ]; do sleep 0.01; done`,
  ];
  const { measurement } = await trial(copiesOf(meets), copies({ units: 4 }));
  expect(measurement?.unitsCompleted).toBe(4);
});

test('a run that fails is a unit that failed: it stops the trial, or is counted', async () => {
  const odd = copiesOf(leaves((index) => index % 2));
  const stopped = await trial(odd, copies({ workers: 1 }));
  expect(stopped.fault).toMatchObject({ phase: 'run', unit: 1, message: 'it ended with status 1' });
  expect(stopped.measurement).toMatchObject({ unitsCompleted: 1, unitsFailed: 1 });
  const counted = await trial(odd, copies({ stopAtFailure: false }));
  expect(counted.measurement).toMatchObject({ unitsCompleted: 3, unitsFailed: 3 });
  expect(counted.fault).toBeNull();
});

test('knows windows, rates and orders, for the loop is the same', async () => {
  const runs = copiesOf(() => ['true']);
  const window = { kind: 'window', warmupSeconds: 0.02, durationSeconds: 0.2, windowSeconds: 0.15 } as const;
  const { measurement: timed } = await trial(runs, copies({ load: window, units: 2_000_000_000 }));
  expect(timed?.window?.workers).toHaveLength(2);
  const rate = { kind: 'rate', perSecond: 100, durationSeconds: 0.2, arrivals: 'uniform' } as const;
  const { measurement: paced } = await trial(runs, copies({ load: rate, units: 20 }));
  expect((paced?.unitsCompleted ?? 0) + (paced?.openLoop?.dropped ?? 0)).toBe(20);
  const { measurement: ordered } = await trial(runs, copies({ order: 'completion' }));
  expect(ordered?.unitsCompleted).toBe(6);
});

test('a trial that is stopped hands out no more, and ends its crew', async () => {
  const stop = new AbortController();
  const argvOf = (index: number) => {
    if (index === 2) stop.abort();
    return leaves(() => 0)(1000 + index);
  };
  const { measurement, phases } = await trial(copiesOf(argvOf), copies({ workers: 1, units: 1000 }), stop.signal);
  expect(measurement?.unitsCompleted).toBe(3);
  expect(existsSync(join(folder, '1003'))).toBe(false);
  expect(phases.slice(-2)).toEqual(['teardown', 'close']);
});

test('a member that dies ends the trial, whatever the units wait for', async () => {
  const executor: RealExecutor = {
    ...copiesOf(() => ['true']),
    hire: async (spec, stop) => {
      const crew = await copiesOf(() => ['true']).hire(spec, stop);
      let die = (_: TrialFault) => {};
      const death = new Promise<never>((_, reject) => {
        die = reject;
      });
      const handOut = () => {
        die(new TrialFault(statedFault('a member is gone', 'run')));
        return new Promise(() => {});
      };
      return Object.assign(Object.create(crew), {
        members: 1,
        streams: 1,
        death,
        handOut,
        tell: crew.tell.bind(crew),
        ask: crew.ask.bind(crew),
        dismiss: crew.dismiss.bind(crew),
      });
    },
  };
  const { measurement, fault } = await trial(executor, copies());
  expect(measurement).toBeNull();
  expect(fault).toMatchObject({ phase: 'run', message: 'a member is gone' });
});
