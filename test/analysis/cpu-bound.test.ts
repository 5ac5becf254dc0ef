import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuShare } from '../../src/analysis/cpu-bound.js';
import { type CellTrials, groupTrials } from '../../src/analysis/trials.js';
import type { WorkerMeasurement } from '../../src/model/measurement.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf, workerOf } from './planted.js';

const cell = cellOf(realTask('t'), 'threads', 1, 10);

function shareOf(busySeconds: number, more: Partial<WorkerMeasurement>): number | null {
  const workers = [workerOf(0, 10, busySeconds, more)];
  const [group] = groupTrials(recordingOf([cell], [trialOf(cell, 0, evenMeasurement(1, 10, 1, { workers }))]));
  return cpuShare(group as CellTrials);
}

test('checks are wall time: they are never taken off CPU time', () => {
  // Checks that waited for something: 0.06 s of them used no CPU.
  const seen = { cpuSeconds: 0.05, checkSeconds: 0.06, runQueueSeconds: 1.1 };
  expect(shareOf(0.08, { ...seen, doneSeconds: 0.14 }), 'all of it lacked a CPU').toBe(1);
  expect(shareOf(0.08, { ...seen, doneSeconds: 2 }), 'it may have waited or computed').toBeNull();
  expect(shareOf(1, { cpuSeconds: 1, checkSeconds: 1, doneSeconds: 2 }), 'only the checks compute').toBe(0.5);
  expect(shareOf(1, { cpuSeconds: 1.9, checkSeconds: 1, doneSeconds: 2 })).toBeCloseTo(0.95, 9);
});

test('time without a CPU is no wait of the task’s own', () => {
  expect(shareOf(1, { cpuSeconds: 0.5, runQueueSeconds: 0.5 })).toBe(1);
  expect(shareOf(1, { cpuSeconds: 0.5, runQueueSeconds: 0 })).toBe(0.5);
  expect(shareOf(1, { cpuSeconds: 2.5, runQueueSeconds: 0.5 }), 'parallel inside').toBe(2.5);
  expect(shareOf(1, { cpuSeconds: 0, runQueueSeconds: 3 })).toBe(0);
  expect(shareOf(1, { cpuSeconds: 0.5, runQueueSeconds: 1.5, doneSeconds: 2 }), 'between units too').toBe(1);
});

test('is a finite share or unknown, whatever was metered', () => {
  const seconds = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, seconds, seconds, seconds, (busy, cpuSeconds, checkSeconds, runQueueSeconds, gap) => {
      const doneSeconds = busy + checkSeconds + gap;
      const share = shareOf(busy, { cpuSeconds, checkSeconds, runQueueSeconds, doneSeconds });
      if (share === null) return;
      expect(Number.isFinite(share)).toBe(true);
      expect(share).toBeGreaterThanOrEqual(0);
    }),
  );
});
