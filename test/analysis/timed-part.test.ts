import { expect, test } from 'vitest';
import { medianTimedSeconds, timedPartTooShort } from '../../src/analysis/timed-part.js';
import { groupTrials } from '../../src/analysis/trials.js';
import { plantedRecording } from './planted.js';

function timed(seconds: readonly number[]) {
  const recording = plantedRecording({ law: {}, rounds: seconds.length, workers: [1] });
  const trials = recording.trials.map((trial, i) => {
    if (trial.measurement === null) throw new Error('a planted trial has a measurement');
    return { ...trial, measurement: { ...trial.measurement, simulated: false, workSeconds: seconds[i] as number } };
  });
  const [group] = groupTrials({ ...recording, trials });
  if (group === undefined) throw new Error('a planted recording has a row');
  return group;
}

test('the median of two trials lies between them', () => {
  expect(medianTimedSeconds(timed([0.004, 0.002]))).toBeCloseTo(0.003, 12);
  expect(timedPartTooShort(timed([0.001, 0.006]))).toBe(true);
  expect(timedPartTooShort(timed([0.006, 0.006]))).toBe(false);
});

test('without a measured trial there is none', () => {
  expect(medianTimedSeconds({ ...timed([0.004]), completed: [] })).toBeNull();
});
