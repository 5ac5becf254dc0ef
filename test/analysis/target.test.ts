/** What is missing to a target rate, and what more workers than the best cost. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { plantedRecording, WORKERS } from './planted.js';
import { ideal, recordingFrom, UNITS } from './scenario.js';

const RATE = UNITS / 10;

/** Workers that all do as much, up to four. */
const fourAtMost = (targetPerSecond: number, workers = [0, 1, 2, 4, 8]) =>
  analyse(recordingFrom({ speedup: (n) => Math.min(ideal(n), 4), workers, study: { targetPerSecond } })).targets;

test('a target is reached, missed, or undecided by the interval of the best row', () => {
  expect(fourAtMost(2 * RATE)).toMatchObject([{ verdict: 'reached', cure: null }]);
  const [missed] = fourAtMost(5 * RATE);
  expect(missed).toMatchObject({ task: 't', perSecond: 5 * RATE, verdict: 'missed' });
  expect(missed?.gapPerSecond).toBeCloseTo(RATE, -1);
  expect(missed?.text).toMatch(
    /^The target is 600\/s\. parallel_[48] does 47\d\/s, 12\d\/s less: 2\d % more is needed\./,
  );
  const measured = missed?.throughput?.value as number;
  expect(fourAtMost(measured)).toMatchObject([{ verdict: 'undecided' }]);
});

test('a law says whether more workers could bring it', () => {
  const study = (sigma: number, kappa: number, workers: readonly number[], targetPerSecond: number) => {
    const recording = plantedRecording({ law: { sigma, kappa, noise: 0.001 }, rounds: 6, workers });
    return analyse({
      ...recording,
      study: { ...recording.study, study: { ...recording.study.study, targetPerSecond } },
    });
  };
  // Amdahl: never above 100 / 0.1.
  const [amdahl] = study(0.1, 0, [0, 1, 2, 4, 8, 12, 16, 24], 2000).targets;
  expect(amdahl?.lawPerSecond).toBeCloseTo(1000, -2);
  expect(amdahl?.lawWorkers).toBeNull();
  expect(amdahl?.text).toContain('more workers alone do not reach it');
  // 800 / 100 = N / (1 + 0.1·(N − 1)) at N = 36.
  const [near] = study(0.1, 0, [0, 1, 2, 4, 8, 12, 16, 24], 800).targets;
  expect(near?.lawWorkers).toBeGreaterThanOrEqual(33);
  expect(near?.lawWorkers).toBeLessThanOrEqual(39);
});

test('rows that break a limit reach no target', () => {
  const limits = { p50Ms: 10, p99Ms: null, rssMb: null, errorRate: null };
  const scenario = { speedup: ideal, study: { targetPerSecond: 3 * RATE, limits } };
  // Each row's units take 10 s over all units, 8.3 ms.
  expect(analyse(recordingFrom(scenario)).targets).toMatchObject([{ verdict: 'reached' }]);
  const tight = { ...scenario, study: { ...scenario.study, limits: { ...limits, p50Ms: 1 } } };
  expect(analyse(recordingFrom(tight)).targets).toMatchObject([
    { verdict: 'unknown', row: null, text: 'The target is 360/s, and no row keeps the limits.' },
  ]);
});

test('without a target there is nothing to say', () => {
  expect(analyse(recordingFrom({ speedup: ideal })).targets).toEqual([]);
});

test('beyond the peak each row has its change, paired by round', () => {
  const { curves } = analyse(plantedRecording({ law: { sigma: 0.02, kappa: 0.004 }, rounds: 6, workers: WORKERS }));
  const beyond = curves[0]?.beyondPeak;
  expect(beyond?.peakWorkers).toBe(16);
  expect(beyond?.rows.map(({ workers }) => workers)).toEqual([24, 32, 48, 64]);
  const law = (n: number) => n / (1 + 0.02 * (n - 1) + 0.004 * n * (n - 1));
  for (const { workers, throughput, p50 } of beyond?.rows ?? []) {
    expect(throughput.value).toBeCloseTo(law(workers) / law(16) - 1, 6);
    expect(p50).toBeCloseTo(workers / law(workers) / (16 / law(16)), 1);
  }
  expect(analyse(recordingFrom({ speedup: ideal })).curves[0]?.beyondPeak, 'nothing beyond').toBeNull();
});
