/** Each finding where it belongs, with its figures, and not where it does not. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Finding, FindingCode } from '../../src/model/finding.js';
import type { Measurement } from '../../src/model/measurement.js';
import { Rng } from '../../src/random.js';
import { evenMeasurement, plantedRecording, trialOf, workerOf } from './planted.js';
import { FOREIGN_LOAD, HEALTHY, ideal, recordingFrom, type Scenario, UNITS } from './scenario.js';

function loop(utilisation: number): Measurement['hostLoop'] {
  return { utilisation, delayP50Ms: 1, delayP99Ms: 2, delayMaxMs: 3 };
}

function warmUpOf(late: Measurement['warmUp']['late']): Measurement['warmUp'] {
  const warmUp = { units: 5, seconds: 1, firstServiceSeconds: 1, lastServiceSeconds: 1 };
  return late === undefined ? warmUp : { ...warmUp, late };
}

function findingOf(code: FindingCode, scenario: Scenario): Finding | undefined {
  return analyse(recordingFrom(scenario)).findings.find((finding) => finding.code === code);
}

test('a healthy study has no finding', () => {
  expect(analyse(recordingFrom(HEALTHY)).findings).toEqual([]);
});

describe('scaling', () => {
  test('more workers made it slower: the peak, the loss at each N beyond it, and what grew', () => {
    const speedup = (n: number) => ({ 0: 1, 1: 1, 2: 1.9, 4: 1.5, 8: 1.2 })[n] as number;
    const finding = findingOf('slower-with-more-workers', { speedup });
    expect(finding?.evidence).toMatchObject({ peakWorkers: 2 });
    expect(finding?.evidence.changeAt4).toBeCloseTo(1.5 / 1.9 - 1, 1);
    expect(finding?.evidence.changeAt8).toBeCloseTo(1.2 / 1.9 - 1, 1);
    expect(finding?.text).toContain('slower service');
    expect(Object.keys(finding?.evidence ?? {})).not.toContain('changeAt1');
  });

  test('against sequential, what workers lose is counted from nothing lost', () => {
    const finding = findingOf('slower-with-more-workers', {
      speedup: (n) => (n === 0 ? 1 : 0.3),
      worker: (n, wall) => (n === 0 ? {} : { busySeconds: (wall * 0.3) / n }),
    });
    expect(finding?.text).toMatch(
      /^Workers make it slower: against sequential, 1 worker loses 70 %, 2 workers lose 70 %/,
    );
    expect(finding?.text).toContain('transfer and dispatch by');
    expect(finding?.text).not.toContain('slower service');
    expect(finding?.cure).toBe('Stay sequential, as advised, or remove what slows them down before you add any.');
  });

  test('computing work that is faster than its CPUs is a finding, and no lack of CPUs', () => {
    const law = { cpus: 2, lambda: 100, sigma: 0.02, noise: 0.05 };
    const report = analyse(plantedRecording({ law, rounds: 5, seed: 3, workers: [0, 1, 2, 4], units: 100 }));
    expect(report.findings.map(({ code }) => code)).toContain('above-cpus');
    expect(report.findings.map(({ code }) => code)).not.toContain('cpu-shortage');
    expect(findingOf('above-cpus', { ...HEALTHY, machine: { effectiveCpus: 2 } })?.evidence).toMatchObject({
      workers: 8,
      speedup: expect.closeTo(8, 1),
      cpus: 2,
    });
    expect(findingOf('above-cpus', HEALTHY)).toBeUndefined();
    const waits: Scenario = { ...HEALTHY, worker: () => ({ cpuSeconds: 0.1 }), machine: { effectiveCpus: 2 } };
    expect(findingOf('above-cpus', waits)).toBeUndefined();
  });

  const COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16];
  const wide = { workers: COUNTS, machine: { effectiveCpus: 16 } };

  test('a fit that is off says where', () => {
    const finding = findingOf('law-misfit', { ...wide, speedup: (n) => ideal(n) * (n === 4 ? 0.7 : 1) });
    expect(finding?.evidence).toMatchObject({ workers: 4, off: expect.closeTo(-0.3, 1) });
  });

  test('linear growth that stops short is no law, and is not called super-linear', () => {
    const { curves, findings } = analyse(recordingFrom({ ...wide, speedup: (n) => Math.min(ideal(n), 6) }));
    expect(curves[0]?.fits.some(({ selected }) => selected)).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(['efficiency-band', 'law-misfit']);
  });

  test('super-linear growth names a point that shows it', () => {
    const finding = findingOf('super-linear', { ...wide, speedup: (n) => (n < 2 ? 1 : n ** 1.1) });
    expect(finding?.evidence).toMatchObject({ workers: 16, speedupVsOneWorker: expect.closeTo(16 ** 1.1, 0) });
    expect(finding?.evidence.sigmaHigh).toBeLessThan(0);
  });
});

describe('hand-out', () => {
  const shortUnits: Scenario = { speedup: ideal, worker: (n, wall) => (n === 0 ? {} : { busySeconds: wall / 4 }) };

  test('overhead-bound units, with the unit length and the batch that would give 90 %', () => {
    const finding = findingOf('overhead-bound', shortUnits);
    expect(finding).toMatchObject({
      likelihood: 'likely',
      evidence: { workers: 1, efficiency: expect.closeTo(0.25, 9) },
    });
    // 3/4 of 10 s over 1,200 units are 6.25 ms of hand-out: nine times that is 56.25 ms, 27 units of 2.08 ms.
    expect(finding?.evidence.unitSecondsFor90).toBeCloseTo(0.05625, 3);
    expect(finding?.evidence.chunkFor90).toBe(27);
    expect(findingOf('overhead-bound', HEALTHY)).toBeUndefined();
  });

  test('a saturated dispatcher: transfer grows while throughput stands still, with pool dispatch only', () => {
    const saturated: Scenario = {
      speedup: (n) => Math.min(ideal(n), 2),
      worker: (n, wall) => ({ busySeconds: n > 2 ? (wall * 2) / n : wall }),
      measurement: () => ({ hostLoop: loop(0.95) }),
    };
    expect(findingOf('dispatcher-saturated', saturated)).toMatchObject({
      likelihood: 'likely',
      evidence: { workers: 8, hostLoopUtilisation: expect.closeTo(0.95, 9) },
    });
    const idle = { ...saturated, measurement: () => ({ hostLoop: loop(0.19) }) };
    expect(findingOf('dispatcher-saturated', idle), 'it has time to hand out more').toBeUndefined();
    const unseen = { ...saturated, measurement: () => ({ hostLoop: null }) };
    expect(findingOf('dispatcher-saturated', unseen), 'nobody looked').toBeUndefined();
    expect(findingOf('dispatcher-saturated', { ...saturated, study: { dispatch: 'self' } })).toBeUndefined();
  });
});

describe('the machine', () => {
  const onTwoCpus: Scenario = {
    speedup: (n) => Math.min(ideal(n), 2),
    worker: (n, wall) => ({
      cpuSeconds: wall * Math.min(1, 2 / Math.max(n, 1)),
      runQueueSeconds: wall * Math.max(0, 1 - 2 / Math.max(n, 1)),
    }),
    machine: { effectiveCpus: 2 },
  };

  test('CPU shortage: a CPU-bound task on more workers than CPUs', () => {
    const finding = findingOf('cpu-shortage', onTwoCpus);
    expect(finding).toMatchObject({
      likelihood: 'likely',
      evidence: { workers: 8, cpus: 2, runQueueShare: expect.closeTo(0.75, 2) },
    });
    expect(findingOf('cpu-shortage', { ...onTwoCpus, machine: { effectiveCpus: 8 } })).toBeUndefined();
  });

  test('CPU shortage is seen although another program took half of the baseline’s CPU time too', () => {
    const crowded = findingOf('cpu-shortage', {
      speedup: () => 1,
      worker: (n, wall) => ({
        cpuSeconds: wall / (2 * Math.max(n, 1)),
        runQueueSeconds: wall * (1 - 1 / (2 * Math.max(n, 1))),
      }),
      workers: [0, 2, 4],
      machine: { effectiveCpus: 2 },
    });
    expect(crowded).toMatchObject({ likelihood: 'likely', evidence: { workers: 4, cpuShare: 1 } });
  });

  test('units that compute under async share one thread: neither CPUs nor the dispatcher are what they lack', () => {
    const { findings } = analyse(
      recordingFrom({
        ...onTwoCpus,
        executor: 'async',
        speedup: () => 1,
        worker: (n, wall) => ({ cpuSeconds: wall / Math.max(n, 1), busySeconds: wall / Math.max(n, 1) }),
        study: { dispatch: 'pool' },
      }),
    );
    expect(findings.find(({ code }) => code === 'one-thread')?.evidence).toMatchObject({ workers: 8, cpuShare: 1 });
    const codes = findings.map(({ code }) => code);
    expect(codes).not.toContain('cpu-shortage');
    expect(codes).not.toContain('dispatcher-saturated');
  });

  test('libuv’s pool: a task whose process computes outside its thread levels off at the pool’s size', () => {
    const pooled: Scenario = {
      speedup: (n) => Math.min(ideal(n), 4),
      // Sequential trials meter the whole process, workers their own thread.
      worker: (n, wall) => ({ cpuSeconds: wall * (n === 0 ? 0.95 : 0.05) }),
      workers: [0, 1, 2, 4, 8, 16],
      study: { dispatch: 'self' },
    };
    expect(findingOf('libuv-pool', pooled)).toMatchObject({
      likelihood: 'likely',
      evidence: { uvThreadpool: 4, workersBeyond: 16 },
    });
    expect(findingOf('libuv-pool', { ...pooled, machine: { uvThreadpool: 64 } })).toBeUndefined();
    expect(findingOf('libuv-pool', { ...pooled, speedup: ideal })).toBeUndefined();
    const waits: Scenario = { ...pooled, worker: (_, wall) => ({ cpuSeconds: wall * 0.05 }) };
    expect(findingOf('libuv-pool', waits), 'a lock, or another pool of 4, looks the same').toBeUndefined();
    const processes = (speedup: Scenario['speedup']): Scenario => ({
      ...waits,
      beside: { processes: { ...waits, speedup, workers: [1, 4, 16] } },
    });
    expect(findingOf('libuv-pool', processes(ideal)), 'processes have a pool each').toMatchObject({
      likelihood: 'likely',
      evidence: { speedupInProcesses: expect.closeTo(16, 0) },
    });
    expect(findingOf('libuv-pool', processes(waits.speedup)), 'what limits both is no pool').toBeUndefined();
  });

  test('a task that is parallel inside: sure by its own CPU time, possible by the machine’s where that is unknown', () => {
    expect(
      findingOf('internally-parallel', { ...HEALTHY, worker: (_, wall) => ({ cpuSeconds: wall * 2.5 }) }),
    ).toMatchObject({ likelihood: 'likely' });
    // From as many CPUs as `check` asks for.
    const using = (cpus: number): Scenario => ({ ...HEALTHY, worker: (_, wall) => ({ cpuSeconds: wall * cpus }) });
    expect(findingOf('internally-parallel', using(1.25))).toBeUndefined();
    expect(findingOf('internally-parallel', using(1.35))).toBeDefined();
    const short: Scenario = { speedup: ideal, slowdown: () => 0.01, worker: (_, wall) => ({ cpuSeconds: wall * 2.5 }) };
    expect(
      findingOf('internally-parallel', short),
      'trials of 0.1 s: V8 compiles in threads of its own',
    ).toBeUndefined();
    const busy = (share: number, cpuSeconds: (wall: number) => number | null): Scenario => ({
      ...HEALTHY,
      worker: (_, wall) => ({ cpuSeconds: cpuSeconds(wall) }),
      readings: (_, wall) => ({ system: { busySeconds: wall * share } }),
    });
    expect(
      findingOf(
        'internally-parallel',
        busy(3, () => null),
      ),
    ).toMatchObject({ likelihood: 'possible' });
    expect(
      findingOf(
        'internally-parallel',
        busy(1, () => null),
      ),
    ).toBeUndefined();
    expect(
      findingOf(
        'internally-parallel',
        busy(3, (wall) => wall),
      ),
      'a neighbour’s load',
    ).toBeUndefined();
  });

  test('throttling and steal, from a share of 1 % up; unread is unknown', () => {
    const lost = (probe: string, figure: string, share: number): Scenario => ({
      ...HEALTHY,
      readings: (_, wall) => ({ [probe]: { [figure]: wall * 8 * share } }),
    });
    expect(findingOf('throttled', lost('throttling', 'throttledSeconds', 0.05))?.evidence.share).toBeCloseTo(0.05, 9);
    expect(findingOf('throttled', lost('throttling', 'throttledSeconds', 0.001))).toBeUndefined();
    expect(findingOf('cpu-stolen', lost('system', 'stealSeconds', 0.02))?.evidence.share).toBeCloseTo(0.02, 9);
    expect(findingOf('cpu-stolen', HEALTHY)).toBeUndefined();
  });
});

describe('memory', () => {
  test('RSS(N) = a + b·N meets the limit, with its interval', () => {
    const rss = (n: number) => ({ memory: { rssPeakBytes: (40 + 100 * n) * 2 ** 20 } });
    const scenario = { ...HEALTHY, readings: rss, machine: { memoryLimitBytes: 540 * 2 ** 20 } };
    const finding = findingOf('memory-limit', scenario);
    expect(finding?.evidence.workersAtLimit).toBeCloseTo(5, 6);
    expect(finding?.evidence.bytesPerWorkerLow).toBeLessThanOrEqual(finding?.evidence.bytesPerWorker as number);
    expect(findingOf('memory-limit', { ...scenario, machine: { memoryLimitBytes: 2 ** 34 } })).toBeUndefined();
  });

  test('garbage collection beyond 10 % of service time', () => {
    const gc = (share: number): Scenario => ({
      ...HEALTHY,
      worker: (n, wall) => ({ cpuSeconds: wall, gc: { count: 5, seconds: wall * share * n } }),
    });
    expect(findingOf('gc-bound', gc(0.05))).toMatchObject({
      evidence: { workers: 8, gcShare: expect.closeTo(0.4, 9) },
    });
    expect(findingOf('gc-bound', gc(0.01))).toBeUndefined();
  });
});

describe('units', () => {
  test('too few for the workers', () => {
    expect(findingOf('too-few-units', { ...HEALTHY, units: 9 })).toMatchObject({
      evidence: { units: 9, workers: 8, quantisationCeiling: 4.5 },
    });
    expect(findingOf('too-few-units', HEALTHY)).toBeUndefined();
  });

  test('too few messages for the workers, where a message has several units', () => {
    const finding = findingOf('too-few-units', { ...HEALTHY, units: 17, study: { chunk: 16 } });
    expect(finding).toMatchObject({ evidence: { units: 17, workers: 8, quantisationCeiling: 17 / 16 } });
    expect(finding?.text).toContain(
      '17 equal units, 16 at a time, on 8 streams cannot be more than 1.06 times as fast',
    );
  });

  test('too short a timed part: the row, and the units that a quarter of a second takes', () => {
    // The shortest row, 8 workers, takes 10 s / 8 / this.
    const lasting = (shortestMs: number): Scenario => ({
      ...HEALTHY,
      speedup: (n) => (ideal(n) * 1.25e3) / shortestMs,
    });
    const finding = findingOf('timed-part-too-short', lasting(4));
    expect(finding).toMatchObject({ severity: 'critical', evidence: { row: 'parallel_8', rows: 1, units: 75_000 } });
    expect(finding?.evidence.shortestTimedSeconds).toBeCloseTo(0.004, 4);
    expect(finding?.cure).toContain('"task_count": 75000');
    expect(findingOf('timed-part-too-short', lasting(6))).toBeUndefined();
  });

  test('a law has no timed part that could be too short', () => {
    const recording = plantedRecording({ law: { lambda: 1e8 }, rounds: 5 });
    expect(analyse(recording).findings.map(({ code }) => code)).not.toContain('timed-part-too-short');
  });

  test('an idle tail that their number does not explain', () => {
    const uneven: Scenario = {
      ...HEALTHY,
      measurement: (n) => ({
        workers: Array.from({ length: Math.max(n, 1) }, (_, i) => workerOf(i, 1, i === 0 ? 10 : 5, { cpuSeconds: 5 })),
      }),
    };
    expect(findingOf('idle-tail', uneven)?.evidence.idleTail).toBeCloseTo(7 / 16, 9);
  });

  test('a warm-up that had not ended', () => {
    const warm = (unitSeconds: number): Scenario => ({
      ...HEALTHY,
      measurement: () => ({ warmUp: warmUpOf({ units: 4, serviceSeconds: 4 * unitSeconds }) }),
    });
    expect(findingOf('unsteady-warm-up', warm(0.02))?.evidence.warmUpOverTimed).toBeGreaterThan(2);
    expect(findingOf('unsteady-warm-up', warm(10 / UNITS))).toBeUndefined();
    const old: Scenario = { ...HEALTHY, measurement: () => ({ warmUp: warmUpOf(undefined) }) };
    expect(findingOf('unsteady-warm-up', old), 'a last unit alone proves nothing').toBeUndefined();
  });

  test('units that are long now and then end a warm-up more often than not, and are no sign of a cold worker', () => {
    // 2 ms, and 100 ms once in twenty: by the time that 0.2 s are over, it is probably a long one that runs.
    const rng = new Rng(7);
    const mean = (19 * 0.002 + 0.1) / 20;
    const lasts: number[] = [];
    const warmUp = () => {
      let [at, last] = [0, 0];
      const late = { units: 0, serviceSeconds: 0 };
      while (at < 0.2) {
        last = rng.int(1, 20) === 20 ? 0.1 : 0.002;
        if (at >= 0.1) {
          late.units++;
          late.serviceSeconds += last;
        }
        at += last;
      }
      lasts.push(last);
      return warmUpOf(late);
    };
    const told = Array.from({ length: 40 }, () =>
      findingOf('unsteady-warm-up', {
        ...HEALTHY,
        measurement: (n) => ({
          warmUp: warmUp(),
          latency: evenMeasurement(n, UNITS, (mean * UNITS) / Math.max(n, 1)).latency,
        }),
      }),
    ).filter((finding) => finding !== undefined);
    expect(lasts.toSorted((a, b) => a - b)[lasts.length / 2]).toBeGreaterThan(10 * mean);
    expect(told).toEqual([]);
  });
});

describe('steadiness', () => {
  test('a disturbed baseline', () => {
    const finding = findingOf('baseline-disturbed', {
      ...HEALTHY,
      slowdown: (n, round) => (n === 0 && round === 2 ? 3 : 1),
    });
    expect(finding?.text).toContain('round 3');
    expect(
      findingOf('outliers', { ...HEALTHY, slowdown: (n, round) => (n === 0 && round === 2 ? 3 : 1) })?.evidence.extreme,
    ).toBe(1);
  });

  test('a starved baseline: one worker is faster than sequential, or sequential had no CPU', () => {
    const faster = findingOf('baseline-starved', { ...HEALTHY, speedup: (n) => (n === 0 ? 1 : 1.57 * n) });
    expect(faster?.evidence.speedupOfOneWorker).toBeCloseTo(1.57, 2);
    const queued = (share: number): Scenario => ({
      ...HEALTHY,
      worker: (n, wall) => ({ cpuSeconds: wall / 2, runQueueSeconds: n === 0 ? wall * share : 0 }),
    });
    expect(findingOf('baseline-starved', queued(0.4))?.text).toContain('without a CPU for 40 % of its time');
    expect(findingOf('baseline-starved', queued(0.2))).toBeUndefined();
    expect(findingOf('baseline-starved', HEALTHY)).toBeUndefined();
  });

  test('on a machine that was mostly disturbed, findings that compare times are silent or possible', () => {
    const codesOf = (scenario: Scenario) =>
      new Map(analyse(recordingFrom(scenario)).findings.map(({ code, likelihood }) => [code, likelihood]));
    const peaked: Scenario = {
      speedup: (n) => (n > 2 ? 1.2 : ideal(n)),
      worker: (n, wall) => ({ busySeconds: n === 0 ? wall : wall / 4 }),
    };
    expect(codesOf(peaked).get('slower-with-more-workers')).toBe('likely');
    expect(codesOf(peaked).get('overhead-bound')).toBe('likely');
    const disturbed = codesOf({ ...peaked, disturbances: [FOREIGN_LOAD] });
    expect(disturbed.get('slower-with-more-workers')).toBe('possible');
    expect(disturbed.has('overhead-bound')).toBe(false);
    expect(disturbed.get('disturbed-trials')).toBe('likely');
  });

  test('drift of the sentinel', () => {
    expect(findingOf('drift', { ...HEALTHY, slowdown: (_, round) => 1 + 0.04 * round })?.evidence.change).toBeCloseTo(
      1 / 1.2 - 1,
      1,
    );
  });

  test('a noisy machine, but never a simulated one', () => {
    const noise = (_: number, round: number) => [1, 1.3, 0.9, 1.2, 0.8, 1.1][round] as number;
    expect(findingOf('noisy-machine', { ...HEALTHY, slowdown: noise })).toMatchObject({ likelihood: 'likely' });
    const codes = analyse(plantedRecording({ law: { noise: 0.3 }, rounds: 6 })).findings.map(({ code }) => code);
    expect(codes).toContain('simulated');
    expect(codes).not.toContain('noisy-machine');
  });
});

describe('the study', () => {
  test('a quick look, a cut run, trials that failed with their fault', () => {
    const recording = recordingFrom({ ...HEALTHY, study: { quick: true } });
    const failed = trialOf(recording.study.plan.cells[1] as never, 9, null, {
      outcome: 'timed_out',
      fault: { phase: 'run', message: 'no answer', stack: null, unit: null },
    });
    const { findings, status } = analyse({ ...recording, trials: [...recording.trials, failed], end: null });
    expect(status).toBe('partial');
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['quick-look', 'study-cut', 'trials-not-completed']),
    );
    const told = findings.find(({ code }) => code === 'trials-not-completed');
    expect(told?.text).toBe('parallel_1: 1 timed out of 7 trials; the first in run: no answer.');
    expect(told?.evidence).toMatchObject({ timed_out: 1, trials: 7 });
  });

  test('results that are not compared, and why', () => {
    const recording = recordingFrom(HEALTHY);
    const told = (facts: { deterministic: boolean; repeats: boolean | null }) => {
      const tasks = recording.study.tasks.map((task) => ({ ...task, ...facts }));
      const study = { ...recording.study, tasks };
      return analyse({ ...recording, study }).findings.find(({ code }) => code === 'results-not-compared');
    };
    expect(told({ deterministic: true, repeats: true })).toBeUndefined();
    expect(told({ deterministic: false, repeats: false })).toMatchObject({
      severity: 'warning',
      text: expect.stringContaining('two runs of its first unit gave different ones'),
    });
    expect(told({ deterministic: false, repeats: null })).toMatchObject({
      severity: 'info',
      text: expect.stringContaining('it says that they may differ'),
    });
  });

  test('the most severe come first', () => {
    const { findings } = analyse({ ...recordingFrom({ ...HEALTHY, study: { quick: true } }), end: null });
    expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'info']);
  });
});
