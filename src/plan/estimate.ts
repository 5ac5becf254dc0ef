/** How long a study will take, before its first trial, and how it could take less. Pure. */

import type { ShorterStudy, StudyEstimate } from '../model/events.js';
import type { TaskDescription } from '../model/journal.js';
import type { StudyLoad } from '../model/load.js';
import type { Plan, PlannedTrial } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { planStudy } from './plan.js';
import { quickStudy } from './quick.js';
import { remainingSeconds } from './remaining.js';
import type { CostFacts } from './trial-cost.js';

/** A study that takes longer is told how it could take less. */
const LONG_SECONDS = 600;
/** A change that leaves more of the time than that is not offered. */
const WORTH_TELLING = 0.8;
/** Fewer rounds give no interval. */
const LEAST_ROUNDS = 5;

/** A study that begins, or goes on with the trials that are `left`. */
export interface StudyAhead {
  readonly study: Study;
  readonly plan: Plan;
  readonly tasks: readonly TaskDescription[];
  readonly left: readonly PlannedTrial[];
  /** Seconds that they are expected to take; null when nothing is known. */
  readonly leftSeconds: number | null;
}

/** The estimate of a study; null for a simulated one, which takes no time. */
export function estimateStudy(
  { study, plan, tasks, left, leftSeconds }: StudyAhead,
  facts: CostFacts,
): StudyEstimate | null {
  if (study.tasks.every(({ subject }) => subject.kind === 'law')) return null;
  const cells = plan.cells.length;
  if (study.budgetSeconds !== null) return { cells, trials: null, seconds: leftSeconds, bound: 'at most', shorter: [] };
  const isOpen = study.load.kind === 'rate' && study.load.findMaxRate;
  const isWhole = left.length === plan.trials.length + plan.profiles.length;
  return {
    cells,
    trials: left.length,
    seconds: leftSeconds,
    bound: isOpen ? 'at least' : 'about',
    shorter:
      isWhole && leftSeconds !== null && leftSeconds > LONG_SECONDS
        ? shorterStudies(study, leftSeconds, tasks, facts)
        : [],
  };
}

function shorterStudies(
  study: Study,
  whole: number,
  tasks: readonly TaskDescription[],
  facts: CostFacts,
): readonly ShorterStudy[] {
  const secondsOf = (changed: Study) => studySeconds(changed, tasks, facts);
  const changes: { readonly key: ShorterStudy['key']; readonly value: number | true; readonly study: Study }[] = [];
  if (!study.quick) changes.push({ key: 'quick', value: true, study: quickStudy(study) });
  const units = fewerUnits(study, secondsOf);
  if (units !== null) changes.push({ key: 'task_count', value: units, study: withUnits(study, units) });
  else if (study.rounds > LEAST_ROUNDS)
    changes.push({ key: 'iterations', value: LEAST_ROUNDS, study: { ...study, rounds: LEAST_ROUNDS } });
  return changes.flatMap(({ key, value, study: changed }) => {
    const seconds = secondsOf(changed);
    return seconds === null || seconds > WORTH_TELLING * whole ? [] : [{ key, value, seconds }];
  });
}

/** The most units, in one significant digit, with which a study is done in time; null where no count does it. */
function fewerUnits(study: Study, secondsOf: (study: Study) => number | null): number | null {
  // With fewer units than workers some would have nothing to do.
  const least = Math.max(1, ...study.workers);
  const most = mostUnits(study, least, (changed) => (secondsOf(changed) ?? Number.POSITIVE_INFINITY) <= LONG_SECONDS);
  return most === null ? null : Math.max(least, roundedDown(most));
}

/** The most units, from `least` to under its own, with which a study fits; null where no count does. */
export function mostUnits(study: Study, least: number, fits: (study: Study) => boolean): number | null {
  if (study.load.kind !== 'count') return null;
  if (study.load.units <= least || !fits(withUnits(study, least))) return null;
  let [low, high] = [least, study.load.units];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(withUnits(study, middle))) low = middle;
    else high = middle;
  }
  return low;
}

function roundedDown(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.floor(value / step) * step;
}

/** The study with so many units a trial. */
export function withUnits(study: Study, units: number): Study {
  const load: StudyLoad = { kind: 'count', units };
  return { ...study, load };
}

/** What a whole study without a budget takes, in seconds; null while the pace is not known. One round, as often as there are rounds: a plan may have a million trials. */
export function studySeconds(study: Study, tasks: readonly TaskDescription[], facts: CostFacts): number | null {
  const { trials, profiles } = planStudy({ ...study, rounds: 1 });
  const round = remainingSeconds(study, trials, new Map(), tasks, facts);
  const extra = profiles.length === 0 ? 0 : remainingSeconds(study, profiles, new Map(), tasks, facts);
  if (round === null || extra === null) return null;
  const pause = study.waitAfterRunnerSeconds + study.waitAfterIterationSeconds;
  return study.rounds * round + (study.rounds - 1) * pause + extra;
}
