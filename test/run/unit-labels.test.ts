/** Labels of units: which there are, and latencies of each, whoever hands the units out. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { countOf } from '../../src/analysis/histogram.js';
import type { LabelledLatency } from '../../src/model.js';
import type { TrialSpec, UnitContext } from '../../src/plugin.js';
import { trialUnits } from '../../src/run/arrivals.js';
import type { LoadedTask } from '../../src/run/task-module.js';
import { unitLabels } from '../../src/run/unit-labels.js';
import { NODE, start } from '../support/cli.js';
import { ModuleFolder } from '../support/modules.js';
import { trialSpec } from '../support/trial-spec.js';

const modules = new ModuleFolder();

function labelsOf(labels: (index: number) => unknown, units: number) {
  const task = { plain: false, run: () => 1, labels: (context: UnitContext) => labels(context.index) };
  return unitLabels(task as LoadedTask, trialSpec({ units }), (index) => ({ index }) as UnitContext);
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
    const url = modules.url(`export default {
      setup: () => 3,
      labels: ({ index, state }) => (index % state === 0 ? 'strong' : '__proto__'),
      run: ({ index }) => index,
    };`);
    const units = 20;
    const spec: TrialSpec = trialSpec({ executor, workers, dispatch, order, units, load: { kind: 'count', units } });
    const script = fileURLToPath(new URL('../support/session-cases.mjs', import.meta.url));
    const built = new URL(`../../dist/src/executors/${executor}.js`, import.meta.url).href;
    const { status, stdout, stderr } = await start(NODE, [script, built, url, JSON.stringify([spec])], modules.path)
      .ended;
    if (status !== 0) throw new Error(stderr);
    labels = JSON.parse(stdout)[0].driven.labels;
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
