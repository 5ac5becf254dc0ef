import { afterEach, describe, expect, test } from 'vitest';
import type { Task } from '../../src/seams/task.js';
import random from '../../tasks/random.js';
import { Worker } from './harness.js';

interface Entry {
  readonly name: string;
  readonly task: Task;
  readonly args: readonly unknown[];
  readonly state: unknown;
}

const CHEAP = ['sort', 'password', 'multi'];
const opened: Worker[] = [];
afterEach(async () => {
  for (const worker of opened.splice(0)) await worker.close();
});

async function open(names: readonly string[], place = {}): Promise<Worker> {
  const worker = await Worker.open(random, names, place);
  opened.push(worker);
  return worker;
}

function listOf(worker: Worker): (readonly [string, readonly unknown[]])[] {
  return (worker.state as Entry[]).map(({ name, args }) => [name, args] as const);
}

describe('the list', () => {
  test('is the same for every worker of a round, and another in the next round or with another seed', async () => {
    const list = listOf(await open(CHEAP));
    expect(listOf(await open(CHEAP, { worker: 5 }))).toEqual(list);
    expect(listOf(await open(CHEAP, { round: 1 }))).not.toEqual(list);
    expect(listOf(await open(CHEAP, { seed: 2 }))).not.toEqual(list);
  });

  test('holds the tasks named, each of them often, with arguments they accept', async () => {
    const entries = (await open(CHEAP)).state as Entry[];
    for (const name of CHEAP) expect(entries.filter((entry) => entry.name === name).length).toBeGreaterThan(40);
    for (const { task, args } of entries) expect(() => task.check?.(...args)).not.toThrow();
    expect(new Set(entries.map(({ name }) => name))).toEqual(new Set(CHEAP));
  });

  test('draws a task that is named twice about twice as often', async () => {
    const names = listOf(await open(['sum', 'sum', 'multi'])).map(([name]) => name);
    const sums = names.filter((name) => name === 'sum').length;
    // 256 draws with probability 2/3: mean 171, standard deviation 7.5; the bounds are 5 of them away.
    expect(sums).toBeGreaterThan(133);
    expect(sums).toBeLessThan(209);
  });

  test('sets equal entries up once', async () => {
    const entries = (await open(['img'])).state as Entry[];
    expect(new Set(entries).size).toBe(1);
    const signers = (await open(['crypto-sign'])).state as Entry[];
    const kinds = new Set(signers.map(({ args }) => JSON.stringify(args)));
    expect(new Set(signers).size).toBe(kinds.size);
  });

  test('without names holds all ten others', async () => {
    const names = new Set(listOf(await open([])).map(([name]) => name));
    expect(names.size).toBe(10);
    expect(names.has('random')).toBe(false);
  });
});

test('unit i runs entry i modulo the length, and says which', async () => {
  const worker = await open(['sum']);
  const list = listOf(worker);
  for (const index of [0, 1, list.length, list.length + 1]) {
    const [name, args] = list[index % list.length] as (typeof list)[number];
    expect(worker.answer(await worker.run(index))).toMatchObject({ name, args });
  }
});

test("a unit's answer and check are those of its own task", async () => {
  const worker = await open(['sort']);
  const { entry, result } = (await worker.run(0)) as { entry: Entry; result: Float64Array };
  expect(worker.answer({ entry, result })).toMatchObject({ answer: entry.task.answer?.(result) });
  expect(await worker.accepts({ entry, result }, 0)).toBe(true);
  expect(await worker.accepts({ entry, result: result.toReversed() }, 0)).toBe(false);
});

test('teardown reaches each distinct entry once', async () => {
  const torn: unknown[] = [];
  const entry = {
    name: 'sum',
    args: [],
    state: 7,
    task: { run: () => 0, teardown: (state: unknown) => torn.push(state) },
  };
  await random.teardown?.([entry, entry] as unknown as Parameters<NonNullable<typeof random.teardown>>[0]);
  expect(torn).toEqual([7]);
});
