import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/model/plan.js';
import type { Study } from '../../src/model/study.js';
import { patienceSeconds } from '../../src/plan/patience.js';
import { planStudy } from '../../src/plan/plan.js';
import { withLoad } from '../../src/plan/ways.js';
import { study } from '../reporters/sample-report.js';

const [anyCell] = planStudy(study).cells as readonly [Cell];
const plain: Study = { ...study, chunk: 1, warmupSeconds: 0 };

/** A cell of so many workers, units, and units in flight. */
function cell(workers: number, units: number, inFlight = 1): Cell {
  return { ...anyCell, workers, way: { ...anyCell.way, inFlight, load: { kind: 'count', units } } };
}

describe('patience with a trial', () => {
  test('is that with one unit, and no less than a minute: units that end renew it', () => {
    expect(patienceSeconds(plain, cell(0, 1), 0)).toBe(70);
    expect(patienceSeconds(plain, cell(0, 1000), 3)).toBe(70 + 60);
    expect(patienceSeconds(plain, cell(1, 1000), 3)).toBe(70 + 60);
  });

  test('grows with what may be under way before a unit is told, and never beyond the trial’s units', () => {
    expect(patienceSeconds(plain, cell(8, 1000), 3)).toBe(60 + 80 + 8 * 60);
    expect(patienceSeconds(plain, cell(8, 1000, 4), 3)).toBe(60 + 80 + 32 * 60);
    expect(patienceSeconds({ ...plain, chunk: 10 }, cell(8, 1000), 3)).toBe(60 + 80 + 80 * 60);
    expect(patienceSeconds({ ...plain, chunk: 10 }, cell(8, 5), 3)).toBe(60 + 80 + 5 * 60);
  });

  test('holds the warm-up, in which no unit is told', () => {
    expect(patienceSeconds({ ...plain, warmupSeconds: 300 }, cell(0, 1), 0)).toBe(370);
  });

  test('holds twice the time of a load that has one, in which nothing need arrive', () => {
    const load = { kind: 'rate', perSecond: 1, durationSeconds: 100, arrivals: 'poisson' } as const;
    expect(patienceSeconds(plain, withLoad(plain, cell(1, 1), load), 3)).toBe(70 + 60 + 200);
  });

  test('is an hour where the pace is not known', () => {
    expect(patienceSeconds(plain, cell(8, 1000), null)).toBe(3600);
  });
});
