/** Advice, findings and their cures never contradict each other: every finding that there is against every advice. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { adviceOn } from '../../src/analysis/findings/cures.js';
import type { Advice } from '../../src/model/advice.js';
import type { Finding, FindingCode } from '../../src/model/finding.js';
import type { Recording } from '../../src/model/journal.js';
import type { RateLoad } from '../../src/model/load.js';
import type { Report } from '../../src/model/report.js';
import { plantedRecording } from './planted.js';
import { FOREIGN_LOAD, ideal, recordingFrom, type Scenario } from './scenario.js';

/** What the machine and the workers show, whatever the speedup: each brings findings. */
const SIGNS: { readonly [name: string]: Partial<Scenario> } = {
  healthy: { worker: (_, wall) => ({ cpuSeconds: wall }) },
  'short of CPUs': {
    worker: (n, wall) => ({
      cpuSeconds: wall * Math.min(1, 2 / Math.max(n, 1)),
      runQueueSeconds: wall * Math.max(0, 1 - 2 / Math.max(n, 1)),
    }),
    machine: { effectiveCpus: 2 },
  },
  'short of memory': {
    readings: (n) => ({ memory: { rssPeakBytes: (40 + 100 * n) * 2 ** 20 } }),
    machine: { memoryLimitBytes: 400 * 2 ** 20 },
  },
  'parallel inside': { worker: (_, wall) => ({ cpuSeconds: wall * 2.5 }) },
  'handed out one by one': { worker: (n, wall) => (n === 0 ? {} : { busySeconds: wall / 4 }) },
  'held by a lock': {
    worker: (n, wall) => ({ cpuSeconds: (10 / Math.max(1, n)) * 0.01, busySeconds: wall, runQueueSeconds: 0 }),
  },
  'one thread': { executor: 'async', worker: (n, wall) => ({ cpuSeconds: wall / Math.max(n, 1), busySeconds: wall }) },
  throttled: { readings: (_, wall) => ({ throttling: { throttledSeconds: wall } }) },
  disturbed: { disturbances: [FOREIGN_LOAD], worker: (_, wall) => ({ cpuSeconds: wall }) },
};

const noise = (n: number, round: number) => [1, 1.6, 0.7, 1.4, 0.6, 1.1][(round + n) % 6] as number;

/** Speedups that bring each kind of advice. */
const SHAPES: { readonly [name: string]: Partial<Scenario> } = {
  'sequential is best': { speedup: (n) => (n === 0 ? 1 : 0.6) },
  'one worker is best': { speedup: (n) => (n === 1 ? 1.5 : n === 0 ? 1 : 0.8) },
  'two workers are best': { speedup: (n) => ({ 0: 1, 1: 1, 2: 1.9, 4: 1.5, 8: 1.2 })[n] as number },
  'all workers are best': { speedup: ideal },
  flat: { speedup: () => 1 },
  noisy: { speedup: (n) => 1 + n / 50, slowdown: noise },
  'a noisy gain': { speedup: ideal, slowdown: (n, round) => (n > 2 ? noise(n, round) : 1) },
  'too few rounds': { speedup: ideal, rounds: 3 },
};

const studies: readonly (readonly [name: string, recording: Recording])[] = [
  ...Object.entries(SIGNS).flatMap(([sign, signs]) =>
    Object.entries(SHAPES).map(
      ([shape, shapes]) => [`${sign}, ${shape}`, recordingFrom({ speedup: ideal, ...signs, ...shapes })] as const,
    ),
  ),
  ...Array.from({ length: 8 }, (_, seed) => {
    const law = { cpus: 2, lambda: 100, sigma: 0.5, kappa: 0.05, noise: 0.05 };
    return [
      `simulated, seed ${seed}`,
      plantedRecording({ law, rounds: 5, seed, workers: [0, 1, 2, 4], units: 100 }),
    ] as const;
  }),
  ...[50, 150, 390, 900].map((perSecond) => [`${perSecond} arrivals/s`, arrivals(perSecond)] as const),
];

/** A dispatcher that is late for 2 % of the arrivals of a rate. */
function arrivals(perSecond: number): Recording {
  const load: RateLoad = { kind: 'rate', perSecond, durationSeconds: 20, arrivals: 'uniform' };
  const recording = plantedRecording({ law: { cpus: 8 }, rounds: 5, workers: [1, 2, 4], load });
  const trials = recording.trials.map((trial) => {
    const { measurement } = trial;
    if (measurement?.openLoop == null) return trial;
    const openLoop = { ...measurement.openLoop, lateByDispatcher: Math.ceil(perSecond * 0.4) };
    return { ...trial, measurement: { ...measurement, openLoop } };
  });
  return { ...recording, trials };
}

const reports = studies.map(([name, recording]) => ({ name, report: analyse(recording) }));

/** The advice that a finding has to agree with: its curve's, or all. */
function advisedBeside(finding: Finding, { advice, curves }: Report): readonly Advice[] {
  const own = curves.find(({ way }) => way === finding.way);
  const its = own === undefined ? null : adviceOn(own, advice);
  return its === null ? advice : [its];
}

/** Worker counts that a cure tells people to use. A comparison with one worker is no use of it. */
function countsNamed(cure: string): readonly number[] {
  const counts = [...cure.replace('compare with 1 worker', '').matchAll(/(\d+) workers?\b/gi)].map(([, n]) =>
    Number(n),
  );
  return /stay sequential/i.test(cure) ? [0, ...counts] : counts;
}

test('no cure names another worker count than the advice, nor a direction away from it', () => {
  for (const { name, report } of reports) {
    for (const finding of report.findings) {
      const beside = advisedBeside(finding, report).map(({ workers }) => workers);
      const told = `${name}: ${finding.code}: ${finding.cure} beside ${report.advice.map(({ reason }) => reason)}`;
      for (const count of countsNamed(finding.cure ?? '')) expect(beside, told).toContain(count);
      if (beside.some((workers) => workers !== null))
        expect(finding.cure ?? '', told).not.toMatch(/(?:fewer|more|at most \d+|no more than \d+) workers/i);
    }
  }
});

test('the studies bring every advice there is, and every finding that may name a worker count', () => {
  const advice = reports.flatMap(({ report }) => report.advice);
  expect(new Set(advice.map(({ verdict }) => verdict))).toEqual(
    new Set(['recommended', 'indistinguishable', 'abstained']),
  );
  expect(new Set(advice.map(({ workers }) => workers))).toEqual(new Set([0, 1, 2, 4, 8, null]));
  const found = new Set(reports.flatMap(({ report }) => report.findings.map(({ code }) => code)));
  const counted: readonly FindingCode[] = [
    'slower-with-more-workers',
    'cpu-shortage',
    'above-cpus',
    'memory-limit',
    'internally-parallel',
    'overhead-bound',
    'one-thread',
    'throttled',
    'disturbed-trials',
    'baseline-starved',
    'overloaded',
    'late-dispatcher',
  ];
  for (const code of counted) expect(found, code).toContain(code);
});
