/** Labels of units: which there are, and latencies of each, whoever hands the units out. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LabelledLatency } from '../../../src/model/measurement.js';
import { trialUnits } from '../../../src/run/host/arrivals.js';
import type { LoadedTask } from '../../../src/run/worker/task-module.js';
import { Labeller } from '../../../src/run/worker/unit-labels.js';
import type { Driven, TrialSpec } from '../../../src/seams/executor.js';
import type { UnitContext } from '../../../src/seams/task.js';
import { countOf } from '../../../src/statistics/histogram.js';
import { NODE, start } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';
import { trialSpec } from '../../support/trial-spec.js';

const modules = new ModuleFolder();

function labelsOf(labels: (index: number) => unknown, units: number) {
  const task = { plain: false, run: () => 1, labels: (context: UnitContext) => labels(context.index) };
  return Labeller.of(task as LoadedTask, trialSpec({ units }), (index) => ({ index }) as UnitContext)?.known;
}

describe('labels', () => {
  test('have a place each, in the order in which they are first seen', () => {
    const { names, numbers } = labelsOf((index) => (index % 3 === 0 ? 'write' : 'read'), 5) ?? {};
    expect(names).toEqual(['write', 'read']);
    expect(numbers).toEqual(Uint8Array.from([0, 1, 1, 0, 1]));
  });

  test('beyond 64 are counted together, and long ones are cut', () => {
    const { names = [], numbers } = labelsOf((index) => `label ${index}`, 100) ?? {};
    expect(names).toHaveLength(65);
    expect(names.at(-1)).toBe('(other labels)');
    expect([...(numbers ?? [])].filter((place) => place === 64)).toHaveLength(36);
    expect(labelsOf(() => 'x'.repeat(1000), 1)?.names[0]).toHaveLength(100);
  });

  test('under a rate are those of its arrivals', () => {
    const load = { kind: 'rate', perSecond: 100, durationSeconds: 0.5, arrivals: 'uniform' } as const;
    expect(labelsOf(() => 'a', trialUnits(load, 1, 0))?.numbers).toHaveLength(50);
  });

  test('that are no text are refused, with the unit', () => {
    expect(() => labelsOf((index) => (index === 3 ? 7 : 'a'), 5)).toThrow('must give a text, not number (unit 3)');
  });
});

/** What sessions of a task that labels every third unit measured. */
async function drive(executor: string, spec: Partial<TrialSpec>, labels = LABELS) {
  const url = modules.url(`export default {
    setup: () => 3,
    labels: ${labels},
    run: ({ index }) => index,
  };`);
  const script = fileURLToPath(new URL('../../support/session-cases.mjs', import.meta.url));
  const built = new URL(`../../../dist/src/executors/${executor}.js`, import.meta.url).href;
  const cases = JSON.stringify([trialSpec({ executor, ...spec })]);
  const { status, stdout, stderr } = await start(NODE, [script, built, url, cases], modules.path).ended;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout)[0].driven as Driven;
}

const LABELS = "({ index, state }) => (index % state === 0 ? 'strong' : '__proto__')";

describe.each([
  ['sequential', 0, 'self', 'none'],
  ['async', 2, 'self', 'none'],
  ['threads', 2, 'pool', 'none'],
  ['threads', 2, 'pool', 'key'],
  ['threads', 2, 'self', 'none'],
  ['processes', 2, 'pool', 'none'],
] as const)('%s, %i workers, dispatch %s, order %s', (executor, workers, dispatch, order) => {
  let labels: readonly LabelledLatency[] = [];

  beforeAll(async () => {
    const units = 20;
    const load = { kind: 'count', units } as const;
    ({ labels } = await drive(executor, { workers, dispatch, order, units, load }));
  });

  test('tells the latencies of each label', () => {
    expect(labels.map(({ label, latency }) => [label, countOf(latency.service), countOf(latency.sojourn)])).toEqual([
      ['strong', 7, 7],
      ['__proto__', 13, 13],
    ]);
    const handedOut = dispatch === 'pool' ? 7 : 0;
    expect(countOf((labels[0] as LabelledLatency).latency.transfer)).toBe(handedOut);
  });
});

describe.each([
  ['sequential', 0, 'self', 1],
  ['async', 2, 'self', 1],
  ['threads', 2, 'self', 4],
  ['threads', 2, 'pool', 1],
  ['threads', 2, 'pool', 4],
  ['processes', 2, 'self', 1],
  ['processes', 2, 'pool', 1],
] as const)('under a window: %s, %i workers, dispatch %s, chunk %i', (executor, workers, dispatch, chunk) => {
  const load = { kind: 'window', warmupSeconds: 0.05, durationSeconds: 0.25, windowSeconds: 0.15 } as const;
  const windowed = { workers, dispatch, chunk, load, units: trialUnits(load, 1, 0), maxLatencySamples: 500 };
  let driven: Driven;

  beforeAll(async () => {
    driven = await drive(executor, windowed);
  });

  test('each unit that ended in it counts once, by its own label', () => {
    const inWindow = driven.window?.workers.reduce((sum, { units }) => sum + units, 0);
    expect(driven.labels.map(({ label }) => label)).toEqual(['strong', '__proto__']);
    expect(driven.labels.reduce((sum, { latency }) => sum + countOf(latency.sojourn), 0)).toBe(inWindow);
    for (const { unit, label } of driven.latencySamples ?? [])
      expect([unit, label]).toEqual([unit, unit % 3 === 0 ? 'strong' : '__proto__']);
  });

  test('a label that is no text fails its unit, once it comes', async () => {
    const late = '(() => { let asked = 0; return () => (++asked > 1024 ? 7 : "read"); })()';
    const { fault } = await drive(executor, windowed, late);
    expect(fault?.phase).toBe('labels');
    expect(fault?.message).toContain(`must give a text, not number (unit ${fault?.unit})`);
  });
});

test('a window asks for labels of its first units beforehand: the same names are told apart everywhere', () => {
  const asked: number[] = [];
  const labels = ({ index }: UnitContext) => `label ${asked.push(index) % 100}`;
  const load = { kind: 'window', warmupSeconds: 0, durationSeconds: 1, windowSeconds: 1 } as const;
  const task = { plain: false, run: () => 1, labels } as LoadedTask;
  const labeller = Labeller.of(task, trialSpec({ load }), (index) => ({ index }) as UnitContext);
  expect(asked).toHaveLength(1024);
  expect(labeller?.known.names).toHaveLength(65);
  expect(labeller?.known.numbers).toHaveLength(0);
});
