/** Searches for the highest rate, in virtual time: followed to their ends, as the supervisor would. */
import { nextRates } from '../../src/analysis/max-rate.js';
import { groupTrials } from '../../src/analysis/trials.js';
import simulated from '../../src/executors/simulated.js';
import type { Recording } from '../../src/model/journal.js';
import type { Measurement } from '../../src/model/measurement.js';
import type { Cell } from '../../src/model/plan.js';
import type { Limits, Study, StudyTask } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { planStudy } from '../../src/plan/plan.js';
import { withLoad } from '../../src/plan/ways.js';
import { lawOf } from '../../src/seams/subject.js';
import { trialSpec } from '../support/trial-spec.js';
import { recordingOf, trialOf } from './planted.js';

export const NO_LIMITS: Limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null };

/** One search: what is offered to whom, what is to be kept, and the seed of arrivals and noise. */
export interface Search {
  readonly task: StudyTask;
  readonly perSecond: readonly number[];
  readonly workers?: readonly number[];
  readonly limits?: Limits;
  readonly seed?: number;
  readonly rounds?: number;
  readonly durationSeconds?: number;
  /** What becomes of a trial's measurement; the `tries`-th trial of all, from 0. */
  readonly spoil?: (measured: Measurement, tries: number) => Measurement;
  readonly study?: Partial<Study>;
}

/** What was tried, in its order, and the recording of it. */
export interface Searched {
  readonly tried: readonly { readonly cell: Cell; readonly firstRound: number }[];
  readonly recording: Recording;
}

/** Follows a search to its end. */
export function searched({ task, perSecond, spoil, workers = [1], limits = NO_LIMITS, ...more }: Search): Searched {
  const { seed = 1, rounds = 5, durationSeconds = 20 } = more;
  const load = { kind: 'rate', perSecond, durationSeconds, arrivals: 'poisson', findMaxRate: true } as const;
  const base = recordingOf([], [], { load, limits, executors: ['simulated'], workers, seed, ...more.study });
  const study: Study = { ...base.study.study, tasks: [task], rounds };
  const plan = planStudy(study);
  const tried: { readonly cell: Cell; readonly firstRound: number }[] = [];
  let trials: readonly TrialRecord[] = [];
  const run = (cell: Cell, firstRound: number) => {
    const isPlanned = plan.cells.some(({ id }) => id === cell.id);
    const measured = Array.from({ length: rounds }, (_, i) => {
      const measurement = measure(cell, firstRound + i, seed);
      const kept = spoil?.(measurement, tried.length) ?? measurement;
      return trialOf(cell, firstRound + i, kept, isPlanned ? {} : { cell });
    });
    tried.push({ cell, firstRound });
    trials = [...trials, ...measured];
  };
  for (const cell of plan.cells) run(cell, 0);
  for (;;) {
    const recording = { ...base, study: { ...base.study, study, plan }, trials };
    const next = nextRates(groupTrials(recording), study);
    if (next.length === 0) return { tried, recording };
    for (const { cell, load: at, firstRound } of next) run(withLoad(study, cell, at), firstRound);
    if (tried.length > 60 * workers.length) throw new Error('the search did not end');
  }
}

function measure({ workers, way }: Cell, round: number, seed: number): Measurement {
  const { task, load } = way;
  const law = lawOf(task);
  if (law === null) throw new Error('no law');
  return simulated.simulate(trialSpec({ task, workers, load, units: 0, round, seed, executor: 'simulated' }), law);
}
