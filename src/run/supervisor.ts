import { wallClock } from '../clock.js';
import type { EndRecord, PlannedTrial, StudyEvent, StudyRecord, TrialRecord } from '../model.js';
import type { PreparedTask } from './preflight.js';
import { rest } from './rests.js';
import { type Schedule, scheduleOf } from './schedule.js';
import type { Scratch } from './scratch.js';
import { TrialRunner } from './trial-runner.js';

/** What the supervisor works with; writing the journal is given to it, for only the store writes results. */
export interface Supervision {
  readonly record: StudyRecord;
  readonly tasks: readonly PreparedTask[];
  readonly scratch: Scratch;
  /** Resolves when the record is safe on disk. */
  readonly journal: (record: TrialRecord | EndRecord) => Promise<void>;
  readonly on: (event: StudyEvent) => void;
  /** Aborted with the name of the signal that interrupts the study. */
  readonly signal: AbortSignal;
}

/** Runs all trials of a study, one after the other, each journalled before the next thing starts. */
export async function superviseStudy(supervision: Supervision): Promise<EndRecord> {
  const { record, signal, on, journal } = supervision;
  on({ kind: 'study-start', study: record });
  const schedule = scheduleOf(record);
  await runSchedule(supervision, schedule);
  const end: EndRecord = {
    kind: 'end',
    endedAt: wallClock().toISOString(),
    interruptedBy: signal.aborted ? String(signal.reason) : null,
    stopped: schedule.stopped,
  };
  await journal(end);
  on({ kind: 'study-end', end });
  return end;
}

async function runSchedule(supervision: Supervision, schedule: Schedule): Promise<void> {
  const { signal, on, journal } = supervision;
  const runner = await TrialRunner.prepare(supervision);
  const done: TrialRecord[] = [];
  let queue = schedule.next(done);
  for (let trial = queue.shift(); trial !== undefined && !signal.aborted; trial = queue.shift()) {
    on({ kind: 'trial-start', trial, trialsDone: done.length, trialsTotal: total(done, queue) });
    const record = await runner.run(trial);
    await journal(record);
    done.push(record);
    on({
      kind: 'trial-end',
      trial,
      record,
      trialsDone: done.length,
      trialsTotal: total(done, queue) - 1,
      remainingSeconds: schedule.remaining(runner.remaining(queue)),
    });
    if (queue.length === 0) queue = schedule.next(done);
    if (queue.length > 0) await rest(supervision, trial);
  }
}

function total(done: readonly TrialRecord[], queue: readonly PlannedTrial[]): number {
  return done.length + 1 + queue.length;
}
