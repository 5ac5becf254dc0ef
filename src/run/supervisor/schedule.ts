import { nextTrials, TIME_SPENT } from '../../analysis/adaptive.js';
import { nextRates, roundsBegun } from '../../analysis/max-rate.js';
import { groupTrials } from '../../analysis/trials.js';
import { now, secondsBetween } from '../../clock.js';
import type { ChoiceRecord, StudyRecord } from '../../model/journal.js';
import type { Cell, PlannedTrial } from '../../model/plan.js';
import type { ProfileRecord, TrialRecord } from '../../model/trial.js';
import { finishedTrials } from '../../plan/missing.js';
import { orderCells } from '../../plan/plan.js';
import { withLoad } from '../../plan/ways.js';
import { runsCommand } from '../../seams/subject.js';

/** What earlier sessions of a run left: a run that was cut goes on behind it. */
export interface Earlier {
  readonly trials: readonly TrialRecord[];
  readonly profiles: readonly ProfileRecord[];
  /** What an adaptive study had chosen to run. */
  readonly chosen: ChoiceRecord['trials'];
}

/** Which trials come next. */
export interface Schedule {
  /** The trials to run after those that are done; none ends the study. */
  next(done: readonly TrialRecord[]): PlannedTrial[];
  /** What the last `next` chose anew, to be journalled before it runs; null when the plan knew it already. */
  readonly choice: ChoiceRecord | null;
  /** Whether one more of the queued trials may start: an adaptive study stops within a trial of its budget. */
  mayStart(): boolean;
  /** Seconds until the study's end, from what the queued trials are expected to take. */
  remaining(queuedSeconds: number | null): number | null;
  /** Whether the rest of the plan is left out after what is done; it is why the study stopped then. */
  givesUp(done: readonly TrialRecord[]): boolean;
  /** Why the study stopped before the end of its plan, or an adaptive one where it did; null for one that goes on. */
  readonly stopped: string | null;
}

/** A command that fails at every worker count would do so in each round. */
const NOTHING_COMPLETED = 'no trial of the first round completed';

/**
 * A fixed plan, one that a search for the highest rate adds to, or one made of what could still change the advice, whose
 * budget counts from `startedMs` of the `clock`.
 */
export function scheduleOf(record: StudyRecord, earlier: Earlier, startedMs = now(), clock = now): Schedule {
  const { budgetSeconds, load } = record.study;
  if (budgetSeconds !== null) return new AdaptiveSchedule(record, budgetSeconds, earlier, startedMs, clock);
  return load.kind === 'rate' && load.findMaxRate ? new RateSchedule(record) : new FixedSchedule(record);
}

class FixedSchedule implements Schedule {
  stopped: string | null = null;
  readonly choice = null;

  constructor(readonly record: StudyRecord) {}

  next(done: readonly TrialRecord[]): PlannedTrial[] {
    const finished = finishedTrials(done, this.record.study.retryFailed);
    return this.record.plan.trials.filter(({ cell, round }) => !finished.has({ cellId: cell.id, round }));
  }

  mayStart(): boolean {
    return true;
  }

  givesUp(done: readonly TrialRecord[]): boolean {
    if (!runsCommand(this.record.study) || hasCompleted(done)) return false;
    this.stopped = NOTHING_COMPLETED;
    return true;
  }

  remaining(queuedSeconds: number | null): number | null {
    return queuedSeconds;
  }
}

/** The plan, and then rate after rate until the highest that is sustained is known: each in all its rounds. */
class RateSchedule extends FixedSchedule {
  #plannedAreDone = false;

  override next(done: readonly TrialRecord[]): PlannedTrial[] {
    const planned = this.#plannedAreDone ? [] : super.next(done);
    this.#plannedAreDone = true;
    return planned.length > 0 ? planned : this.#search(done);
  }

  /** A rate is judged by all its rounds: those that a cut run lacks come before the next rate. */
  #search(done: readonly TrialRecord[]): PlannedTrial[] {
    const { study } = this.record;
    const groups = groupTrials({ study: this.record, trials: done, profiles: [], end: null });
    const finished = finishedTrials(done, study.retryFailed);
    const begun = groups.flatMap((group) =>
      Array.from({ length: Math.ceil(roundsBegun(group) / study.rounds) }, (_, attempt) => ({
        cell: group.cell,
        firstRound: attempt * study.rounds,
      })),
    );
    const missing = this.#rounds(begun, done.length).filter(
      ({ cell, round }) => !finished.has({ cellId: cell.id, round }),
    );
    if (missing.length > 0) return missing;
    const next = nextRates(groups, study);
    return this.#rounds(
      next.map(({ cell, load, firstRound }) => ({ cell: withLoad(study, cell, load), firstRound })),
      done.length,
    );
  }

  /** All rounds of some tries, round by round. */
  #rounds(tries: readonly { readonly cell: Cell; readonly firstRound: number }[], firstIndex: number): PlannedTrial[] {
    const { study } = this.record;
    const trials: PlannedTrial[] = [];
    const last = Math.max(-1, ...tries.map(({ firstRound }) => firstRound + study.rounds - 1));
    for (let round = 0; round <= last; round++) {
      const cells = tries
        .filter(({ firstRound }) => round >= firstRound && round < firstRound + study.rounds)
        .map(({ cell }) => cell);
      trials.push(...orderCells(study, cells, round, firstIndex + trials.length));
    }
    return trials;
  }
}

/** Rounds in the plan's own random order, of the cells that the analysis asks for. */
class AdaptiveSchedule implements Schedule {
  stopped: string | null = null;
  choice: ChoiceRecord | null = null;
  readonly #spentSeconds: number;
  #chosen: ChoiceRecord['trials'];

  constructor(
    readonly record: StudyRecord,
    readonly budgetSeconds: number,
    { trials, chosen }: Earlier,
    /** When this session began, its preflight included; the clock (in milliseconds) is given only by tests. */
    readonly startedMs: number,
    readonly clock: () => number,
  ) {
    // This session's own warm-up lies behind its begin.
    const isResumed = trials.length > 0;
    const warmUpSeconds = record.tasks.reduce(
      (sum, { costs }) => sum + (isResumed ? (costs?.warmUpSeconds ?? 0) : 0),
      0,
    );
    this.#spentSeconds = trials.reduce(
      (sum, trial) => sum + trial.hostSeconds + record.study.waitAfterRunnerSeconds,
      warmUpSeconds,
    );
    this.#chosen = chosen;
  }

  next(done: readonly TrialRecord[]): PlannedTrial[] {
    const finished = finishedTrials(done, this.record.study.retryFailed);
    const begun = this.#chosen.filter((trial) => !finished.has(trial));
    this.choice = begun.length > 0 ? null : this.#choose(done);
    const trials = this.choice?.trials ?? begun;
    // It comes alone: when all of it fails, the others would too.
    const firstRound = trials.filter(({ round }) => round === 0);
    if (firstRound.length > 0) return this.#plan(firstRound, done.length);
    if (trials.length > 0 && !hasCompleted(done)) {
      this.stopped = NOTHING_COMPLETED;
      return [];
    }
    return this.#plan(trials, done.length);
  }

  mayStart(): boolean {
    if (this.#leftSeconds() > 0) return true;
    this.stopped = TIME_SPENT;
    return false;
  }

  givesUp(): boolean {
    return false;
  }

  remaining(): number {
    return this.#leftSeconds();
  }

  #choose(done: readonly TrialRecord[]): ChoiceRecord | null {
    const asked = nextTrials({ study: this.record, trials: done, profiles: [], end: null }, this.#leftSeconds());
    this.stopped = asked.stop;
    if (asked.trials.length === 0) return null;
    const rounds = new Map<number, Cell[]>();
    for (const { cellId, round } of asked.trials) rounds.set(round, [...(rounds.get(round) ?? []), this.#cell(cellId)]);
    const ordered = [...rounds].flatMap(([round, cells]) => orderCells(this.record.study, cells, round, 0));
    this.#chosen = ordered.map(({ cell, round }) => ({ cellId: cell.id, round }));
    return { kind: 'choice', trials: this.#chosen };
  }

  #plan(trials: ChoiceRecord['trials'], firstIndex: number): PlannedTrial[] {
    return trials.map(({ cellId, round }, i) => ({
      index: firstIndex + i,
      cell: this.#cell(cellId),
      round,
      endsRound: trials[i + 1]?.round !== round,
      profile: false,
    }));
  }

  #cell(cellId: string): Cell {
    return this.record.plan.cells.find(({ id }) => id === cellId) as Cell;
  }

  /** The budget is that of the whole run: what earlier sessions measured counts. */
  #leftSeconds(): number {
    return Math.max(0, this.budgetSeconds - this.#spentSeconds - secondsBetween(this.startedMs, this.clock()));
  }
}

function hasCompleted(done: readonly TrialRecord[]): boolean {
  return done.some(({ outcome }) => outcome === 'completed');
}
