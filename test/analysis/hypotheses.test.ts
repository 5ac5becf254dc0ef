/** Why a curve does not scale: each hypothesis where it belongs, and ruled out where it does not. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Hypothesis } from '../../src/model/curve.js';
import type { Measurement, WorkerMeasurement } from '../../src/model/measurement.js';
import { plantedRecording } from './planted.js';
import { FOREIGN_LOAD, HEALTHY, ideal, recordingFrom, type Scenario, UNITS } from './scenario.js';

/** A unit's service time when units run one at a time: 10 s over all units. */
const UNIT_SECONDS = 10 / UNITS;

function judge(scenario: Scenario): { readonly [cause: string]: Hypothesis['judgement'] } {
  const [curve] = analyse(recordingFrom(scenario)).curves;
  return Object.fromEntries((curve?.hypotheses ?? []).map(({ cause, name, judgement }) => [name ?? cause, judgement]));
}

/** A lock that lets four units through at a time; a unit computes for a tenth of its time. */
const LOCK: Scenario = {
  speedup: (n) => Math.min(ideal(n), 4),
  worker: (n, wall) => ({
    cpuSeconds: (UNIT_SECONDS * UNITS * 0.1) / Math.max(n, 1),
    runQueueSeconds: 0,
    busySeconds: wall,
    ...thread(),
  }),
  workers: [0, 1, 2, 4, 8, 16],
  study: { dispatch: 'self' },
  machine: { effectiveCpus: 16, uvThreadpool: 64 },
};

function thread(): Partial<WorkerMeasurement> {
  return { memory: { rssBytes: null, heapBytes: 1, externalBytes: 1 } };
}

function loop(utilisation: number): Measurement['hostLoop'] {
  return { utilisation, delayP50Ms: 1, delayP99Ms: 2, delayMaxMs: 3 };
}

describe('the hypotheses', () => {
  test('a lock: what units wait for is shared, and what else it could be is ruled out', () => {
    expect(judge(LOCK)).toEqual({
      'shared-resource': 'likely',
      'cpu-shortage': 'unlikely',
      scheduler: 'unlikely',
      memory: 'unlikely',
      network: 'not observable here',
      "libuv's thread pool (64)": 'unlikely',
      pool: 'not observable here',
      dispatcher: 'unlikely',
      quota: 'unlikely',
    });
    const { findings } = analyse(recordingFrom(LOCK));
    const found = findings.find(({ code }) => code === 'shared-wait');
    // Of 16 workers' time a unit of four times the length waits for the three quarters that are new.
    expect(found).toMatchObject({ likelihood: 'likely', evidence: { workers: 16, share: expect.closeTo(0.75, 2) } });
    expect(findings.map(({ code }) => code)).not.toContain('libuv-pool');
  });

  test('a law without contention is not selected for units that wait for something shared', () => {
    const counts = [0, 1, 2, 3, 4, 6, 8, 12];
    // Seen on a real lock: the law with sigma 0 and kappa 0.0128 explains 99 % of it.
    const speedup = (n: number) =>
      Math.max(1, n) / (1 - 0.01 * (Math.max(1, n) - 1) + 0.0128 * Math.max(1, n) * (Math.max(1, n) - 1));
    const slowdown = (n: number, round: number) => 1 + 0.06 * ((n * 5 + round * 3) % 4);
    const selected = (scenario: Scenario) =>
      analyse(recordingFrom(scenario)).curves[0]?.fits.find((fit) => fit.selected)?.model;
    expect(selected({ ...LOCK, speedup, slowdown, workers: counts, worker: (_, wall) => ({ cpuSeconds: wall }) })).toBe(
      'usl',
    );
    const held = { ...LOCK, speedup, slowdown, workers: counts };
    expect(selected(held)).toBeUndefined();
    expect(analyse(recordingFrom(held)).curves[0]?.fitNote).toContain('without any contention');
  });

  test('a declared capacity that units get through at, by its name', () => {
    const capacities = { 'database pool': 4, sockets: 1000, licences: 12 };
    const judged = judge({ ...LOCK, study: { dispatch: 'self', capacities } });
    expect(judged['database pool (4)']).toBe('likely');
    expect(judged['sockets (1000)']).toBe('unlikely');
    expect(judged['licences (12)']).toBe('possible');
    expect(judged.pool).toBeUndefined();
  });

  test('libuv’s pool of that size is possible, until another run tells', () => {
    expect(judge({ ...LOCK, machine: { effectiveCpus: 16, uvThreadpool: 4 } })["libuv's thread pool (4)"]).toBe(
      'possible',
    );
  });

  test('too few CPUs, by the time without one and by what units use', () => {
    const crowded: Scenario = {
      speedup: (n) => Math.min(ideal(n), 2),
      worker: (n, wall) => ({
        cpuSeconds: wall * Math.min(1, 2 / Math.max(n, 1)),
        runQueueSeconds: wall * Math.max(0, 1 - 2 / Math.max(n, 1)),
      }),
      machine: { effectiveCpus: 2 },
    };
    expect(judge(crowded)).toMatchObject({
      'cpu-shortage': 'likely',
      'shared-resource': 'unlikely',
      memory: 'unlikely',
      scheduler: 'not observable here',
    });
    const unread = {
      ...crowded,
      worker: (n: number, wall: number) => ({ cpuSeconds: wall * Math.min(1, 2 / Math.max(n, 1)) }),
    };
    expect(judge(unread)).toMatchObject({ 'cpu-shortage': 'likely', 'shared-resource': 'not observable here' });
    expect(judge({ ...crowded, machine: { effectiveCpus: 8 } })).toMatchObject({ scheduler: 'possible' });
  });

  test('memory: the same units need more CPU time; likely where the machine’s own kernel for memory shows it', () => {
    const slow: Scenario = {
      speedup: (n) => Math.min(ideal(n), 4),
      worker: (_, wall) => ({ cpuSeconds: wall, runQueueSeconds: 0 }),
      machine: { effectiveCpus: 16 },
    };
    expect(judge(slow)).toMatchObject({ memory: 'possible', 'shared-resource': 'unlikely' });
    const kernels = (n: number) => ({
      kernels: { spin: Math.max(1, n) * 100, memory: Math.min(Math.max(1, n), 4) * 100 },
    });
    expect(judge({ ...slow, measurement: kernels })).toMatchObject({ memory: 'likely' });
  });

  test('the dispatcher, the quota, and what was not observed', () => {
    const handedOut: Scenario = {
      speedup: (n) => Math.min(ideal(n), 2),
      worker: (n, wall) => ({
        busySeconds: n > 2 ? (wall * 2) / n : wall,
        cpuSeconds: n > 2 ? (wall * 2) / n : wall,
        runQueueSeconds: 0,
      }),
      machine: { effectiveCpus: 16, quotaCpus: 4 },
    };
    expect(judge({ ...handedOut, measurement: () => ({ hostLoop: loop(0.95) }) })).toMatchObject({
      dispatcher: 'likely',
    });
    expect(judge({ ...handedOut, measurement: () => ({ hostLoop: loop(0.19) }) })).toMatchObject({
      dispatcher: 'unlikely',
    });
    expect(judge(handedOut)).toMatchObject({ dispatcher: 'not observable here', quota: 'not observable here' });
    const throttled = (share: number) => (_: number, wall: number) => ({
      throttling: { throttledSeconds: wall * share },
    });
    expect(judge({ ...handedOut, readings: throttled(0.5) })).toMatchObject({ quota: 'likely' });
    expect(judge({ ...handedOut, readings: throttled(0) })).toMatchObject({ quota: 'unlikely' });
  });

  describe('of units that call a service', () => {
    const shop = {
      name: 'shop',
      start: null,
      url: 'http://127.0.0.1:1',
      ready: { kind: 'tcp' as const },
      readySeconds: 1,
    };
    /** Four of its requests get through at a time, whatever the number of clients. */
    const served = (
      cpus: (n: number) => number,
      switchesPerUnit: (n: number) => number,
      bytesPerSecond = 1e6,
    ): Scenario => ({
      ...LOCK,
      study: { dispatch: 'self', services: [shop] },
      machine: { ...LOCK.machine, loopbackBytesPerSecond: 1e9 },
      readings: (n, wall) => ({
        services: {
          ...{ cpuSeconds: cpus(n) * wall, cpuSecondsByProcess: [cpus(n) * wall] },
          ...{ voluntarySwitches: switchesPerUnit(n) * UNITS, involuntarySwitches: 0 },
        },
        clock: { observedSeconds: wall },
        loopback: { bytes: bytesPerSecond * wall },
        system: { busySeconds: 2 * wall },
      }),
    });

    test('a service whose CPU time is flat while clients wait, or whose switches are up, is the likely limit', () => {
      const flat = analyse(
        recordingFrom(
          served(
            () => 0.5,
            () => 1,
          ),
        ),
      ).curves[0]?.hypotheses;
      expect(flat?.find(({ cause }) => cause === 'service-contention')).toMatchObject({
        judgement: 'likely',
        evidence: expect.stringMatching(/^its CPU time is flat: the service uses 0\.5 CPUs, with 1 worker 0\.5;/),
        figures: { cpusUsed: expect.closeTo(0.5, 5), switchesPerUnit: expect.closeTo(1, 5) },
      });
      const grows = (n: number) => 0.1 * Math.min(n, 4);
      expect(judge(served(grows, (n) => n))).toMatchObject({ 'service-contention': 'likely' });
      expect(judge(served(grows, () => 1))).toMatchObject({ 'service-contention': 'unlikely' });
      // A process of one thread.
      expect(
        judge(
          served(
            (n) => (n === 1 ? 0.3 : 0.97),
            () => 1,
          ),
        ),
      ).toMatchObject({ 'service-contention': 'likely' });
    });

    test('busy CPUs look the same, and their own CPU time is part of what is used', () => {
      const judged = judge({
        ...served(
          () => 3.7,
          () => 1,
        ),
        machine: { effectiveCpus: 4, uvThreadpool: 64 },
      });
      expect(judged['cpu-shortage']).toBe('likely');
      const busy = served(
        () => 0.5,
        () => 1,
      );
      const full = (n: number, wall: number) => ({ ...busy.readings?.(n, wall), system: { busySeconds: 16 * wall } });
      expect(judge({ ...busy, readings: full })).toMatchObject({ 'service-contention': 'possible' });
    });

    test('the network is judged by what loopback carries, and clients by how much they compute', () => {
      expect(
        judge(
          served(
            () => 0.5,
            () => 1,
          ),
        ),
      ).toMatchObject({ network: 'unlikely', clients: 'unlikely' });
      expect(
        judge(
          served(
            () => 0.5,
            () => 1,
            6e8,
          ),
        ),
      ).toMatchObject({ network: 'likely' });
      const computing = {
        ...served(
          () => 0.5,
          () => 1,
        ),
        worker: (_: number, wall: number) => ({ cpuSeconds: wall * 0.95 }),
      };
      expect(judge(computing)).toMatchObject({ clients: 'likely' });
    });

    test('without readings it is not observable, and without services it is not asked', () => {
      expect(judge({ ...LOCK, study: { dispatch: 'self', services: [shop] } })).toMatchObject({
        'service-contention': 'not observable here',
        network: 'not observable here',
      });
      expect(Object.keys(judge(LOCK))).not.toContain('clients');
    });
  });

  test('nothing is likely on a machine that was mostly disturbed', () => {
    const judged = Object.values(judge({ ...LOCK, disturbances: [FOREIGN_LOAD] }));
    expect(judged).toContain('possible');
    expect(judged).not.toContain('likely');
  });

  test('where a curve scales, or nothing was measured, there is nothing to explain', () => {
    expect(judge(HEALTHY)).toEqual({});
    expect(analyse(plantedRecording({ law: { sigma: 0.5 }, rounds: 5 })).curves[0]?.hypotheses).toEqual([]);
    expect(judge({ ...LOCK, workers: [0, 8] }), 'one worker count has none to compare with').toEqual({});
  });

  test('every figure is finite, and each that is open has a next test', () => {
    const [curve] = analyse(recordingFrom(LOCK)).curves;
    for (const { judgement, nextTest, figures, evidence } of curve?.hypotheses ?? []) {
      expect(evidence).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(Object.values(figures).every((figure) => figure === null || Number.isFinite(figure))).toBe(true);
      if (judgement !== 'unlikely') expect(nextTest).not.toBeNull();
    }
  });
});
