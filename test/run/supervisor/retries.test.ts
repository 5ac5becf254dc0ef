import { describe, expect, test } from 'vitest';
import type { PlannedTrial } from '../../../src/model/plan.js';
import type { Outcome } from '../../../src/model/trial.js';
import { Retries } from '../../../src/run/supervisor/retries.js';
import { cellOf, evenMeasurement, realTask, trialOf } from '../../analysis/planted.js';

const cell = cellOf(realTask('sort'), 'threads', 2, 10);
const planned = (round: number): PlannedTrial => ({ index: round, cell, round, endsRound: false, profile: false });
const noise = { kind: 'steal', text: 'stolen', figures: {}, own: false } as const;
const clean = (round = 0) => trialOf(cell, round, evenMeasurement(2, 10, 1));
const disturbed = (round = 0) => ({ ...clean(round), disturbances: [noise] });
const ended = (outcome: Outcome, round = 0) => trialOf(cell, round, null, { outcome });
const retriesOf = (retryDisturbed: number, retryFailed: number, earlier = [] as ReturnType<typeof ended>[]) =>
  new Retries({ retryDisturbed, retryFailed }, earlier);

describe('a disturbed trial', () => {
  test('runs again as often as asked, and no more', () => {
    const retries = retriesOf(2, 0);
    const [first, second] = [planned(0), planned(1)];
    expect([1, 2, 3].map(() => retries.wanted(first, disturbed()))).toEqual([true, true, false]);
    expect(retries.wanted(second, disturbed(1))).toBe(true);
    expect(retriesOf(0, 5).wanted(planned(0), disturbed())).toBe(false);
  });

  test('is none when it is clean, disturbed itself, or did not complete', () => {
    const retries = retriesOf(5, 0);
    const own = { ...disturbed(), disturbances: [{ ...noise, own: true }] };
    for (const record of [clean(), own, { ...disturbed(), outcome: 'failed' as const }]) {
      expect(retries.wanted(planned(0), record)).toBe(false);
    }
  });
});

describe('a trial that failed, timed out or was lost', () => {
  test('runs again as often as asked, and no more', () => {
    const retries = retriesOf(0, 2);
    const outcomes = ['failed', 'timed_out', 'lost'] as const;
    const wanted = outcomes.map((outcome) => retries.wanted(planned(0), ended(outcome)));
    expect(wanted).toEqual([true, true, false]);
    expect(retries.wanted(planned(1), ended('lost', 1))).toBe(true);
    expect(retries.wanted(planned(1), clean(1))).toBe(false);
  });

  test('does not when nobody asked, when it was interrupted, or when a disturbed attempt completed', () => {
    expect(retriesOf(5, 0).wanted(planned(0), ended('failed'))).toBe(false);
    const retries = retriesOf(1, 5);
    expect(retries.wanted(planned(0), ended('interrupted'))).toBe(false);
    expect(retries.wanted(planned(0), disturbed())).toBe(true);
    expect(retries.wanted(planned(0), ended('failed'))).toBe(false);
  });

  test('has used up what an earlier session tried', () => {
    const retries = retriesOf(0, 2, [ended('failed'), ended('interrupted')]);
    expect([1, 2].map(() => retries.wanted(planned(0), ended('failed')))).toEqual([true, false]);
  });
});
