/** Memory that grows with the units: told where it is shown over the rounds, and not for garbage or a full cache. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Finding } from '../../src/model/finding.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf, workerOf } from './planted.js';

const UNITS = 100;
const MIB = 2 ** 20;
const sequential = cellOf(realTask('t'), 'sequential', 0, UNITS);
const two = cellOf(realTask('t'), 'threads', 2, UNITS);

/** `retained` MiB in each worker by round; null where it grew too little to be collected. `rss` over the timed part, in MiB. */
function growthOf(
  retained: (workers: number, round: number) => number | null,
  rss: readonly number[] = [],
  rounds = 5,
): Finding | undefined {
  const trials = Array.from({ length: rounds }, (_, round) =>
    [sequential, two].map((cell) => {
      const kept = retained(cell.workers, round);
      const memory = { rssBytes: null, heapBytes: 5 * MIB, externalBytes: 300 * MIB };
      const workers = Array.from({ length: Math.max(1, cell.workers) }, (_, worker) =>
        workerOf(worker, UNITS / Math.max(1, cell.workers), 4, {
          memory: kept === null ? memory : { ...memory, retainedBytes: kept * MIB },
        }),
      );
      const atSeconds = rss.map((_, i) => i / 4);
      const telemetry = rss.length === 0 ? null : { atSeconds, series: { rssBytes: rss.map((mib) => mib * MIB) } };
      return trialOf(cell, round, evenMeasurement(cell.workers, UNITS, 4, { workers }), { telemetry });
    }),
  );
  const { findings } = analyse(recordingOf([sequential, two], trials.flat()));
  return findings.find(({ code }) => code === 'memory-growth');
}

/** 2 MiB a unit, with a little noise between rounds, whoever runs it. */
const leak = (workers: number, round: number) => (200 + round) / Math.max(1, workers);

test('a task that keeps 2 MiB per unit is reported with its bytes, its interval and when memory is full', () => {
  const finding = growthOf(leak, [80, 130, 180, 230, 280]);
  expect(finding).toMatchObject({
    severity: 'warning',
    likelihood: 'likely',
    evidence: { rounds: 5, rows: 2, unitsPerTrial: UNITS, perUnitBytes: expect.closeTo(2.02 * MIB, 0) },
  });
  expect(finding?.evidence.perUnitLowBytes).toBeGreaterThan(1.9 * MIB);
  expect(finding?.text).toBe(
    'Memory grows by 2.02 MiB per unit (95 %: 2.00 MiB to 2.04 MiB): after 100 units (sequential), 202 MiB more were in use than before, with garbage collected. About 8,110 units would fill the 16 GiB available.',
  );
});

test('where samples are too few to see whether it goes on, it is possible', () => {
  expect(growthOf(leak)?.likelihood).toBe('possible');
});

test.each([
  ['garbage that a collection took', () => 0.5, [80, 200, 90, 210, 220]],
  ['growth too small to be collected for', () => null, [80, 84, 88, 92, 96]],
  ['a cache that is full half-way', leak, [80, 180, 280, 281, 281]],
  ['growth in one round alone', (_: number, round: number) => (round === 2 ? 900 : 0), []],
] as const)('%s is none', (_, retained, rss) => {
  expect(growthOf(retained, rss)).toBeUndefined();
});

test('under five rounds nothing is shown', () => {
  expect(growthOf(leak, [80, 130, 180, 230, 280], 4)).toBeUndefined();
});

test('a few units per worker say nothing: what is held of the last ones is no growth', () => {
  const few = cellOf(realTask('t'), 'threads', 4, 16);
  const memory = { rssBytes: null, heapBytes: 5 * MIB, externalBytes: 300 * MIB, retainedBytes: 26 * MIB };
  const workers = Array.from({ length: 4 }, (_, worker) => workerOf(worker, 4, 4, { memory }));
  const trials = [0, 1, 2, 3, 4].map((round) => trialOf(few, round, evenMeasurement(4, 16, 4, { workers })));
  const { findings } = analyse(recordingOf([few], trials));
  expect(findings.filter(({ code }) => code === 'memory-growth')).toEqual([]);
});
