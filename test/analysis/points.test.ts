/** Points of a matrix beside each other: planted laws, so that what each argument changes is known. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Recording } from '../../src/model/journal.js';
import type { Cell } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import type { Point, SimulatedLaw } from '../../src/model/study.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from './planted.js';

interface PlantedPoint {
  readonly values: Point['values'];
  readonly law: Partial<SimulatedLaw>;
}

function recordingOfAll(points: readonly PlantedPoint[], rounds: number, noise: number): Recording {
  const parts = points.map(({ values, law }, i) => {
    const name = Object.values(values).join(' ');
    const recording = plantedRecording({
      law: { noise, cpus: 8, ...law },
      rounds,
      name,
      seed: i + 1,
      workers: [0, 1, 2, 4, 8],
    });
    const cells = recording.study.plan.cells.map((cell) => {
      const task = { ...cell.way.task, point: { subject: 'law', values } };
      return { ...cell, way: { ...cell.way, task } };
    });
    const own = cells[0]?.way.task;
    return {
      cells: cells.map((cell) => ({ ...cell, way: { ...cell.way, task: own ?? cell.way.task } })),
      trials: recording.trials,
    };
  });
  return recordingOf(
    parts.flatMap(({ cells }) => cells),
    parts.flatMap(({ trials }) => trials),
  );
}

function reportOf(points: readonly PlantedPoint[], rounds = 5, noise = 0.02): Report {
  return analyse(recordingOfAll(points, rounds, noise));
}

/** Size slows a unit down and changes nothing of how it scales; a lock makes two workers enough; colour does nothing. */
const SIZES = [10, 1000];
const CROSSED = SIZES.flatMap((size) =>
  [false, true].flatMap((lock) =>
    ['red', 'blue'].map((colour): PlantedPoint => {
      const law = { lambda: 10_000 / size, sigma: lock ? 0.95 : 0.001, kappa: lock ? 0.05 : 0 };
      return { values: { size, lock, colour }, law };
    }),
  ),
);

describe('what the answer depends on', () => {
  const { matrix } = reportOf(CROSSED);
  const effectOf = (name: string) => matrix?.effects.find((effect) => effect.name === name);

  it('is told of the argument that changes the worker count, by two points that differ in it alone', () => {
    expect(matrix?.names).toEqual(['size', 'lock', 'colour']);
    expect(effectOf('lock')).toMatchObject({ answer: 'differs' });
    expect(effectOf('size')?.answer).not.toBe('differs');
    expect(effectOf('colour')?.answer).not.toBe('differs');
    const [one, other] = effectOf('lock')?.example ?? [];
    expect(one?.replace('false', '').trim()).toBe(other?.replace('true', '').trim());
    expect(matrix?.sentences[0]).toMatch(/^How many workers to use depends on lock \(8 workers for 10 false red, /);
  });

  it('and of what changes efficiency and throughput, with intervals that hold together', () => {
    expect(matrix?.comparedWorkers).toBe(8);
    const throughput = effectOf('size')?.throughput;
    expect(throughput).toMatchObject({ low: 1000, high: 10, isShown: true });
    expect(throughput?.ratio.low).toBeLessThan(100);
    expect(throughput?.ratio.high).toBeGreaterThan(100);
    expect(effectOf('size')?.efficiency?.isShown).toBe(false);
    expect(effectOf('lock')?.efficiency).toMatchObject({ low: true, high: false, isShown: true });
    expect(effectOf('colour')?.efficiency?.isShown).toBe(false);
    expect(matrix?.sentences[1]).toMatch(
      /^Efficiency with 8 workers depends on lock \(false has .* times that of true, 95 %: .*\); that it depends on size or colour is not shown\.$/,
    );
  });

  it('has a row for each point, with the figures of the row to use', () => {
    expect(matrix?.rows).toHaveLength(8);
    expect(matrix?.rows[0]).toMatchObject({ task: '10 false red', point: { size: 10, lock: false, colour: 'red' } });
    expect(matrix?.rows[0]?.row?.workers).toBe(8);
    expect(matrix?.rows[0]?.throughput?.value).toBeGreaterThan(7000);
  });

  it('and with the band of its efficiency, also where that is near-linear', () => {
    expect(matrix?.rows.map(({ point, comparedBand }) => [point.lock, comparedBand])).toEqual(
      CROSSED.map(({ values: { lock } }) => [lock, lock ? 'poor' : 'good']),
    );
  });
});

it('laws are compared up to their own CPUs, whatever the machine has', () => {
  const recording = recordingOfAll(CROSSED.slice(0, 4), 5, 0.02);
  const machine = { ...recording.study.machine, effectiveCpus: 2 };
  expect(analyse({ ...recording, study: { ...recording.study, machine } }).matrix?.comparedWorkers).toBe(8);
});

it('nothing is told apart by chance: of 40 studies of equal points at most a few show a difference', () => {
  const equal = ['a', 'b', 'c'].map((kind): PlantedPoint => ({ values: { kind }, law: { lambda: 100, sigma: 0.1 } }));
  const shown = Array.from({ length: 40 }, (_, study) =>
    reportOf(
      equal.map((point, i) => ({ ...point, values: { kind: `${point.values.kind}${study}-${i}` } })),
      5,
      0.05,
    ),
  ).filter(({ matrix }) =>
    matrix?.effects.some(({ efficiency, throughput }) => efficiency?.isShown || throughput?.isShown),
  );
  // 95 % hold together; more than 6 of 40 would come in under 1 % of such series.
  expect(shown.length).toBeLessThanOrEqual(6);
});

it('a row is called what tells it from the others of its point', () => {
  const cells = ['a', 'b'].flatMap((kind) => {
    const task = { ...realTask(kind), point: { subject: 'law', values: { kind } } };
    return [
      cellOf(task, 'sequential', 0, 100),
      ...['threads', 'processes'].flatMap((executor) =>
        [1, 16].map((flight) => cellOf(task, executor, 1, 100, flight)),
      ),
    ];
  });
  const secondsOf = ({ way: { executor, inFlight } }: Cell) => 10 / inFlight / (executor === 'processes' ? 2 : 1);
  const trials = [0, 1].flatMap((round) =>
    cells.map((cell) => trialOf(cell, round, evenMeasurement(cell.workers, 100, secondsOf(cell)))),
  );
  const { matrix } = analyse(recordingOf(cells, trials));
  const names = ['1 worker with 16 in flight (processes)', '1 worker with 16 in flight (processes)'];
  expect(matrix?.rows.map(({ rowName }) => rowName)).toEqual(names);
});

it('the efficiency beside a row is that of its own executor', () => {
  const cells = ['a', 'b'].flatMap((kind) => {
    const task = { ...realTask(kind), point: { subject: 'law', values: { kind } } };
    return [
      cellOf(task, 'sequential', 0, 100),
      ...['threads', 'processes'].flatMap((executor) => [1, 2].map((workers) => cellOf(task, executor, workers, 100))),
    ];
  });
  const secondsOf = ({ workers, way: { executor } }: Cell) =>
    executor === 'processes' && workers === 2 ? 5 : workers === 2 ? 8 : 10;
  const trials = cells.map((cell) => trialOf(cell, 0, evenMeasurement(cell.workers, 100, secondsOf(cell))));
  const { matrix } = analyse(recordingOf(cells, trials));
  expect(matrix?.rows[0]).toMatchObject({ rowName: '2 workers (processes)', comparedBand: 'good' });
  expect(matrix?.rows[0]?.comparedEfficiency?.value).toBeCloseTo(1, 12);
});

it('too few rounds, points that are never alike but for one name, and a single point say so', () => {
  const few = reportOf(CROSSED.slice(0, 4), 2).matrix;
  expect(few?.sentences).toEqual([
    'No answer yet for any of 4 points.',
    'Too few rounds to tell which argument efficiency and throughput depend on.',
  ]);
  expect(few?.rows[0]).toMatchObject({ row: null, leader: { workers: 8 } });
  expect(few?.rows[0]?.throughput?.value).toBeGreaterThan(7000);
  const apart = reportOf([
    { values: { a: 1, b: 1 }, law: {} },
    { values: { a: 2, b: 2 }, law: {} },
  ]).matrix;
  expect(apart?.effects).toEqual([
    { name: 'a', answer: 'none', example: null, efficiency: null, throughput: null },
    { name: 'b', answer: 'none', example: null, efficiency: null, throughput: null },
  ]);
  expect(reportOf(CROSSED.slice(0, 1)).matrix).toBeNull();
});
