/** What a comparison says of whole runs. */
import { describe, expect, test } from 'vitest';
import { type Compared, compareRuns, compareWithin, THRESHOLDS } from '../../../src/analysis/compare/compare.js';
import type { Comparison } from '../../../src/model/comparison.js';
import type { Recording } from '../../../src/model/journal.js';
import type { UnitOrder } from '../../../src/model/load.js';
import type { Cell } from '../../../src/model/plan.js';
import { planStudy } from '../../../src/plan/plan.js';
import { changeTables } from '../../../src/reporters/comparison/words.js';
import { evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from '../planted.js';

const OPTIONS = { thresholds: THRESHOLDS, force: false };
const LAW = { lambda: 100, sigma: 0.05, kappa: 0.0005, noise: 0.05 };

function comparisonIn(compared: Compared): Comparison {
  if ('refusals' in compared) throw new Error(compared.refusals.join('; '));
  return compared.comparison;
}

const isPartial = (text: string) => text.includes('partial');

describe('the status of a side', () => {
  const run = (seed: number) => plantedRecording({ law: LAW, rounds: 6, seed, workers: [0, 1, 2, 4] });
  const cut = (recording: Recording): Recording => ({ ...recording, trials: recording.trials.slice(0, -1) });

  test('whole runs are valid, one or several', () => {
    const { base, head, warnings } = comparisonIn(compareRuns([run(1), run(2)], [run(3)], OPTIONS));
    expect([base.status, head.status]).toEqual(['valid', 'valid']);
    expect(warnings.filter(isPartial)).toEqual([]);
  });

  test.each([0, 1])('run %i of two that lacks a trial makes its side partial', (lacking) => {
    const runs = [run(1), run(2)].map((recording, i) => (i === lacking ? cut(recording) : recording));
    const { base, head, warnings } = comparisonIn(compareRuns([run(3)], runs, OPTIONS));
    expect([base.status, head.status]).toEqual(['valid', 'partial']);
    expect(warnings.filter(isPartial)).toEqual(['the head is partial: not every trial completed']);
  });

  test('both versions of one run are as whole as it is', () => {
    const [one, two] = ['one', 'two'].map((name) => plantedRecording({ law: LAW, rounds: 6, name }));
    const both = [one, two].filter((each) => each !== undefined);
    const cells = both.flatMap(({ study }) => study.plan.cells);
    const trials = both.flatMap((each) => each.trials);
    const { base, head } = comparisonIn(compareWithin(recordingOf(cells, trials), OPTIONS));
    expect([base.status, head.status]).toEqual(['valid', 'valid']);
  });
});

describe('a list of orders', () => {
  const ORDERS: readonly UnitOrder[] = ['none', 'key'];

  /** One run; units with keys take `keyedSeconds`, all others 1 s. */
  function run(keyedSeconds: number): Recording {
    const { study } = recordingOf([], [], { tasks: [realTask('sort')], workers: [2, 4], orders: ORDERS }).study;
    const { cells } = planStudy(study);
    const secondsOf = ({ way: { order } }: Cell) => (order === 'key' ? keyedSeconds : 1);
    const trials = cells.flatMap((cell) =>
      Array.from({ length: 10 }, (_, round) =>
        trialOf(cell, round, evenMeasurement(cell.workers, 100, secondsOf(cell) * (1 + round / 1000))),
      ),
    );
    return recordingOf(cells, trials, study);
  }

  test('is compared order by order: what slows one down is shown there alone', () => {
    const comparison = comparisonIn(compareRuns([run(1)], [run(2)], OPTIONS));
    const tables = changeTables(comparison).map(({ title, rows }) => [
      title,
      rows.map(({ workers, changes }) => [workers, changes.throughput?.verdict]),
    ]);
    expect(tables).toEqual([
      [
        'sort, threads',
        [
          [2, 'no change shown'],
          [4, 'no change shown'],
          [null, 'no change shown'],
        ],
      ],
      [
        'sort, threads, order key',
        [
          [2, 'worse'],
          [4, 'worse'],
          [null, 'worse'],
        ],
      ],
    ]);
  });

  test('meets its own: another order is not taken for it', () => {
    const only = (order: UnitOrder): Recording => {
      const { trials, study } = run(1);
      const cells = study.plan.cells.filter((cell) => cell.way.order === order);
      const ids = new Set(cells.map(({ id }) => id));
      const kept = trials.filter(({ cellId }) => ids.has(cellId));
      return recordingOf(cells, kept, { ...study.study, orders: [order] });
    };
    expect(compareRuns([only('none')], [only('key')], OPTIONS)).toEqual({
      refusals: ['no cell completed on both sides'],
    });
  });
});

describe('what else ran on the machine', () => {
  /** A run of a real task beside which other programs took so many CPUs (of 8); null where nobody looked. */
  function beside(foreignCpus: number | null): Recording {
    const { cells } = planStudy(recordingOf([], [], { tasks: [realTask('sort')], workers: [2] }).study.study);
    const trials = cells.flatMap((cell) =>
      Array.from({ length: 6 }, (_, round) => {
        const measurement = evenMeasurement(cell.workers, 100, 2 + round / 1000);
        const cpu = { treeSeconds: 4, foreignSeconds: (foreignCpus ?? 0) * 2.5 };
        const readings = foreignCpus === null ? {} : { cpu, clock: { observedSeconds: 2.5 } };
        return trialOf(cell, round, measurement, { readings });
      }),
    );
    return recordingOf(cells, trials, { workers: [2] });
  }

  const warned = (base: number | null, head: number | null) =>
    comparisonIn(compareRuns([beside(base)], [beside(head)], OPTIONS)).warnings.filter((text) =>
      text.startsWith('other programs'),
    );

  test('is a warning where it differs, with the figures of both sides', () => {
    expect(warned(0.1, 1.5)).toEqual([
      'other programs took 1.5 of 8 CPUs during the head, 0.1 of 8 during the base: a change may be theirs',
    ]);
    expect(warned(3, 0)[0]).toContain('3 of 8 CPUs during the base, 0 of 8 during the head');
  });

  test('is none where it is alike, and where nobody looked', () => {
    expect([warned(0.1, 0.3), warned(3, 3.2), warned(null, 2), warned(null, null)]).toEqual([[], [], [], []]);
  });

  test('two runs one after the other are told to be that, and an interleaved one is not', () => {
    const warnings = (compared: Compared) => comparisonIn(compared).warnings.join(' ');
    const after = /made one after the other, so a change may be the machine's: .* 12 of 90 /;
    expect(warnings(compareRuns([beside(0)], [beside(0)], OPTIONS))).toMatch(after);
    const both = ['old', 'new'].map((name) => realTask(name));
    const { study } = recordingOf([], [], { tasks: both, workers: [2] }).study;
    const { cells } = planStudy(study);
    const trials = cells.flatMap((cell) =>
      Array.from({ length: 6 }, (_, round) => trialOf(cell, round, evenMeasurement(2, 100, 2 + round / 1000))),
    );
    expect(warnings(compareWithin(recordingOf(cells, trials, study), OPTIONS))).not.toMatch(after);
  });
});
