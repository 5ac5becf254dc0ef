import { expect, test } from 'vitest';
import { LoadLook } from '../../../src/run/system/load-look.js';
import { type Files, FixtureMachine, procProcess, procStat } from '../../support/fixture-machine.js';

/** What a look of two seconds sees between two states of a machine on which this process is number 100. */
function lookAt(before: Files, after: Files) {
  const fixture = new FixtureMachine(before);
  const clock = { ms: 5000 };
  const look = new LoadLook(fixture.root, 100, () => clock.ms);
  clock.ms += 2000;
  fixture.write(after);
  return look.end();
}

test('others have what is busy less what this process and its children took', () => {
  const before = {
    ...procStat([
      [100, 1000],
      [100, 1000],
    ]),
    ...procProcess(100, { ticks: 10, children: [101] }),
    ...procProcess(101, { ticks: 10 }),
  };
  // 3 of 4 CPU seconds were busy; 0.4 by the process, 0.8 by its child, and 0.2 went to the hypervisor.
  const after = {
    ...procStat([
      [280, 1020],
      [220, 1060, 20],
    ]),
    ...procProcess(100, { ticks: 50, children: [101] }),
    ...procProcess(101, { ticks: 90 }),
  };
  const { seconds, busyCpus, stolenCpus } = lookAt(before, after);
  expect(seconds).toBe(2);
  expect(busyCpus).toBeCloseTo((3 - 1.2) / 2, 9);
  expect(stolenCpus).toBeCloseTo(0.1, 9);
});

test('rounding of ticks makes no negative load', () => {
  const before = { ...procStat([[100, 100]]), ...procProcess(100, { ticks: 0 }) };
  const after = { ...procStat([[110, 290]]), ...procProcess(100, { ticks: 12 }) };
  expect(lookAt(before, after).busyCpus).toBe(0);
});

test('without /proc nothing is known', () => {
  expect(lookAt({}, {})).toEqual({ seconds: 2, busyCpus: null, stolenCpus: null });
});
