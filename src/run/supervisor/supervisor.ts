import { loadBefore, loadWarning } from '../../analysis/load-before.js';
import { SkewMeter, wallClock } from '../../clock.js';
import type { EndRecord } from '../../model/journal.js';
import type { PlannedTrial } from '../../model/plan.js';
import type { TrialRecord } from '../../model/trial.js';
import { finishedTrials } from '../../plan/missing.js';
import { rest } from './rests.js';
import { Retries } from './retries.js';
import { type Schedule, scheduleOf } from './schedule.js';
import type { Supervision } from './supervision.js';
import { TrialRunner } from './trial-runner.js';

/** Runs all trials of a study, one after the other, each journalled before the next thing starts. */
export async function superviseStudy(supervision: Supervision): Promise<EndRecord> {
  const { record, signal, on, journal } = supervision;
  const skew = new SkewMeter();
  const runner = await TrialRunner.prepare(supervision);
  const schedule = scheduleOf(record, supervision.earlier, supervision.startedMs);
  try {
    await runSchedule(supervision, schedule, runner);
  } finally {
    await runner.endHost();
  }
  const end: EndRecord = {
    kind: 'end',
    endedAt: wallClock().toISOString(),
    interruptedBy: signal.aborted ? String(signal.reason) : null,
    stopped: schedule.stopped,
    clockSkewSeconds: skew.seconds(),
  };
  await journal(end);
  on({ kind: 'study-end', end });
  return end;
}

async function runSchedule(supervision: Supervision, schedule: Schedule, runner: TrialRunner): Promise<void> {
  const { record: studied, signal, on, journal, earlier } = supervision;
  const profiles = missingProfiles(supervision);
  const done: TrialRecord[] = [...earlier.trials];
  const retries = new Retries(studied.study, earlier.trials);
  let trialsDone = finishedTrials(done, studied.study.retryFailed).size;
  let queue = await nextOf(schedule, done, journal);
  const left = [...queue, ...profiles];
  const estimate = runner.estimate(left, schedule.remaining(runner.remaining(left)));
  on({ kind: 'study-start', study: studied, estimate });
  warnOfLoad(supervision);
  for (let trial = queue.shift(); trial !== undefined && !signal.aborted; trial = queue.shift()) {
    if (done.length > earlier.trials.length && !schedule.mayStart()) break;
    const trialsTotal = trialsDone + 1 + queue.length + profiles.length;
    on({ kind: 'trial-start', trial, trialsDone, trialsTotal });
    const record = await runner.run(trial);
    await journal(record);
    done.push(record);
    const runsAgain = !signal.aborted && retries.wanted(trial, record);
    // What runs again is not done: the total stays what it was.
    if (runsAgain) queue.unshift(trial);
    else trialsDone++;
    const remainingSeconds = schedule.remaining(runner.remaining([...queue, ...profiles]));
    on({ kind: 'trial-end', trial, record, runsAgain, trialsDone, trialsTotal, remainingSeconds });
    if (queue.length === 0 && !signal.aborted) queue = await nextOf(schedule, done, journal);
    const endsRound = trial.endsRound && !runsAgain;
    if (endsRound && schedule.givesUp(done)) return;
    const next = queue[0] ?? profiles[0];
    if (next === undefined) continue;
    runner.startHost(next);
    await rest(supervision, { ...trial, endsRound });
  }
  await runProfiles(supervision, runner, profiles, trialsDone);
}

/** Others that use the machine before the first trial will use it in the trials. */
function warnOfLoad({ record: { machine, provenance }, on }: Supervision): void {
  const load = loadBefore(provenance);
  const text = load === null ? null : loadWarning(load, machine.logicalCpus);
  if (text !== null) on({ kind: 'warning', text });
}

/** What was chosen is safe before it begins: a run that is cut then ends the same trials. */
async function nextOf(
  schedule: Schedule,
  done: readonly TrialRecord[],
  journal: Supervision['journal'],
): Promise<PlannedTrial[]> {
  const trials = schedule.next(done);
  if (schedule.choice !== null) await journal(schedule.choice);
  return trials;
}

function missingProfiles({ record, earlier }: Supervision): readonly PlannedTrial[] {
  const finished = finishedTrials(earlier.profiles, 0);
  return record.plan.profiles.filter(({ cell, round }) => !finished.has({ cellId: cell.id, round }));
}

/** The extra trials of the plan: journalled apart from the measured ones. */
async function runProfiles(
  supervision: Supervision,
  runner: TrialRunner,
  profiles: readonly PlannedTrial[],
  measured: number,
): Promise<void> {
  const { signal, on, journal } = supervision;
  const trialsTotal = measured + profiles.length;
  for (const [i, trial] of profiles.entries()) {
    if (signal.aborted) return;
    on({ kind: 'trial-start', trial, trialsDone: measured + i, trialsTotal });
    const record = await runner.profile(trial);
    await journal(record);
    const left = profiles.slice(i + 1);
    const remainingSeconds = runner.remaining(left);
    const trialsDone = measured + i + 1;
    on({ kind: 'trial-end', trial, record, runsAgain: false, trialsDone, trialsTotal, remainingSeconds });
    const [next] = left;
    if (next === undefined) return;
    runner.startHost(next);
    await rest(supervision, trial);
  }
}
