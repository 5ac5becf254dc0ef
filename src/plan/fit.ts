/** Makes a study fit its time where nobody gave a number. Pure. */
import type { TaskDescription } from '../model/journal.js';
import type { Study } from '../model/study.js';
import { MIN_ROUNDS } from '../statistics/estimate.js';
import { mostUnits, studySeconds, withUnits } from './estimate.js';
import { planStudy } from './plan.js';
import type { CostFacts } from './trial-cost.js';

/** A study that nobody sized ends within that, or has that for each row; a quick one sooner. */
const FITTING = { seconds: 120, rowSeconds: 12 };
const QUICK_FITTING = { seconds: 30, rowSeconds: 3 };
/** Fewer units than take that long one after the other are not worth a trial, whose start costs more. */
const LEAST_TIMED_SECONDS = 0.5;

/**
 * The study with fewer units a trial, and then fewer rounds, where it would take too long otherwise and nobody gave
 * those numbers. With a budget its first rounds have to fit in. Each stream keeps a unit to do, so units of many
 * seconds may take longer all the same; what is cut stands in `cutFrom`.
 */
export function fitStudy(study: Study, tasks: readonly TaskDescription[], facts: CostFacts): Study {
  if (study.free === undefined) return study;
  const limit = study.budgetSeconds ?? fittingSeconds(study);
  const rounds = study.budgetSeconds === null ? study.rounds : MIN_ROUNDS;
  const secondsOf = (changed: Study) => studySeconds({ ...changed, budgetSeconds: null }, tasks, facts);
  const cut = cutStudy({ ...study, rounds }, limit, leastUnits(study, tasks), secondsOf);
  if (cut.cutFrom === undefined) return study;
  return study.budgetSeconds === null ? cut : { ...cut, rounds: study.rounds };
}

function fittingSeconds(study: Study): number {
  const { seconds, rowSeconds } = study.quick ? QUICK_FITTING : FITTING;
  return Math.max(seconds, rowSeconds * planStudy({ ...study, rounds: 0 }).cells.length);
}

/** A unit for each stream, for with fewer some would have nothing to do; of short units as many as can be timed. */
function leastUnits(study: Study, tasks: readonly TaskDescription[]): number {
  const streams = Math.max(1, ...study.workers) * Math.max(...study.inFlight);
  const seconds = Math.min(...tasks.map(({ costs, unitSeconds }) => costs?.unit?.wallSeconds ?? unitSeconds ?? 0));
  return seconds > 0 ? Math.max(streams, Math.ceil(LEAST_TIMED_SECONDS / seconds)) : streams;
}

function cutStudy(study: Study, limit: number, least: number, secondsOf: (study: Study) => number | null): Study {
  const { load, free = [] } = study;
  const seconds = secondsOf(study);
  if (seconds === null || seconds <= limit) return study;
  let fitted = study;
  if (free.includes('units') && load.kind === 'count') {
    const most = mostUnits(study, least, (changed) => (secondsOf(changed) ?? Number.POSITIVE_INFINITY) <= limit);
    const units = Math.min(load.units, evenly(most ?? least, least, study));
    if (units < load.units) fitted = { ...withUnits(study, units), cutFrom: { units: load.units } };
  }
  if (!free.includes('rounds') || study.budgetSeconds !== null) return fitted;
  const { rounds } = study;
  const fits = (count: number) => (secondsOf({ ...fitted, rounds: count }) ?? 0) <= limit;
  let most = rounds;
  while (most > 1 && !fits(most)) most--;
  return most === rounds ? fitted : { ...fitted, rounds: most, cutFrom: { ...fitted.cutFrom, rounds } };
}

/** Few units are a multiple of every worker count, so that no worker idles while another ends the last of them. */
function evenly(units: number, least: number, { workers }: Study): number {
  const step = workers.filter((count) => count > 0).reduce(leastCommonMultiple, 1);
  if (step > units) return units;
  const even = units - (units % step);
  return even < least ? even + step : even;
}

function leastCommonMultiple(a: number, b: number): number {
  return (a * b) / greatestCommonDivisor(a, b);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
