import { nextTrials } from '../analysis/adaptive.js';
import { now, secondsBetween } from '../clock.js';
import type { Cell, PlannedTrial, StudyRecord, TrialRecord } from '../model.js';
import { orderCells } from '../plan/plan.js';

/** Which trials come next. */
export interface Schedule {
  /** The trials to run after those that are done; none ends the study. */
  next(done: readonly TrialRecord[]): PlannedTrial[];
  /** Seconds until the study's end, from what the queued trials are expected to take. */
  remaining(queuedSeconds: number | null): number | null;
  /** Why an adaptive study stopped; null for a fixed one, and for one that goes on. */
  readonly stopped: string | null;
}

/** A fixed plan, or with a budget one that grows by what could still change the advice. */
export function scheduleOf(record: StudyRecord): Schedule {
  const { budgetSeconds } = record.study;
  return budgetSeconds === null ? new FixedSchedule(record) : new AdaptiveSchedule(record, budgetSeconds);
}

class FixedSchedule implements Schedule {
  readonly stopped = null;
  readonly #trials: readonly PlannedTrial[];

  constructor({ plan }: StudyRecord) {
    this.#trials = plan.trials;
  }

  next(done: readonly TrialRecord[]): PlannedTrial[] {
    return this.#trials.slice(done.length);
  }

  remaining(queuedSeconds: number | null): number | null {
    return queuedSeconds;
  }
}

/** Rounds in the plan's own random order, of the cells that the analysis asks for. */
class AdaptiveSchedule implements Schedule {
  stopped: string | null = null;
  readonly #startedMs = now();

  constructor(
    readonly record: StudyRecord,
    readonly budgetSeconds: number,
  ) {}

  next(done: readonly TrialRecord[]): PlannedTrial[] {
    const asked = nextTrials({ study: this.record, trials: done, profiles: [], end: null }, this.#leftSeconds());
    this.stopped = asked.stop;
    const rounds = new Map<number, Cell[]>();
    for (const { cellId, round } of asked.trials) {
      const cell = this.record.plan.cells.find(({ id }) => id === cellId) as Cell;
      rounds.set(round, [...(rounds.get(round) ?? []), cell]);
    }
    const trials: PlannedTrial[] = [];
    for (const [round, cells] of rounds) {
      trials.push(...orderCells(this.record.study, cells, round, done.length + trials.length));
    }
    return trials;
  }

  remaining(): number {
    return this.#leftSeconds();
  }

  #leftSeconds(): number {
    return Math.max(0, this.budgetSeconds - secondsBetween(this.#startedMs, now()));
  }
}
