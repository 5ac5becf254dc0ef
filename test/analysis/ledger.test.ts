import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { machineCeiling, quantisationCeiling, serialFraction } from '../../src/analysis/ceilings.js';
import { adviseGranularity, granularityOf } from '../../src/analysis/granularity.js';
import { trialLedger } from '../../src/analysis/ledger.js';
import { pairedRatios } from '../../src/analysis/pairing.js';
import { type CellTrials, groupTrials } from '../../src/analysis/trials.js';
import type { Measurement, WorkerMeasurement } from '../../src/model/measurement.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf, workerOf } from './planted.js';

const cell = cellOf(realTask('t'), 'threads', 2, 10);

function ledgerOf(
  workers: readonly WorkerMeasurement[],
  units: number,
  serviceSeconds: number,
  queuedSeconds: number | null = null,
) {
  const measurement = evenMeasurement(2, units, 1, { workers });
  const record = trialOf(cell, 0, measurement);
  return trialLedger({ cell, round: 0, record, measurement, throughput: units }, { serviceSeconds, queuedSeconds });
}

describe('the ledger', () => {
  test('by hand: a late start, an idle tail, hand-out between', () => {
    // Wall 10 s, two workers: 20 worker seconds. Worker 0 is busy for 8 of 10; worker 1 starts at 1, ends at 6, busy for 4.
    const workers = [workerOf(0, 8, 8, { doneSeconds: 10 }), workerOf(1, 4, 4, { startedSeconds: 1, doneSeconds: 6 })];
    const ledger = ledgerOf(workers, 12, 0.8);
    expect(ledger?.totalSeconds).toBe(20);
    expect(ledger?.startSkew).toBeCloseTo(1 / 20, 12);
    expect(ledger?.idleTail).toBeCloseTo(4 / 20, 12);
    expect(ledger?.useful).toBeCloseTo(9.6 / 20, 12);
    expect(ledger?.inflation).toBeCloseTo(2.4 / 20, 12);
    expect(ledger?.transfer).toBeCloseTo(3 / 20, 12);
  });

  test('checks between units are no part of the wall', () => {
    const ledger = ledgerOf([workerOf(0, 5, 5, { doneSeconds: 7, checkSeconds: 2 })], 5, 1);
    expect(ledger).toMatchObject({ totalSeconds: 5, useful: 1, transfer: 0, idleTail: 0 });
  });

  test('streams in flight each have the wall to spend', () => {
    const ledger = ledgerOf([workerOf(0, 40, 40, { streams: 4, doneSeconds: 10 })], 40, 1);
    expect(ledger).toMatchObject({ totalSeconds: 40, useful: 1, transfer: 0 });
  });

  test('a unit behind others of its worker waits, and is not on its way', () => {
    // One worker, 4 in flight, busy for 8 of 10 s: each second of service three units wait.
    const handedOut = ledgerOf([workerOf(0, 8, 8, { streams: 4, doneSeconds: 10, queuedSeconds: 24 })], 8, 1);
    expect(handedOut).toMatchObject({ totalSeconds: 40, useful: 0.2, waiting: 0.6 });
    expect(handedOut?.transfer).toBeCloseTo(0.2, 12);
    // Streams that take their units themselves have only their thread to wait for.
    const taken = ledgerOf([workerOf(0, 8, 8, { streams: 4, doneSeconds: 10 })], 8, 1);
    expect(taken).toMatchObject({ useful: 0.2, waiting: 0.8, transfer: 0 });
  });

  test('a worker that is ready to run without a CPU is neither slower nor handed out to', () => {
    // 10 s: busy for 8 of them with 5 s of CPU time; without a CPU for 4, of which 3 fit into its units.
    const crowded = workerOf(0, 5, 8, { doneSeconds: 10, cpuSeconds: 5, runQueueSeconds: 4 });
    const ledger = ledgerOf([crowded], 5, 1, 0);
    expect(ledger).toMatchObject({ useful: 0.5, inflation: 0, idleTail: 0 });
    expect(ledger?.withoutCpu).toBeCloseTo(0.4, 12);
    expect(ledger?.transfer).toBeCloseTo(0.1, 12);
    // A baseline that lacked a CPU as often is compared by what it computed.
    expect(ledgerOf([crowded], 5, 1.6, 0.6)?.inflation).toBeCloseTo(0, 12);
    expect(ledgerOf([crowded], 5, 1), 'where one of both is not known, nothing is told apart').toMatchObject({
      withoutCpu: null,
      inflation: expect.closeTo(0.3, 12),
      transfer: expect.closeTo(0.2, 12),
    });
  });

  test('on a crowded machine no hand-out is made of the workers’ want of a CPU', () => {
    const workers = [workerOf(0, 100, 0.5, { doneSeconds: 1, cpuSeconds: 0.3, runQueueSeconds: 0.65 })];
    const record = trialOf(cell, 0, evenMeasurement(1, 100, 1, { workers }));
    const [group] = groupTrials(recordingOf([cell], [record]));
    const granularity = granularityOf(group as CellTrials);
    expect(granularity?.serviceSeconds).toBeCloseTo(0.003, 12);
    expect(granularity?.overheadSeconds).toBeCloseTo(0.0005, 12);
  });

  test('a worker that got no unit was idle', () => {
    const ledger = ledgerOf([workerOf(0, 1, 1), workerOf(1, 0, 0, { startedSeconds: null, doneSeconds: null })], 1, 1);
    expect(ledger).toMatchObject({ useful: 0.5, idleTail: 0.5 });
  });

  test('always sums to 100 %', () => {
    const seconds = fc.integer({ min: 0, max: 100_000_000 }).map((microseconds) => microseconds / 1e6);
    const worker = fc
      .record({
        startedSeconds: seconds,
        busySeconds: seconds,
        slack: seconds,
        checkSeconds: seconds,
        queuedSeconds: fc.option(seconds),
        cpuSeconds: fc.option(seconds),
        runQueueSeconds: seconds,
        streams: fc.integer({ min: 1, max: 8 }),
      })
      .map(({ slack, ...times }) =>
        workerOf(0, 1, times.busySeconds, {
          ...times,
          doneSeconds: times.startedSeconds + times.busySeconds + slack + times.checkSeconds,
        }),
      );
    fc.assert(
      fc.property(
        fc.array(worker, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 1000 }),
        seconds,
        fc.option(seconds),
        (workers, units, unit, queued) => {
          const ledger = ledgerOf(workers, units, unit, queued);
          if (ledger === null) return;
          const { totalSeconds: _, ...parts } = ledger;
          const shares = Object.values(parts).map((share) => share ?? 0);
          const scale = 1 + Math.max(...shares.map(Math.abs));
          expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-9 * scale);
        },
      ),
    );
  });

  test('in a report it sums to 100 % at every N, and contention shows as inflation', () => {
    const { curves } = analyse(plantedRecording({ law: { sigma: 0.2, noise: 0.05 }, rounds: 5 }));
    for (const { ledger, workers } of curves[0]?.points ?? []) {
      const { useful, inflation, transfer, idleTail, startSkew } = ledger as NonNullable<typeof ledger>;
      expect(useful + inflation + transfer + idleTail + startSkew).toBeCloseTo(1, 9);
      if (workers >= 8) expect(inflation).toBeGreaterThan(0.5);
    }
  });
});

describe('ceilings', () => {
  test('quantisation: T / ceil(T / N)', () => {
    expect(quantisationCeiling(100, 16, 1)).toBeCloseTo(100 / 7, 12);
    expect(quantisationCeiling(64, 16, 1)).toBe(16);
    expect(quantisationCeiling(3, 8, 1)).toBe(3);
    expect(quantisationCeiling(10, 0, 1)).toBe(1);
    // 16 units and 1; 17 and 16; 32 and 16; one worker has all.
    expect(quantisationCeiling(17, 2, 16)).toBe(17 / 16);
    expect(quantisationCeiling(33, 2, 16)).toBe(33 / 17);
    expect(quantisationCeiling(48, 2, 16)).toBe(48 / 32);
    expect(quantisationCeiling(10, 2, 16)).toBe(1);
  });

  test('Karp and Flatt find the serial fraction of Amdahl’s law at every N', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 2, max: 1000 }), (serial, n) => {
        expect(serialFraction(1 / (serial + (1 - serial) / n), n)).toBeCloseTo(serial, 9);
      }),
    );
    expect(serialFraction(1, 1)).toBeNull();
  });

  test('the machine’s ceiling is the better of its kernels, paired by round', () => {
    const cells = [cellOf(realTask('t'), 'sequential', 0, 10), cellOf(realTask('t'), 'threads', 4, 10)] as const;
    const trials = [1, 2, 3].flatMap((speed, round) => [
      trialOf(cells[0], round, evenMeasurement(0, 10, 4, { kernels: { spin: 100 * speed, memory: 40 } })),
      trialOf(cells[1], round, evenMeasurement(4, 10, 2, { kernels: { spin: 250 * speed, memory: 60 } })),
    ]);
    const groups = groupTrials(recordingOf(cells, trials));
    const [baseline, four] = groups as [CellTrials, CellTrials];
    const speedups = pairedRatios(four, baseline);
    expect(machineCeiling(four, baseline, speedups).machineCeiling?.value).toBeCloseTo(2.5, 9);
    expect(machineCeiling(four, null, [])).toEqual({ machineCeiling: null, efficiencyOfMachine: null, doubt: null });
    const point = analyse(recordingOf(cells, trials)).curves[0]?.points[0];
    expect(point?.efficiencyOfMachine?.value).toBeCloseTo(2 / 2.5, 9);
    const without = trials.map((trial) => ({
      ...trial,
      measurement: { ...(trial.measurement as Measurement), kernels: null },
    }));
    expect(analyse(recordingOf(cells, without)).curves[0]?.points[0]).toMatchObject({
      machineCeiling: null,
      efficiencyOfMachine: null,
    });
  });
});

test.each([
  ['more than so many workers can gain', [8.8, 8.7, 8.9, 8.8, 8.8], 1, 'seemed to gain 8.8 times'],
  ['an interval that says nothing', [0.2, 0.5, 5, 1, 5], 2, 'too uncertain to use'],
] as const)('a ceiling of the machine is withheld: %s', (_, gains, workers, reason) => {
  const cells = [cellOf(realTask('t'), 'sequential', 0, 10), cellOf(realTask('t'), 'threads', workers, 10)] as const;
  const trials = gains.flatMap((gain, round) => [
    trialOf(cells[0], round, evenMeasurement(0, 10, 4, { kernels: { spin: 100, memory: 100 } })),
    trialOf(cells[1], round, evenMeasurement(workers, 10, 4, { kernels: { spin: 100 * gain, memory: 10 } })),
  ]);
  const point = analyse(recordingOf(cells, trials)).curves[0]?.points[0];
  expect(point).toMatchObject({ machineCeiling: null, efficiencyOfMachine: null });
  expect(point?.withheld).toMatchObject([{ figure: 'machineCeiling', reason: expect.stringContaining(reason) }]);
});

test('a ledger against a baseline that was slowed down is withheld, with its reason', () => {
  const cells = [cellOf(realTask('t'), 'sequential', 0, 100), cellOf(realTask('t'), 'threads', 2, 100)] as const;
  const pointOf = (baselineSeconds: number, disturbed: boolean) => {
    const disturbances = disturbed ? [{ kind: 'foreign-load' as const, text: '', figures: {}, own: false }] : [];
    const trials = [0, 1, 2].flatMap((round) => [
      trialOf(cells[0], round, evenMeasurement(0, 100, baselineSeconds), { disturbances }),
      trialOf(cells[1], round, evenMeasurement(2, 100, 5)),
    ]);
    return analyse(recordingOf(cells, trials)).curves[0]?.points[0];
  };
  expect(pointOf(10, true)?.ledger?.useful).toBeCloseTo(1, 9);
  expect(pointOf(15, false)?.ledger?.useful).toBeCloseTo(1.5, 9);
  for (const point of [pointOf(15, true), pointOf(69.4, false)]) {
    expect(point?.ledger).toBeNull();
    expect(point?.withheld).toMatchObject([{ figure: 'ledger', reason: expect.stringMatching(/times as fast/) }]);
  }
});

test('what a unit spends on its way while others are served costs its worker nothing', () => {
  const granularity = (streams: number, busySeconds: number) => {
    const workers = [workerOf(0, 100, busySeconds, { streams, doneSeconds: 1, queuedSeconds: 0 })];
    const record = trialOf(cell, 0, evenMeasurement(1, 100, 1, { workers }));
    const [group] = groupTrials(recordingOf([cell], [record]));
    return granularityOf(group as CellTrials);
  };
  expect(granularity(1, 0.5)).toMatchObject({ serviceSeconds: 0.005, overheadSeconds: 0.005, efficiency: 0.5 });
  expect(granularity(4, 0.5)).toMatchObject({ serviceSeconds: 0.005, overheadSeconds: 0.005, efficiency: 0.5 });
  expect(granularity(4, 1)).toMatchObject({ overheadSeconds: 0, efficiency: 1 });
  // Units that wait for something else are in service side by side.
  expect(granularity(4, 3)).toMatchObject({ serviceSeconds: 0.03, overheadSeconds: 0, efficiency: 1 });
});

test('the granularity adviser’s own advice reaches 90 %', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-7, max: 1, noNaN: true }),
      fc.double({ min: 1e-7, max: 0.1, noNaN: true }),
      (service, overhead) => {
        const { unitSeconds, chunk } = adviseGranularity(service, overhead);
        expect(unitSeconds / (unitSeconds + overhead)).toBeCloseTo(0.9, 9);
        expect((chunk * service) / (chunk * service + overhead)).toBeGreaterThanOrEqual(0.9 - 1e-9);
        if (chunk > 1) expect(((chunk - 1) * service) / ((chunk - 1) * service + overhead)).toBeLessThan(0.9);
      },
    ),
  );
});
