import { describe, expect, test } from 'vitest';
import type { Point } from '../../../src/model/study.js';
import { argumentsOf, unfilledParameters } from '../../../src/run/host/parameters.js';
import { effectiveArgs, loadTask, TaskShapeError } from '../../../src/run/worker/task-module.js';
import { ModuleFolder } from '../../support/modules.js';

const modules = new ModuleFolder();

function load(text: string, name?: string) {
  return loadTask(new URL(`file://${modules.write(text, name)}`).href);
}

describe('a task module', () => {
  test('may export a plain function', async () => {
    const task = await load('export default (a, b) => a + b;');
    expect(task.plain).toBe(true);
    expect((task.run as unknown as (...args: number[]) => number)(1, 2)).toBe(3);
  });

  test('may export an object with run', async () => {
    const task = await load("export default { run: () => 7, args: [1], summary: 'Seven' };");
    expect(task).toMatchObject({ plain: false, args: [1], summary: 'Seven' });
  });

  test('may export an instance, whose methods keep their "this"', async () => {
    const task = await load(
      'class T { n = 4; run() { return this.n; } verify(r) { return r === this.n; } }; export default new T();',
    );
    expect(task.run.call(task, {} as never)).toBe(4);
    expect(task.verify?.call(task, 4, {} as never)).toBe(true);
  });

  test.each([
    ['module.exports = () => 5;'],
    ["Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => 5;"],
  ])('may be CommonJS: %s', async (text) => {
    const task = await load(text, `common-${text.length}.cjs`);
    expect(task.plain).toBe(true);
    expect((task.run as unknown as () => number)()).toBe(5);
  });

  test.each([
    ['', /no default export; it exports nothing/],
    ['export const a = 1, b = 2;', /no default export; it exports a, b/],
    ['export default 1;', /of type number/],
    ['export default null;', /is null/],
    ['export default [];', /no "run" function/],
    ['export default {};', /run is undefined/],
    ['export default { run: 1 };', /run is of type number/],
    ['export default { run() {}, setup: 1 };', /"setup" must be a function, not of type number/],
    ['export default { run() {}, args: 1 };', /"args" must be a list of default arguments, not of type number/],
  ])('%s is refused', async (text, message) => {
    const refusal = load(text);
    await expect(refusal).rejects.toBeInstanceOf(TaskShapeError);
    await expect(refusal).rejects.toThrow(message);
  });

  test('that throws is refused with its own error', async () => {
    await expect(load("throw new RangeError('mine');")).rejects.toThrow('mine');
  });
});

describe('the arguments in force', () => {
  const task = { plain: false as const, run: () => 1, args: [1, 2, 3] };

  test.each([
    [null, [1, 2, 3]],
    [[], [1, 2, 3]],
    [[9], [9, 2, 3]],
    [
      [9, null],
      [9, null, 3],
    ],
    [
      [9, 8, 7, 6],
      [9, 8, 7, 6],
    ],
  ])('of %j over the defaults are %j', (given, expected) => {
    expect(effectiveArgs(task, given)).toEqual(expected);
  });

  test('of a task without defaults are the user’s', () => {
    expect(effectiveArgs({ plain: true, run: () => 1 }, [1])).toEqual([1]);
    expect(effectiveArgs({ plain: true, run: () => 1 }, null)).toEqual([]);
  });
});

describe('the arguments of a point', () => {
  const at = async (text: string, values: Point['values'], args: readonly unknown[] | null = null) =>
    argumentsOf(await load(text), { args, point: { subject: 'task', values } });
  const named = "export default { args: [1, 2, 3], argNames: ['a', 'two words'], run: () => 1 }";

  test('stand at their names, over the user’s and the defaults', async () => {
    expect(await at(named, { 'two words': 9 })).toEqual([1, 9, 3]);
    expect(await at(named, { a: 'x' }, [5, 6])).toEqual(['x', 6, 3]);
    expect(await at('export default (size = 10, kind = "a, b") => size', { kind: 'c' })).toEqual([undefined, 'c']);
    expect(await at('export default { run: (context, size) => size }', { size: 4 })).toEqual([4]);
  });

  test('of a name that the task has not are refused, with those that it has', async () => {
    await expect(at(named, { b: 1 })).rejects.toMatchObject({ argument: 'b', known: ['a', 'two words'] });
    await expect(at('export default ((n) => n).bind(null)', { n: 1 })).rejects.toMatchObject({ known: [] });
  });
});

describe('parameters that no argument fills', () => {
  const unfilled = async (text: string, args: readonly unknown[] = []) => {
    const task = await load(text);
    return unfilledParameters(task, effectiveArgs(task, args));
  };

  test.each([
    ['export default (limit) => { let n = 0; for (let i = 0; i < limit; i++) n += i; return n; }', ['limit']],
    ['export default async limit => limit * 2', ['limit']],
    ['export default function own(a, b) { return a + b; }', ['a', 'b']],
    ['export default { run: ({ rng, index: [x] }, size) => rng.floats(size) }', ['size']],
    ['export default { run(context, size) { return size + context.index; } }', ['size']],
    ["export default { argNames: ['bytes'], run: (context, n) => n + context.index }", ['bytes']],
  ])('%s', async (text, names) => {
    expect(await unfilled(text)).toEqual({ names, taken: names.length, given: 0, isCertain: true });
    expect(await unfilled(text, [1, 2])).toBeNull();
  });

  test.each([
    ['export default () => 1'],
    ['export default (limit = 10) => limit'],
    ['export default (...all) => all.length'],
    ['export default { run: (context) => context.index }'],
    ['export default { run: ({ rng }) => rng.int(1, 6) }'],
    ['export default { args: [5], run: (context, size) => size + context.index }'],
  ])('%s has none', async (text) => {
    expect(await unfilled(text)).toBeNull();
  });

  test.each([
    ['export default (options) => options?.size ?? 3'],
    ['export default (n) => { n = n || 10; return n; }'],
    ['export default (n) => n === undefined ? 1 : n'],
    ['export default (n) => arguments'],
    ['export default ((n) => n).bind(null)'],
  ])('%s may do without', async (text) => {
    expect(await unfilled(text)).toMatchObject({ taken: 1, isCertain: false });
  });

  test('with some arguments are no certain misuse', async () => {
    expect(await unfilled('export default (a, b) => a + b', [1])).toMatchObject({ given: 1, isCertain: false });
  });
});
