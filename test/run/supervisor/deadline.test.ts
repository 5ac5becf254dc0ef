import { expect, test } from 'vitest';
import { SkewMeter } from '../../../src/clock.js';
import { Deadline } from '../../../src/run/supervisor/deadline.js';

/** A deadline of ten seconds on a clock that only the test moves. */
function tenSeconds() {
  let nowMs = 5000;
  let expired = 0;
  const deadline = new Deadline(
    10,
    () => expired++,
    () => nowMs,
  );
  const pass = (ms: number) => {
    nowMs += ms;
    deadline.tick();
    return expired;
  };
  return { deadline, pass };
}

test('a deadline expires when its time is spent, and not before', () => {
  const { deadline, pass } = tenSeconds();
  for (let second = 0; second < 19; second++) expect(pass(500)).toBe(0);
  expect(pass(499)).toBe(0);
  expect(pass(1)).toBe(1);
  deadline.stop();
});

test('an hour in which the supervisor was stopped is no time of the trial', () => {
  const { deadline, pass } = tenSeconds();
  pass(500);
  expect(pass(3_600_000)).toBe(0);
  for (let second = 0; second < 16; second++) expect(pass(500)).toBe(0);
  expect(pass(500)).toBe(1);
  deadline.stop();
});

test('the skew of the wall clock is what it moved against the monotonic one', () => {
  const clocks = { wall: 1_000_000, monotonic: 10 };
  const skew = new SkewMeter(
    () => clocks.wall,
    () => clocks.monotonic,
  );
  clocks.wall += 5000;
  clocks.monotonic += 5000;
  expect(skew.seconds()).toBe(0);
  clocks.wall += 3600_000;
  expect(skew.seconds()).toBe(3600);
  clocks.wall -= 2 * 3600_000;
  expect(skew.seconds()).toBe(-3600);
});

test('a deadline that is renewed has all of its time again', () => {
  const { deadline, pass } = tenSeconds();
  for (let second = 0; second < 9; second++) expect(pass(1000)).toBe(0);
  deadline.renew();
  for (let second = 0; second < 9; second++) expect(pass(1000)).toBe(0);
  expect(pass(1000)).toBe(1);
  deadline.stop();
});
