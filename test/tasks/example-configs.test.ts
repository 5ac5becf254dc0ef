/** The example configs: one for each task, within what their tasks accept. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { lawThroughput } from '../../src/executors/simulated.js';
import type { SimulatedLaw } from '../../src/model/study.js';
import type { Task } from '../../src/seams/task.js';
import { ALGORITHMS } from '../../tasks/crypto-sign/algorithms.js';

interface Config {
  readonly $schema: string;
  readonly task: string;
  readonly task_args: readonly unknown[];
  readonly workers: readonly number[];
  readonly simulated: readonly (SimulatedLaw & { readonly name: string })[];
}

const folder = new URL('../../example_configs/', import.meta.url);
const tasks = readdirSync(new URL('../../tasks/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''));

function read(name: string): Config {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

describe.each(tasks)('example_configs/%s.json', async (name) => {
  const task: Task = (await import(`../../tasks/${name}.ts`)).default;
  const config = read(name);

  test('measures its task with the sequential baseline', () => {
    expect(config.task).toBe(name);
    expect(config.workers).toContain(0);
    expect(config.$schema).toBe('../docs/config.schema.json');
  });

  test('gives arguments that the task accepts', () => {
    const defaults = task.args ?? [];
    const args = [...config.task_args, ...defaults.slice(config.task_args.length)];
    expect(() => task.check?.(...args)).not.toThrow();
  });
});

test('studies/sign-verify has every algorithm, and in its minute those that every Node has keys for in a moment', () => {
  const algorithmsIn = (name: string) => {
    const text = readFileSync(new URL(`../../studies/sign-verify/${name}.jsonc`, import.meta.url), 'utf8');
    const { task, matrix } = parse(text);
    expect(task).toBe('crypto-sign');
    expect(matrix.operation).toEqual(['sign', 'verify']);
    return matrix.algorithm;
  };
  const names = ALGORITHMS.map(({ name }) => name);
  expect(algorithmsIn('whole')).toEqual(names);
  expect(algorithmsIn('reduced')).toEqual(names);
  const quick = ALGORITHMS.filter(({ sinceNode, keysTake }) => sinceNode === null && keysTake === null);
  expect(quick.map(({ name }) => name)).toEqual(expect.arrayContaining(algorithmsIn('minute')));
});

test('the planted laws show a line, a ceiling, a peak inside the range and a loss beyond one worker', () => {
  const { simulated, workers } = read('scaling-laws');
  const best = Object.fromEntries(simulated.map((law) => [law.name, bestWorkers(law, workers)]));
  expect(Object.keys(best)).toEqual(['linear', 'amdahl', 'usl', 'retrograde']);
  expect(best.linear).toBe(64);
  expect(best.amdahl).toBe(64);
  expect(best.usl).toBe(48);
  expect(best.retrograde).toBe(12);
});

/** The measured worker count with the highest throughput, without noise. */
function bestWorkers(law: SimulatedLaw, workers: readonly number[]): number | undefined {
  const throughputs = workers.map((count) => lawThroughput(law, count));
  return workers[throughputs.indexOf(Math.max(...throughputs))];
}
