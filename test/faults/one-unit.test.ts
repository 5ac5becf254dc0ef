/** One unit among a thousand that goes wrong is found and named, wherever it ran, and no speedup rests on it. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ownFolder, type RunFiles } from '../support/cli.js';
import { csvRows } from '../support/csv.js';
import { observe, runFaulty } from './study.js';

const folder = ownFolder();
const TASK = fileURLToPath(new URL('./one-unit.mjs', import.meta.url));
const EXECUTORS = ['async', 'threads', 'processes'] as const;
const UNIT = 677;
/** A digest has 256 fields, and unit 677 falls into this one. */
const FIELD = 677 % 256;

interface Faulty {
  readonly how: 'throws' | 'computes wrong';
  /** Numbers of the cells in the plan: 0 is sequential. */
  readonly cells: readonly number[];
  readonly flags?: readonly string[];
}

async function study(name: string, { how, cells, flags = [] }: Faulty) {
  const args = [how, UNIT, cells];
  const all = ['--task-count', '1000', ...flags];
  const { ended, run } = await runFaulty(
    { task: TASK, args, executors: EXECUTORS, rounds: 2, flags: all, env: {} },
    folder,
    name,
  );
  return { ended, run: run as RunFiles };
}

describe.concurrent('one wrong result among 1,000', () => {
  test.each([
    ['in async alone', [1], ['async']],
    ['in threads alone', [2], ['threads']],
    ['in processes alone', [3], ['processes']],
    ['in all but sequential', [1, 2, 3], ['async', 'threads', 'processes']],
    // The reference itself is wrong: who is right cannot be told, and nobody is believed.
    ['in sequential alone', [0], ['async', 'threads', 'processes']],
  ] as const)('%s is found, and the speedup is withheld', async (name, cells, suspects) => {
    const { ended, run } = await study(name, { how: 'computes wrong', cells });
    expect(ended.status).toBe(3);
    expect(run.report.status).toBe('invalid');
    expect(run.trials.every(({ outcome }) => outcome === 'completed')).toBe(true);
    const found = run.report.findings.filter(({ code }) => code === 'wrong-result');
    expect(found.map(({ executor }) => executor).sort()).toEqual([...suspects].sort());
    for (const { text, evidence } of found) {
      expect(evidence).toMatchObject({ suspectFields: String(FIELD), suspectFieldCount: 1, rounds: 1 });
      expect(text).toContain(`modulo 256 is ${FIELD}. Its speedup is withheld`);
    }
    expect(ended.stdout).toMatch(/wrong result/i);
    const parallel = run.report.cells.filter(({ workers }) => workers > 0);
    const believed = parallel.filter(({ speedup }) => speedup !== null).map(({ executor }) => executor);
    expect(believed).toEqual(EXECUTORS.filter((executor) => !(suspects as readonly string[]).includes(executor)));
    const column = csvRows(run.csvText).map((row) => row['Speedup (vs sequential)'] !== '');
    expect(column.slice(1)).toEqual(parallel.map(({ speedup }) => speedup !== null));
  });
});

describe.concurrent('one unit among 1,000 that throws', () => {
  test.each([['pool'], ['self']])('is named by its number (dispatch %s)', async (dispatch) => {
    const flags = ['--dispatch', dispatch];
    const { ended, run } = await study(`throws ${dispatch}`, { how: 'throws', cells: [0, 1, 2, 3], flags });
    expect(ended.status).toBe(3);
    for (const { outcome, unit, message } of observe(run, 0)) {
      expect({ outcome, unit, message }).toEqual({ outcome: 'failed', unit: UNIT, message: 'RangeError: planned' });
    }
    expect(observe(run, 1).map(({ outcome }) => outcome)).toEqual(new Array(4).fill('completed'));
  });
});
