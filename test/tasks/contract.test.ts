/** Every file in tasks/ keeps the contract of a task; a new one is tested by being there. */
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import type { Task } from '../../src/seams/task.js';
import { Worker } from './harness.js';
import { SAMPLES, type Sample } from './samples.js';

/** Beside the tasks: what tensor and matrix share. */
const SHARED = 'algebra';
const files = readdirSync(new URL('../../tasks/', import.meta.url)).filter((file) => file !== SHARED);
const names = files.map((file) => file.replace(/\.ts$/, ''));
const opened: Worker[] = [];
/** Where the task's requests go; empty for one that sends none. */
let services: { readonly [name: string]: { readonly url: string } } = {};

async function open(task: Task, args: readonly unknown[], place = {}): Promise<Worker> {
  const worker = await Worker.open(task, args, { services, ...place });
  opened.push(worker);
  return worker;
}

afterEach(async () => {
  for (const worker of opened.splice(0)) await worker.close();
});

test('tasks/ holds the twelve tasks and nothing else', () => {
  expect(names.toSorted()).toEqual(Object.keys(SAMPLES).toSorted());
  expect(files.every((file) => file.endsWith('.ts'))).toBe(true);
});

describe.each(names)('task %s', async (name) => {
  const task: Task = (await import(`../../tasks/${name}.ts`)).default;
  const sample = SAMPLES[name] as Sample;
  let server: Server | undefined;

  beforeAll(async () => {
    if (sample.server === undefined) return;
    const started = createServer(sample.server);
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    services = { service: { url: `http://127.0.0.1:${(started.address() as { readonly port: number }).port}` } };
    server = started;
  });
  afterAll(() => {
    services = {};
    server?.closeAllConnections();
    server?.close();
  });

  test('says what it is and what its arguments mean', () => {
    expect(task.summary).toMatch(/^[A-Z][^\n]{10,70}$/);
    const { args = [], argNames = [] } = task;
    expect(argNames.length).toBeGreaterThanOrEqual(Math.max(args.length, 1));
    for (const member of ['random', 'check', 'run', 'verify'] as const) expect(task[member]).toBeTypeOf('function');
  });

  test('its defaults, the sample and fifty random arguments pass its own check', () => {
    const randoms = Array.from({ length: 50 }, (_, seed) => task.random?.(new Rng(seed)) ?? []);
    for (const args of [task.args ?? [], sample.args, ...randoms]) expect(() => task.check?.(...args)).not.toThrow();
    for (const args of randoms) expect(structuredClone(args)).toEqual(args);
  });

  test('equal streams give equal random arguments', () => {
    expect(task.random?.(new Rng(7))).toEqual(task.random?.(new Rng(7)));
  });

  test.each(sample.senseless)('refuses a senseless "%s" and names it: %j', (argument, args) => {
    expect(() => task.check?.(...args)).toThrow(new RegExp(`${argument.replace(/[[\]]/g, '\\$&')}.* (must|was)`));
  });

  test('every worker computes the same, and nothing stays in scratch', async () => {
    const workers = [await open(task, sample.args), await open(task, sample.args, { worker: 3 })];
    for (const index of [0, 1, 2]) {
      const answers = [];
      for (const worker of workers) answers.push(worker.answer(await worker.run(index)));
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[0]).not.toBeUndefined();
    }
    for (const worker of workers) expect(await worker.leftovers()).toEqual([]);
  });

  test('several units in flight in one worker do not disturb each other', async () => {
    const worker = await open(task, sample.args);
    const together = await Promise.all([0, 1, 2].map((index) => worker.run(index)));
    for (const index of [0, 1, 2]) {
      expect(worker.answer(together[index])).toEqual(worker.answer(await worker.run(index)));
    }
    expect(await worker.leftovers()).toEqual([]);
  });

  test('verify accepts a right result, answered or not, and refuses a wrong one', async () => {
    const worker = await open(task, sample.args);
    for (const index of [0, 1]) {
      const result = await worker.run(index);
      worker.answer(result);
      expect(await worker.accepts(result, index)).toBe(true);
      expect(await worker.accepts(sample.tamper(result as never), index)).toBe(false);
    }
  });

  test('its answer can cross to another thread and is small', async () => {
    const worker = await open(task, sample.args);
    const answer = worker.answer(await worker.run(0));
    expect(structuredClone(answer)).toEqual(answer);
    expect(JSON.stringify(answer).length).toBeLessThan(1000);
  });
});
