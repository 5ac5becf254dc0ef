/** What comes next in the search for the highest rate and in an adaptive study, over sessions and failures. */
import { describe, expect, test } from 'vitest';
import simulated from '../../../src/executors/simulated.js';
import type { StudyRecord } from '../../../src/model/journal.js';
import type { PlannedTrial } from '../../../src/model/plan.js';
import type { StudyTask } from '../../../src/model/study.js';
import type { TrialRecord } from '../../../src/model/trial.js';
import { planStudy } from '../../../src/plan/plan.js';
import { scheduleOf } from '../../../src/run/supervisor/schedule.js';
import { lawOf } from '../../../src/seams/subject.js';
import { plantedRecording, recordingOf, trialOf } from '../../analysis/planted.js';
import { trialSpec } from '../../support/trial-spec.js';

const ROUNDS = 3;

/** A study of one worker that serves 500 units a second, offered 300. */
function study(retryFailed = 0): StudyRecord {
  const law = { cpus: 4, lambda: 500, sigma: 0, kappa: 0, noise: 0 };
  const task: StudyTask = { name: 'law', given: 'law', args: [], subject: { kind: 'law', law } };
  const load = { kind: 'rate', perSecond: [300], durationSeconds: 20, arrivals: 'poisson', findMaxRate: true } as const;
  const base = recordingOf([], [], { load, executors: ['simulated'], workers: [1], rounds: ROUNDS, retryFailed }).study;
  const one = { ...base.study, tasks: [task] };
  return { ...base, study: one, plan: planStudy(one) };
}

function run({ cell, round }: PlannedTrial, lambda = 500): TrialRecord {
  const law = lawOf(cell.way.task);
  if (law === null) throw new Error('no law');
  const spec = trialSpec({
    task: cell.way.task,
    workers: cell.workers,
    load: cell.way.load,
    round,
    executor: 'simulated',
  });
  return trialOf(cell, round, simulated.simulate(spec, { ...law, lambda }), { cell });
}

const EARLIER = { profiles: [], chosen: [] };
const offered = (trials: readonly PlannedTrial[]) =>
  trials.map(
    ({
      cell: {
        way: { load },
      },
      round,
    }) => `${load.kind === 'rate' ? load.perSecond : ''} ${round}`,
  );

/** What is asked for once the plan is done. */
function searchOf(record: StudyRecord) {
  const schedule = scheduleOf(record, { ...EARLIER, trials: [] });
  const done = schedule.next([]).map((trial) => run(trial));
  return { schedule, done, added: schedule.next(done) };
}

test('a run that was cut within a rate measures the rounds that it lacks before it goes on', () => {
  const record = study();
  const { done, added } = searchOf(record);
  expect(offered(added)).toEqual(['600 0', '600 1', '600 2']);
  const cut = [...done, ...added.slice(0, 1).map((trial) => run(trial))];
  const resumed = scheduleOf(record, { ...EARLIER, trials: cut });
  const missing = resumed.next(cut);
  expect(offered(missing)).toEqual(['600 1', '600 2']);
  const whole = [...cut, ...missing.map((trial) => run(trial))];
  expect(offered(resumed.next(whole))).toEqual(['424 0', '424 1', '424 2']);
});

test('an attempt that failed is no round while another may come, and then the rate is judged by the others', () => {
  const { schedule, done, added } = searchOf(study(1));
  const [first, ...others] = added as [PlannedTrial, ...PlannedTrial[]];
  const failed = trialOf(first.cell, first.round, null, { outcome: 'failed', cell: first.cell });
  const rest = others.map((trial) => run(trial));
  expect(offered(schedule.next([...done, failed, ...rest]))).toEqual(['600 0']);
  expect(offered(schedule.next([...done, failed, failed, ...rest]))).toEqual(['424 0', '424 1', '424 2']);
});

test('a rate is judged by its clean attempts, not by those that were disturbed', () => {
  const { schedule, done, added } = searchOf(study());
  const noise = { kind: 'steal', text: 'stolen', figures: {}, own: false } as const;
  const disturbed = added.map((trial) => ({ ...run(trial, 2000), disturbances: [noise] }));
  const clean = added.map((trial) => run(trial));
  expect(offered(schedule.next([...done, ...disturbed, ...clean]))[0]).toBe('424 0');
  expect(offered(schedule.next([...done, ...disturbed]))[0]).toBe('1200 0');
});

test('the second try of a rate has rounds of its own, and a run that was cut within it measures the others', () => {
  const record = study();
  const schedule = scheduleOf(record, { ...EARLIER, trials: [] });
  let done = schedule.next([]).map((trial) => run(trial));
  let next = schedule.next(done);
  while (next.length > 0 && (next[0] as PlannedTrial).round === 0) {
    done = [...done, ...next.map((trial) => run(trial))];
    next = schedule.next(done);
  }
  const [again] = offered(next);
  expect(next.map(({ round }) => round)).toEqual([3, 4, 5]);
  const cut = [...done, ...next.slice(0, 1).map((trial) => run(trial))];
  const missing = scheduleOf(record, { ...EARLIER, trials: cut }).next(cut);
  expect(offered(missing)).toEqual([again?.replace(' 3', ' 4'), again?.replace(' 3', ' 5')]);
});

describe('an adaptive study', () => {
  const planted = plantedRecording({ law: {}, workers: [1, 2], rounds: 1 });
  const record = { ...planted.study, study: { ...planted.study.study, budgetSeconds: 1e6 } };
  const failed = ({ cell, round }: PlannedTrial) => trialOf(cell, round, null);
  const completed = ({ cell }: PlannedTrial) => planted.trials.find(({ cellId }) => cellId === cell.id) as TrialRecord;
  const roundsOf = (trials: readonly PlannedTrial[]) => [...new Set(trials.map(({ round }) => round))];

  test('stops after a first round in which no trial completed', () => {
    const schedule = scheduleOf(record, { ...EARLIER, trials: [] });
    const first = schedule.next([]);
    expect(roundsOf(first)).toEqual([0]);
    expect(schedule.choice?.trials).toHaveLength(5 * first.length);
    expect(schedule.next(first.map(failed))).toEqual([]);
    expect(schedule.stopped).toBe('no trial of the first round completed');
  });

  test('goes on with the rounds that it chose when one did', () => {
    const schedule = scheduleOf(record, { ...EARLIER, trials: [] });
    const [one, ...others] = schedule.next([]) as [PlannedTrial, ...PlannedTrial[]];
    expect(roundsOf(schedule.next([completed(one), ...others.map(failed)]))).toEqual([1, 2, 3, 4]);
    expect(schedule.stopped).toBeNull();
    expect(schedule.choice).toBeNull();
  });

  test('ends a first round that was cut before it judges it', () => {
    const before = scheduleOf(record, { ...EARLIER, trials: [] });
    const [one, ...others] = before.next([]) as [PlannedTrial, ...PlannedTrial[]];
    const trials = [failed(one)];
    const schedule = scheduleOf(record, { ...EARLIER, trials, chosen: before.choice?.trials ?? [] });
    expect(schedule.next(trials).map(({ cell, round }) => [cell.id, round])).toEqual(
      others.map(({ cell, round }) => [cell.id, round]),
    );
    expect(schedule.stopped).toBeNull();
  });
});

test("a budget counts from the session's begin, and no trial starts when it is over", () => {
  const record = study();
  const { load: _load, ...adaptive } = record.study;
  const budgeted = { ...adaptive, workers: [0, 1, 2], load: { kind: 'count', units: 10 } as const, budgetSeconds: 5 };
  const clock = { ms: 3000 };
  const schedule = scheduleOf(
    { ...record, study: budgeted, plan: planStudy(budgeted) },
    { ...EARLIER, trials: [] },
    1000,
    () => clock.ms,
  );
  expect(schedule.next([]).length).toBeGreaterThan(0);
  expect([schedule.remaining(null), schedule.mayStart(), schedule.stopped]).toEqual([3, true, null]);
  clock.ms = 6000;
  expect([schedule.remaining(null), schedule.mayStart(), schedule.stopped]).toEqual([0, false, 'the time is spent']);
});
