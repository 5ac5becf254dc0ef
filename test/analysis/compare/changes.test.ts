/** How often a comparison is right: 200 planted pairs with 5 % noise. */
import { describe, expect, test } from 'vitest';
import { changesOf, type Judgement } from '../../../src/analysis/compare/changes.js';
import { THRESHOLDS } from '../../../src/analysis/compare/compare.js';
import { figuresOf } from '../../../src/analysis/compare/figures.js';
import { mergeRuns } from '../../../src/analysis/compare/recordings.js';
import type { FigureChange } from '../../../src/model/comparison.js';
import { plantedRecording } from '../planted.js';

const PAIRS = 200;
const WORKERS = [0, 1, 2, 4, 8, 16];
const LAW = { sigma: 0.05, kappa: 0.0005, noise: 0.05 };

interface Plan {
  readonly rounds: number;
  /** The head's throughput over the base's. */
  readonly factor: number;
  readonly paired: boolean;
  readonly runs?: number;
}

/** Every change of one pair; apart they have seeds of their own, paired their tasks' names tell them apart. */
function compareOnce(pair: number, { rounds, factor, paired, runs = 1 }: Plan): readonly FigureChange[] {
  const runsOf = (side: number, lambda: number) =>
    mergeRuns(
      Array.from({ length: runs }, (_, run) => {
        const seed = paired ? pair : (pair * runs + run) * 2 + side;
        const name = paired ? `side-${side}` : 'law';
        return plantedRecording({ law: { ...LAW, lambda }, rounds, seed, workers: WORKERS, units: 50, name });
      }),
    );
  const judgement: Judgement = { paired, thresholds: THRESHOLDS, seed: pair };
  return changesOf(figuresOf(runsOf(0, 100), runsOf(1, 100 * factor), paired), judgement);
}

/** In what share of the pairs each statement holds. */
function shares(plan: Plan, statements: readonly ((changes: readonly FigureChange[]) => boolean)[]): number[] {
  const all = Array.from({ length: PAIRS }, (_, pair) => compareOnce(pair, plan));
  return statements.map((holds) => all.filter(holds).length / PAIRS);
}

const claims = (verdict: RegExp) => (changes: readonly FigureChange[]) =>
  changes.some((change) => verdict.test(change.verdict));
const throughputAt = (changes: readonly FigureChange[], workers: number | null) =>
  changes.find((change) => change.workers === workers && change.metric === 'throughput') as FigureChange;
const foundAt = (workers: number | null) => (changes: readonly FigureChange[]) =>
  throughputAt(changes, workers).verdict === 'worse';
const covers = (changes: readonly FigureChange[]) => {
  const { low, high } = throughputAt(changes, null).ratio;
  return (low as number) <= 0.9 && (high as number) >= 0.9;
};

describe.each([
  ['runs of their own, 10 rounds', { rounds: 10, paired: false }, 0.95],
  ['runs of their own, 5 rounds', { rounds: 5, paired: false }, 0],
  ['interleaved, 10 rounds', { rounds: 10, paired: true }, 0.95],
] as const)('%s', (_, plan, foundAtOneCount) => {
  test('the same code: no change is claimed in at least 95 % of pairs', () => {
    const [claimed] = shares({ ...plan, factor: 1 }, [claims(/better|worse/)]);
    expect(claimed).toBeLessThanOrEqual(0.05);
  });

  test('a slowdown of 10 % is found in at least 95 % of pairs, and nothing is called better', () => {
    const statements = [foundAt(null), foundAt(4), claims(/better/), covers];
    const [found, foundAtFour, misled, covered] = shares({ ...plan, factor: 0.9 }, statements);
    expect(found).toBeGreaterThanOrEqual(0.95);
    expect(foundAtFour).toBeGreaterThanOrEqual(foundAtOneCount);
    expect(misled).toBeLessThanOrEqual(0.05);
    expect(covered).toBeGreaterThanOrEqual(0.93);
  });
});

describe('one comparison', () => {
  const rounds = 10;

  test('a slowdown of 30 % is critical, of 15 % a warning, of 5 % in itself neither; a gain has no severity', () => {
    const severity = (factor: number) => throughputAt(compareOnce(1, { rounds, factor, paired: false }), null).severity;
    expect([0.7, 0.85, 0.95].map(severity)).toEqual(['critical', 'warning', 'info']);
    expect(throughputAt(compareOnce(1, { rounds, factor: 1.3, paired: false }), null)).toMatchObject({
      verdict: 'better',
      severity: null,
    });
  });

  test('times are worse when they grow, and have their values in seconds', () => {
    const changes = compareOnce(1, { rounds, factor: 0.7, paired: false });
    const time = changes.find(({ metric, workers }) => metric === 'task_avg' && workers === 1) as FigureChange;
    expect(time.verdict).toBe('worse');
    expect(time.ratio.value).toBeGreaterThan(1.2);
    expect(time.base).toBeCloseTo(0.01, 3);
  });

  test('four rounds a side show nothing, and have no interval', () => {
    const changes = compareOnce(1, { rounds: 4, factor: 0.5, paired: false });
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['too few rounds']));
    expect(throughputAt(changes, null)).toMatchObject({ pValue: null, adjustedPValue: null, severity: null });
    expect(throughputAt(changes, null).ratio).toMatchObject({ low: null, high: null });
  });

  test('from five runs a side the run is the unit of repetition', () => {
    const planned = { factor: 0.9, paired: false, rounds: 2 };
    expect(throughputAt(compareOnce(1, { ...planned, runs: 5 }), null).verdict).toBe('worse');
    expect(throughputAt(compareOnce(1, { ...planned, runs: 2 }), null).verdict).toBe('too few rounds');
  });

  test('the same recording twice has no change at all', () => {
    const run = () => mergeRuns([plantedRecording({ law: LAW, rounds: 6, workers: WORKERS, units: 50 })]);
    const judgement = { thresholds: THRESHOLDS, seed: 1 };
    for (const paired of [false, true]) {
      const changes = changesOf(figuresOf(run(), run(), paired), { ...judgement, paired });
      expect(changes).toHaveLength(21);
      expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['no change shown']));
      expect(changes.every(({ ratio }) => ratio.value === 1)).toBe(true);
    }
  });
});
