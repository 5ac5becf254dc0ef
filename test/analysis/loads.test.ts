/** Windows and rates from planted laws: known truths, and what the analysis makes of them. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { percentilesOf } from '../../src/analysis/latency.js';
import { rateOf } from '../../src/analysis/trials.js';
import simulated from '../../src/executors/simulated.js';
import type { Finding } from '../../src/model/finding.js';
import type { Recording } from '../../src/model/journal.js';
import type { Load } from '../../src/model/load.js';
import type { Measurement, OpenLoopMeasurement } from '../../src/model/measurement.js';
import type { Cell } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import type { CellReport } from '../../src/model/row.js';
import type { Limits, Study, StudyTask } from '../../src/model/study.js';
import { makeWay } from '../../src/plan/ways.js';
import { lawOf } from '../../src/seams/subject.js';
import { constantHistogram, countOf, meanNs } from '../../src/statistics/histogram.js';
import { trialSpec } from '../support/trial-spec.js';
import { evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';
import { NO_LIMITS, type Search, searched } from './rate-search.js';

const SERVICE_SECONDS = 0.002;
const LAW = { cpus: 64, lambda: 1 / SERVICE_SECONDS, sigma: 0, kappa: 0, noise: 0 };
const WINDOW: Load = { kind: 'window', warmupSeconds: 1, durationSeconds: 12, windowSeconds: 10 };

function lawTask(lambda: number, noise = 0): StudyTask {
  return { name: 'law', given: 'law', args: [], subject: { kind: 'law', law: { ...LAW, lambda, noise } } };
}

function cellAt(task: StudyTask, workers: number, load: Load, executor = 'simulated'): Cell {
  const name = `parallel_${workers}${load.kind === 'rate' ? `@${load.perSecond}/s` : ''}`;
  const way = makeWay({ tasks: [task] }, { task, executor, inFlight: 1, order: 'none', load, cpus: null });
  return { id: name, name, way, workers };
}

function measure(cell: Cell, round: number, seed = 1): Measurement {
  const { workers, way } = cell;
  const { task, load } = way;
  const law = lawOf(task);
  const units = load.kind === 'count' ? load.units : 0;
  const spec = trialSpec({ task, workers, load, units, round, seed, executor: 'simulated' });
  if (law === null) throw new Error('no law');
  return simulated.simulate(spec, law);
}

function record(cells: readonly Cell[], rounds: number, more: Partial<Study> = {}): Recording {
  const trials = cells.flatMap((cell) =>
    Array.from({ length: rounds }, (_, round) => trialOf(cell, round, measure(cell, round))),
  );
  return recordingOf(cells, trials, { rounds, ...more });
}

function rate(perSecond: number, durationSeconds = 60): Load {
  return { kind: 'rate', perSecond, durationSeconds, arrivals: 'poisson' };
}

describe('a window', () => {
  test('gives the same throughput and speedup as a count', () => {
    const cells = (load: Load) => [0, 1, 2, 4].map((workers) => cellAt(lawTask(97, 0.05), workers, load));
    const [window, count] = [WINDOW, { kind: 'count', units: 1000 } as const].map(
      (load) => analyse(record(cells(load), 5)).cells,
    ) as [CellReport[], CellReport[]];
    for (const [i, cell] of window.entries()) {
      expect(cell.throughput?.value).toBeCloseTo(count[i]?.throughput?.value as number, 9);
      expect(cell.speedup?.value).toBeCloseTo(count[i]?.speedup?.value as number, 9);
    }
  });

  test('accounts for all worker time, without skew or tail', () => {
    const report = analyse(
      record(
        [0, 1, 2].map((workers) => cellAt(lawTask(97), workers, WINDOW)),
        5,
      ),
    );
    for (const { ledger, quantisationCeiling } of report.curves[0]?.points ?? []) {
      expect(ledger).toMatchObject({ idleTail: 0, startSkew: 0 });
      expect(Object.values(ledger ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(ledger?.useful).toBeCloseTo(1, 6);
      expect(quantisationCeiling).toBeNull();
    }
  });

  test('too short for its units gives no figure where it holds none, and says so', () => {
    const { cells, findings } = analyse(
      record([cellAt(lawTask(1 / 30), 1, WINDOW), cellAt(lawTask(1 / 4), 2, WINDOW)], 5),
    );
    expect(cells[0]).toMatchObject({ rounds: 0, throughput: null, latency: null });
    // Units of 4 s on 2 workers: two of each end in the window.
    expect(cells[1]?.throughput?.value).toBeCloseTo(0.5, 9);
    expect(cells[1]?.latency?.service).toMatchObject({ p99: null });
    const few = findings.filter(({ code }) => code === 'too-few-in-window');
    expect(few.map(({ evidence }) => evidence)).toMatchObject([{ workers: 1, mostUnits: 0, empty: 5, rows: 2 }]);
    expect(few[0]?.text).toContain('2 rows have under 20.');
    expect(few[0]?.text).toContain('none in 5 of 5 trials');
  });
});

describe('results under a window', () => {
  const cells = [0, 2].map((workers) => cellAt(realTask('t'), workers, WINDOW, 'threads'));
  const statusOf = (digests: readonly (readonly number[])[]) =>
    analyse(
      recordingOf(
        cells,
        cells.map((cell, i) => trialOf(cell, 0, windowMeasurement(cell.workers, digests[i] as readonly number[]))),
      ),
    ).status;

  test('are compared where both trials ran the unit, and only there', () => {
    expect(
      statusOf([
        [5, 0, 7, 3],
        [5, 9, 0, 3],
      ]),
    ).toBe('valid');
    expect(
      statusOf([
        [5, 0, 7, 3],
        [5, 9, 8, 3],
      ]),
    ).toBe('invalid');
  });
});

function windowMeasurement(workers: number, digest: readonly number[]): Measurement {
  const each = { units: 50, unitShares: 50, busySeconds: 10, checkSeconds: 0 };
  const window = { seconds: 10, workers: Array.from({ length: Math.max(1, workers) }, () => each) };
  return evenMeasurement(workers, 100, 12, { window, digest });
}

describe('an open loop of one server with 2 ms a unit (M/D/1)', () => {
  const rates = [100, 300, 450, 600];
  const report = analyse(
    record(
      rates.map((perSecond) => cellAt(lawTask(500), 1, rate(perSecond))),
      10,
    ),
  );
  const cellOf = (perSecond: number) => report.cells.find(({ name }) => name.endsWith(`@${perSecond}/s`)) as CellReport;

  test.each([100, 300, 450])('keeps up with %i a second', (perSecond) => {
    const { throughput, openLoop } = cellOf(perSecond);
    expect(openLoop).toMatchObject({ overloaded: false, dropped: 0 });
    expect((throughput?.value as number) / (openLoop?.offeredPerSecond as number)).toBeCloseTo(1, 2);
    expect(openLoop?.offeredPerSecond).toBeGreaterThan(perSecond * 0.98);
    expect(openLoop?.offeredPerSecond).toBeLessThan(perSecond * 1.02);
  });

  test('is overloaded by 600 a second, and serves what it can', () => {
    const { throughput, openLoop } = cellOf(600);
    expect(openLoop?.overloaded).toBe(true);
    expect(openLoop?.fallingBehind.value).toBeCloseTo(1 - 500 / 600, 2);
    expect(throughput?.value).toBeCloseTo(500, 0);
    const finding = report.findings.find(({ code }) => code === 'overloaded');
    expect(finding?.evidence.mostAchievedPerSecond).toBeCloseTo(500, 0);
    expect(report.findings.filter(({ code }) => code === 'overloaded')).toHaveLength(1);
    expect(report.advice.at(-1)?.candidates[0]?.excludedBy).toContain('overloaded');
  });

  test.each([100, 300, 450])('waits at %i a second as long as Pollaczek and Khinchine say', (perSecond) => {
    const means = Array.from({ length: 20 }, (_, round) => {
      const { waiting } = measure(cellAt(lawTask(500), 1, rate(perSecond)), round).latency;
      return (meanNs(waiting) as number) / 1e9;
    });
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1));
    const load = perSecond * SERVICE_SECONDS;
    // 20 rounds: 99 % of all means lie within 2.86 standard errors.
    const expected = (load * SERVICE_SECONDS) / (2 * (1 - load));
    expect(Math.abs(mean - expected)).toBeLessThan((2.86 * deviation) / Math.sqrt(means.length));
  });

  test.each([100, 300, 450])('has at %i a second the 99th percentile of Erlang’s series', (perSecond) => {
    const rounds = Array.from({ length: 20 }, (_, round) => measure(cellAt(lawTask(500), 1, rate(perSecond)), round));
    const { p99 } = percentilesOf(rounds.map(({ latency }) => latency.sojourn));
    const expectedMs = (waitQuantileSeconds(perSecond, SERVICE_SECONDS, 0.99) + SERVICE_SECONDS) * 1000;
    expect(Math.abs((p99 as number) / expectedMs - 1)).toBeLessThan(0.05);
  });

  test('is no measure of speed: there is no speedup, no law and no ledger', () => {
    const two = analyse(
      record(
        [0, 1, 2].map((workers) => cellAt(lawTask(500), workers, rate(300))),
        5,
      ),
    );
    expect(two.cells.map(({ speedup }) => speedup)).toEqual([null, null, null]);
    expect(two.curves[0]).toMatchObject({ fits: [], fitNote: expect.stringContaining('open loop') });
    expect(two.curves[0]?.points.every(({ ledger }) => ledger === null)).toBe(true);
    expect(two.advice[0]).toMatchObject({ workers: 0, reason: expect.stringContaining('for 300/s') });
  });

  test('drops what is not started in time, and counts how long it waited', () => {
    const { openLoop, latency } = measure(cellAt(lawTask(50), 1, rate(600, 10)), 0);
    expect(openLoop?.dropped).toBeGreaterThan(5000);
    expect(countOf(latency.sojourn)).toBe(openLoop?.arrivals);
    expect(countOf(latency.service)).toBe((openLoop?.arrivals ?? 0) - (openLoop?.dropped ?? 0));
  });
});

describe('workers that do not keep up with a rate', () => {
  /** One and two workers under 299/s; `change` alters what the lone worker's rounds counted. */
  function reportOf(change: (loop: OpenLoopMeasurement, round: number) => Partial<OpenLoopMeasurement>, rounds = 5) {
    const cells = [1, 2].map((workers) => cellAt(lawTask(500), workers, rate(299)));
    const trials = cells.flatMap((cell) =>
      Array.from({ length: rounds }, (_, round) => {
        const measured = measure(cell, round);
        const loop = measured.openLoop as OpenLoopMeasurement;
        const openLoop = cell.workers === 1 ? { ...loop, ...change(loop, round) } : loop;
        return trialOf(cell, round, { ...measured, openLoop });
      }),
    );
    return analyse(recordingOf(cells, trials, { rounds }));
  }

  const outcome = ({ advice, findings }: Report) => ({
    workers: advice[0]?.workers,
    leftOut: advice[0]?.candidates.find(({ workers }) => workers === 1)?.excludedBy ?? null,
    finding: findings.find(({ code }) => code === 'overloaded')?.text ?? null,
  });

  test('keep up as they are', () => {
    expect(outcome(reportOf(() => ({})))).toEqual({ workers: 1, leftOut: null, finding: null });
  });

  test('are overloaded when they drop arrivals, although their queue no longer grows', () => {
    const { leftOut, workers, finding } = outcome(
      reportOf(({ arrivals, inSystemAtHalf }) => ({
        dropped: Math.round(arrivals * 0.14),
        completedInTime: Math.round((arrivals * 225) / 299),
        inSystemAtEnd: inSystemAtHalf,
      })),
    );
    expect([leftOut, workers]).toEqual(['overloaded: it does not keep up with the arrivals', 2]);
    expect(finding).toMatch(/parallel_1@299\/s \(22\d\/s\)\. 1[\d,]+ units were never started \(up to 14 %\);/);
  });

  test('are overloaded when they fall far behind in some rounds only, whose mean has a wide interval', () => {
    const behind = [0, 0, 0.09, 0.09, 0.09];
    const { leftOut, workers } = outcome(
      reportOf(({ inSystemAtHalf, arrivalsSecondHalf }, round) => ({
        inSystemAtEnd: inSystemAtHalf + Math.round(arrivalsSecondHalf * (behind[round] as number)),
      })),
    );
    expect([leftOut, workers]).toEqual(['overloaded: it does not keep up with the arrivals', 2]);
  });

  test('a drop in a hundred arrivals is no overload', () => {
    const { leftOut } = outcome(reportOf(({ arrivals }) => ({ dropped: Math.floor(arrivals * 0.01) })));
    expect(leftOut).toBeNull();
  });
});

/** P(W ≤ t) of M/D/1: (1 − ρ) Σ (−λ(t − ks))^k e^(λ(t − ks)) / k!, k up to t/s (Erlang 1909). */
function waitAtMost(perSecond: number, service: number, seconds: number): number {
  let [sum, factorial] = [0, 1];
  for (let k = 0; k * service <= seconds; k++) {
    if (k > 0) factorial *= k;
    const left = perSecond * (seconds - k * service);
    sum += ((-left) ** k * Math.exp(left)) / factorial;
  }
  return (1 - perSecond * service) * sum;
}

function waitQuantileSeconds(perSecond: number, service: number, quantile: number): number {
  let [low, high] = [0, 30 * service];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (waitAtMost(perSecond, service, middle) < quantile) low = middle;
    else high = middle;
  }
  return high;
}

/** Follows a search of one worker to its end: the tries in their order, and what is found. */
function search({ task = lawTask(500), ...more }: Partial<Search> & Pick<Search, 'perSecond'>) {
  const { tried, recording } = searched({ task, ...more });
  const { findings, maxRates } = analyse(recording);
  const finding = findings.find(({ code }) => code === 'max-rate') as Finding;
  const [found] = maxRates;
  expect(finding).toMatchObject({ text: found?.text, cure: found?.cure, isAnswer: true });
  return {
    ...{ tried, finding, sustained: Number(found?.sustainedPerSecond), failed: Number(found?.failedPerSecond) },
    undecided: found?.undecidedPerSecond ?? [],
  };
}

describe('the search for the highest rate', () => {
  test.each([[[100]], [[2000]], [[100, 600]]])(
    'from %j finds the capacity: what is undecided, within 5 % on either side',
    (perSecond) => {
      const { sustained, failed, undecided, tried } = search({ perSecond });
      // A rate is kept when answers fall behind by at most 1 %: 505 a second at the most.
      expect(sustained).toBeGreaterThan(450);
      expect(sustained).toBeLessThan(505);
      expect(failed).toBeGreaterThan(500);
      expect(failed).toBeLessThan(560);
      const ends = [sustained, ...undecided, failed];
      expect((ends[1] as number) / sustained).toBeLessThanOrEqual(1.05);
      expect(failed / (ends.at(-2) as number)).toBeLessThanOrEqual(1.05);
      expect(tried.length).toBeLessThan(30);
    },
  );

  test('tries both ends, and whatever is undecided, again in rounds of their own', () => {
    const { sustained, failed, undecided, tried } = search({ perSecond: [100] });
    const firstRounds = (perSecond: number) =>
      tried.filter(({ cell }) => rateOf(cell) === perSecond).map(({ firstRound }) => firstRound);
    for (const perSecond of [sustained, ...undecided, failed]) expect(firstRounds(perSecond)).toEqual([0, 5]);
    // What is far from the answer is tried once.
    expect(firstRounds(100)).toEqual([0]);
  });

  test('recovers from a rate that failed by bad luck', () => {
    // The first try of the first rate drops a tenth of its arrivals, as beside a heavy neighbour.
    const late = (measured: Measurement) => ({
      ...measured,
      openLoop: { ...(measured.openLoop as OpenLoopMeasurement), dropped: 400 },
    });
    const spoil = (measured: Measurement, tries: number) => (tries === 0 ? late(measured) : measured);
    const { sustained, failed } = search({ perSecond: [200], spoil });
    expect(failed).toBeGreaterThan(500);
    expect(sustained).toBeLessThan(505);
  });

  test('prints a band that holds the true rate in about 95 of 100 searches', () => {
    // One worker of 10 ms, p99 at most 50 ms: the rate at which 1 % of the units take longer, by 24,000 s of arrivals.
    const [task, truth] = [lawTask(100, 0.02), 56.2];
    const bands = Array.from({ length: 10 }, (_, i) =>
      search({ task, perSecond: [50], limits: { ...NO_LIMITS, p99Ms: 50 }, seed: 100 + i }),
    );
    const missed = bands.filter(({ sustained, failed }) => sustained > truth || failed < truth);
    // More than two misses of ten have a chance of 1 % at 5 % each.
    expect(missed.length).toBeLessThanOrEqual(2);
    const widths = bands.map(({ sustained, failed }) => failed / sustained);
    expect(widths.reduce((sum, width) => sum + width, 0) / widths.length).toBeLessThan(1.35);
  });

  test('under 5 rounds says that chance is not ruled out', () => {
    const { finding } = search({ perSecond: [400], rounds: 1, durationSeconds: 60 });
    expect(finding.text).toContain('Under 5 rounds, so chance is not ruled out.');
    expect(finding.cure).toContain('at least 5 rounds');
  });

  test.each([
    [1, 'warning', 'its few arrivals would hide that answers fall behind by'],
    [100, 'info', '100/s is sustained'],
  ] as const)('of a schedule of %i s says what its arrivals tell', (seconds, severity, said) => {
    const load = { ...rate(100, seconds), perSecond: [100], findMaxRate: true } as const;
    const { findings } = analyse(record([cellAt(lawTask(500), 1, rate(100, seconds))], 1, { load }));
    const found = findings.find(({ code }) => code === 'max-rate');
    expect(found).toMatchObject({ severity, text: expect.stringContaining(said) });
  });

  test('keeps a limit on p99, and says how many units were beyond it', () => {
    const { sustained, failed, finding } = search({ perSecond: [100], limits: { ...NO_LIMITS, p99Ms: 6 } });
    // p99 of M/D/1 is 6 ms, wait and service, at a little under 160 a second.
    const truth = [...Array(500).keys()].findLast(
      (r) => r > 0 && waitQuantileSeconds(r, SERVICE_SECONDS, 0.99) < 0.004,
    ) as number;
    expect(sustained).toBeLessThanOrEqual(truth + 1);
    expect(failed).toBeGreaterThanOrEqual(truth);
    expect(failed / sustained).toBeLessThan(1.25);
    expect(finding.evidence.why).toMatch(/^[\d.]+ % of units took over 6 ms \(95 %: 1\.?\d* % to [\d.]+ %\)$/);
    expect(finding.text).toContain(
      `between ${sustained}/s and ${failed}/s. ${sustained}/s is sustained; ${failed}/s is not`,
    );
  });
});

test('a limit on latency in a closed loop is told to be one', () => {
  const cells = [0, 1].map((workers) => cellAt(lawTask(100), workers, { kind: 'count', units: 200 }));
  const codes = (limits: Limits) => analyse(record(cells, 5, { limits })).findings.map(({ code }) => code);
  expect(codes({ ...NO_LIMITS, p99Ms: 50 })).toContain('closed-loop');
  expect(codes(NO_LIMITS)).not.toContain('closed-loop');
});

test('a dispatcher that is late itself is told', () => {
  const cell = cellAt(lawTask(500), 1, rate(100));
  const measured = measure(cell, 0);
  const openLoop = measured.openLoop && { ...measured.openLoop, late: 900, lateByDispatcher: 900 };
  const { findings } = analyse(recordingOf([cell], [trialOf(cell, 0, { ...measured, openLoop })]));
  expect(findings.find(({ code }) => code === 'late-dispatcher')?.evidence).toMatchObject({ lateByDispatcher: 900 });
});

test('an empty histogram has no percentile', () => {
  expect(percentilesOf([constantHistogram(5, 0)])).toMatchObject({ p50: null, max: null });
});
