import { setTimeout as sleep } from 'node:timers/promises';
import { wallClock } from '../clock.js';
import type { EndRecord, PlannedTrial, StudyEvent, StudyRecord, TrialRecord } from '../model.js';
import { guessTrialSeconds, remainingSeconds } from '../plan/remaining.js';
import type { Executor, Probe, TrialEvents, TrialSpec } from '../plugin.js';
import { collectGarbage } from './garbage.js';
import { runHostTrial } from './host-trial.js';
import { KERNEL_SECONDS } from './kernels.js';
import type { PreparedTask } from './preflight.js';
import { loadExecutor, loadProbes } from './registry.js';
import type { Scratch } from './scratch.js';
import { runVirtualTrial } from './virtual-trial.js';

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

/** A trial's deadline without a `timeout`: that many times its expected time, and a minute. */
const PATIENCE = 20;
const LEAST_TIMEOUT_SECONDS = 60;

/** Runs all trials of a plan, one after the other, each journalled before the next thing starts. */
export async function superviseStudy(supervision: Supervision): Promise<EndRecord> {
  const { record, signal, on, journal } = supervision;
  const trials = record.plan.trials;
  const runner = await TrialRunner.prepare(supervision);
  on({ kind: 'study-start', study: record });
  for (const [i, trial] of trials.entries()) {
    if (signal.aborted) break;
    on({ kind: 'trial-start', trial, trialsDone: i, trialsTotal: trials.length });
    const ended = await runner.run(trial);
    await journal(ended);
    on({
      kind: 'trial-end',
      trial,
      record: ended,
      trialsDone: i + 1,
      trialsTotal: trials.length,
      remainingSeconds: runner.remaining(trials.slice(i + 1)),
    });
    if (i < trials.length - 1) await rest(supervision, trial);
  }
  const end: EndRecord = {
    kind: 'end',
    endedAt: wallClock().toISOString(),
    interruptedBy: signal.aborted ? String(signal.reason) : null,
    stopped: null,
  };
  await journal(end);
  on({ kind: 'study-end', end });
  return end;
}

/** Runs single trials and remembers how long each cell takes. */
class TrialRunner {
  readonly #seen = new Map<string, number[]>();
  readonly #kernels: boolean;

  private constructor(
    readonly supervision: Supervision,
    readonly executors: ReadonlyMap<string, Executor>,
    readonly probes: readonly Probe[],
  ) {
    this.#kernels = this.#wantsKernels();
  }

  static async prepare(supervision: Supervision): Promise<TrialRunner> {
    const names = [...new Set(supervision.record.plan.cells.map(({ executor }) => executor))];
    const executors = await Promise.all(names.map(async (name) => [name, await loadExecutor(name)] as const));
    return new TrialRunner(supervision, new Map(executors), await loadProbes());
  }

  async run(trial: PlannedTrial): Promise<TrialRecord> {
    const executor = this.executors.get(trial.cell.executor) as Executor;
    const record =
      executor.kind === 'virtual'
        ? runVirtualTrial(executor, trial, this.#spec(trial, ''))
        : await this.#runInHost(trial);
    if (record.outcome === 'completed') this.#remember(trial.cell.id, record.hostSeconds);
    return record;
  }

  remaining(left: readonly PlannedTrial[]): number | null {
    const { study, tasks, machine } = this.supervision.record;
    return remainingSeconds(study, left, this.#seen, tasks, machine.effectiveCpus);
  }

  async #runInHost(trial: PlannedTrial): Promise<TrialRecord> {
    const { record, scratch, signal, on } = this.supervision;
    const { study, machine } = record;
    const folder = scratch.temporary(`trial-${trial.index}`);
    const unitsTotal = trial.cell.load.units;
    const events: TrialEvents = {
      phase: (phase) => on({ kind: 'phase', trial, phase }),
      progress: (unitsDone) => on({ kind: 'progress', trial, unitsDone, unitsTotal }),
    };
    try {
      const options = {
        scratch: scratch.path,
        uvThreadpoolSize: study.uvThreadpoolSize,
        timeoutSeconds: study.timeoutSeconds ?? this.#deadline(trial),
        signal,
        probes: this.probes,
        machine,
      };
      return await runHostTrial(trial, this.#spec(trial, folder.path), options, events);
    } finally {
      folder.remove();
    }
  }

  /** Unless the user decides: when the kernels cost less than a tenth of the trials. */
  #wantsKernels(): boolean {
    const { study, plan, tasks, machine } = this.supervision.record;
    if (study.machineCeiling !== null) return study.machineCeiling;
    const guesses = plan.trials.map((trial) => guessTrialSeconds(trial, tasks, machine.effectiveCpus));
    const known = guesses.filter((seconds) => seconds !== null);
    return known.reduce((sum, seconds) => sum + seconds, 0) > known.length * KERNEL_SECONDS * 10;
  }

  #spec({ cell, round }: PlannedTrial, scratch: string): TrialSpec {
    const { study } = this.supervision.record;
    const prepared = this.supervision.tasks.find(({ task }) => task.name === cell.task.name);
    return {
      task: cell.task,
      args: prepared?.description.args ?? [],
      moduleUrl: prepared?.moduleUrl ?? null,
      executor: cell.executor,
      workers: cell.workers,
      inFlight: cell.inFlight,
      units: cell.load.units,
      dispatch: study.dispatch,
      chunk: study.chunk,
      seed: study.seed,
      round,
      scratch,
      warmupSeconds: study.warmupSeconds,
      kernels: this.#kernels,
      gc: study.gcAfterIteration,
      digest: prepared?.description.deterministic ?? false,
      stopAtFailure: (study.limits.errorRate ?? 0) === 0,
    };
  }

  /** Generous, for a deadline is there for what hangs: from the sequential pace, however many workers. */
  #deadline({ cell }: PlannedTrial): number {
    const unitSeconds = this.supervision.record.tasks.find(({ name }) => name === cell.task.name)?.unitSeconds ?? null;
    if (unitSeconds === null) return 3600;
    return LEAST_TIMEOUT_SECONDS + PATIENCE * unitSeconds * cell.load.units;
  }

  #remember(cellId: string, seconds: number): void {
    this.#seen.set(cellId, [...(this.#seen.get(cellId) ?? []), seconds]);
  }
}

/** The rests that the user asked for: after each trial, and after each round. */
async function rest({ record, on, signal }: Supervision, trial: PlannedTrial): Promise<void> {
  const { study } = record;
  await pause(study.waitAfterRunnerSeconds, 'runner', on, signal);
  if (!trial.endsRound) return;
  if (study.gcAfterIteration && trial.cell.executor !== 'simulated') collectGarbage();
  await pause(study.waitAfterIterationSeconds, 'iteration', on, signal);
}

async function pause(
  seconds: number,
  after: 'runner' | 'iteration',
  on: Supervision['on'],
  signal: AbortSignal,
): Promise<void> {
  if (seconds <= 0 || signal.aborted) return;
  on({ kind: 'rest', seconds, after });
  // An interruption ends the rest; the loop then sees it.
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
}
