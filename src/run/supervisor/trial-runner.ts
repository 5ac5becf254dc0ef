import { plannedUnits } from '../../analysis/loads.js';
import type { StudyEstimate } from '../../model/events.js';
import type { CpuSet } from '../../model/journal.js';
import type { Cell, PlannedTrial } from '../../model/plan.js';
import type { ProfileRecord, TrialRecord } from '../../model/trial.js';
import { hasKernels } from '../../plan/ceiling.js';
import { estimateStudy } from '../../plan/estimate.js';
import { patienceSeconds } from '../../plan/patience.js';
import { remainingSeconds } from '../../plan/remaining.js';
import type { CostFacts } from '../../plan/trial-cost.js';
import type { Executor, TrialEvents, TrialSpec } from '../../seams/executor.js';
import type { Probe } from '../../seams/probe.js';
import { trialUnits } from '../host/arrivals.js';
import { faultOf } from '../worker/fault.js';
import { cacheFolder } from './cache-folder.js';
import { type CollectedProfile, collectProfiles, saveProfiles } from './collect-profiles.js';
import { costFactsOf } from './cost-facts.js';
import { plannedExecutors } from './executors.js';
import { HostProcess, poolSizeOfHosts } from './host-process.js';
import { runHostTrial } from './host-trial.js';
import { readIdle } from './idle-readings.js';
import { readyOf } from './look-spec.js';
import { PinningPlan } from './pinning-plan.js';
import type { PreparedTask } from './preflight.js';
import { loadProbes } from './registry.js';
import type { Supervision } from './supervision.js';
import { type IdleReadings, rehearse } from './trial-observer.js';
import { runVirtualTrial } from './virtual-trial.js';

/** Runs single trials and remembers how long each cell takes. */
export class TrialRunner {
  readonly #seen = new Map<string, number[]>();
  readonly #costs: CostFacts;
  readonly pinning: PinningPlan;
  /** A host that has started and waits for its trial. */
  #waiting: HostProcess | null = null;

  private constructor(
    readonly supervision: Supervision,
    readonly executors: ReadonlyMap<string, Executor>,
    readonly probes: readonly Probe[],
    readonly idle: IdleReadings,
  ) {
    this.pinning = new PinningPlan(supervision);
    this.#costs = costFactsOf(supervision.record);
  }

  static async prepare(supervision: Supervision): Promise<TrialRunner> {
    const executors = await plannedExecutors(supervision.record.plan);
    const usesHosts = [...executors.values()].some(({ traits }) => !traits.runs.includes('law'));
    const probes = usesHosts ? await loadProbes(supervision.record.study.probes) : [];
    const { study, machine } = supervision.record;
    const { sampleIntervalSeconds } = study;
    const target = { root: '/', machine, sampleIntervalSeconds, fixtureTree: () => [] };
    rehearse(probes, target);
    const idle = await readIdle(probes, target, supervision.signal);
    const runner = new TrialRunner(supervision, executors, probes, idle);
    for (const record of supervision.earlier.trials) runner.#remember(record);
    return runner;
  }

  async run(trial: PlannedTrial): Promise<TrialRecord> {
    const executor = this.executors.get(trial.cell.way.executor) as Executor;
    const record =
      'simulate' in executor ? runVirtualTrial(executor, trial, this.#spec(trial, '')) : await this.#runInHost(trial);
    this.pinning.check(record);
    this.#remember(record);
    return this.#isPlanned(trial.cell) ? record : { ...record, cell: trial.cell };
  }

  /**
   * Starts the host of a trial that comes next while the machine rests, and not while it measures. It is any
   * trial's until it gets its request.
   */
  startHost(trial: PlannedTrial): void {
    if (this.executors.get(trial.cell.way.executor)?.traits.runs.includes('law') === false)
      this.#waiting ??= this.#newHost();
  }

  /** Ends a host that no trial took. */
  async endHost(): Promise<void> {
    this.#waiting?.kill();
    await this.#waiting?.exited;
    this.#waiting = null;
  }

  #takeHost(): HostProcess {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting === null || waiting.hasEnded ? this.#newHost() : waiting;
  }

  #newHost(): HostProcess {
    const { record, scratch } = this.supervision;
    return new HostProcess({ watchdog: scratch.watchdog, uvThreadpoolSize: poolSizeOfHosts(record.study) });
  }

  #isPlanned({ id }: Cell): boolean {
    return this.supervision.record.plan.cells.some((cell) => cell.id === id);
  }

  /** Runs a trial under the profiler; rejects only when a profile cannot be saved. */
  async profile(trial: PlannedTrial): Promise<ProfileRecord> {
    const { record, scratch, saveProfile } = this.supervision;
    const folder = scratch.temporary(`profiles-${trial.index}`);
    try {
      const { measurement, readings, telemetry, disturbances, ...ended } = await this.#runInHost(trial, folder.path);
      const unprofiled = { ...ended, kind: 'profile', profiles: [] } as const;
      if (ended.outcome !== 'completed') return unprofiled;
      let collected: readonly CollectedProfile[];
      try {
        collected = collectProfiles(trial.cell, record.study, folder.path);
      } catch (thrown) {
        return { ...unprofiled, outcome: 'failed', fault: faultOf(thrown, 'profile') };
      }
      return { ...unprofiled, profiles: await saveProfiles(trial.cell, collected, saveProfile) };
    } finally {
      folder.remove();
    }
  }

  remaining(left: readonly PlannedTrial[]): number | null {
    const { study, tasks } = this.supervision.record;
    return remainingSeconds(study, left, this.#seen, tasks, this.#costs);
  }

  /** What is to be expected of the trials that are `left`, which take `leftSeconds`; null for a simulated study. */
  estimate(left: readonly PlannedTrial[], leftSeconds: number | null): StudyEstimate | null {
    const { study, plan, tasks } = this.supervision.record;
    return estimateStudy({ study, plan, tasks, left, leftSeconds }, this.#costs);
  }

  async #runInHost(trial: PlannedTrial, profileFolder: string | null = null): Promise<TrialRecord> {
    const { record, scratch, signal, on } = this.supervision;
    const { study, machine } = record;
    const folder = scratch.temporary(`trial-${trial.index}`);
    const unitsTotal = plannedUnits(trial.cell.way.load);
    const events: TrialEvents = {
      phase: (phase) => on({ kind: 'phase', trial, phase }),
      progress: (unitsDone) => on({ kind: 'progress', trial, unitsDone, unitsTotal }),
    };
    let printed: string | null = null;
    try {
      const options = {
        onOutput: (text: string) => {
          printed = text;
        },
        takeHost: () => this.#takeHost(),
        timeoutSeconds: study.timeoutSeconds ?? this.#patience(trial),
        renewsTimeout: study.timeoutSeconds === null,
        signal,
        probes: this.probes,
        idle: this.idle,
        sampleIntervalSeconds: study.sampleIntervalSeconds,
        machine,
        fixtures: this.supervision.fixtures ?? [],
        watchdog: scratch.watchdog,
        quotaCpus: this.#setOf(trial.cell)?.quotaCpus ?? null,
      };
      const profile = profileFolder === null ? null : { ...study.profile, folder: profileFolder };
      const trialRecord = await runHostTrial(trial, { ...this.#spec(trial, folder.path), profile }, options, events);
      if (printed !== null) await this.supervision.saveOutput(trialTitle(trial), printed);
      return trialRecord;
    } finally {
      folder.remove();
    }
  }

  #spec({ cell, round, profile: isProfiled }: PlannedTrial, scratch: string): TrialSpec {
    const { study, machine } = this.supervision.record;
    const prepared = this.supervision.tasks.find(({ task }) => task.name === cell.way.task.name) as PreparedTask;
    return {
      task: cell.way.task,
      args: prepared.description.args,
      subject: prepared.subject,
      executor: cell.way.executor,
      workers: cell.workers,
      ...(cell.word !== undefined && { word: cell.word }),
      inFlight: cell.way.inFlight,
      load: cell.way.load,
      units: trialUnits(cell.way.load, study.seed, round),
      sampleSeconds: study.sampleIntervalSeconds,
      maxLatencySamples: study.maxLatencySamples,
      dispatch: study.dispatch,
      chunk: study.chunk,
      order: cell.way.order,
      keys: study.keys,
      seed: study.seed,
      round,
      scratch,
      cache: cacheFolder(study, this.supervision.scratch),
      // A command's runs before the first round have warmed it up.
      ...(prepared.warmCells === undefined
        ? { warmupSeconds: study.warmupSeconds }
        : { warmupSeconds: 0, isWarm: prepared.warmCells.has(cell.id) }),
      kernels: !isProfiled && hasKernels(study, cell, machine.effectiveCpus),
      gc: study.gcAfterIteration,
      digest: prepared.description.deterministic,
      profile: null,
      stopAtFailure: (study.limits.errorRate ?? 0) === 0,
      meters: study.probes === null || study.probes.length > 0,
      cpus: this.pinning.cpusOf(cell.workers, this.#setOf(cell)),
      ...readyOf(study),
      cpuSet: this.#setOf(cell)?.list ?? this.supervision.record.provenance.servicePlaces?.clients ?? null,
    };
  }

  /** The CPUs that a cell's trials are kept on; null for all. */
  #setOf({ way }: Cell): CpuSet | null {
    return this.supervision.record.cpuSets?.find(({ cpus }) => cpus === way.cpus) ?? null;
  }

  #patience({ cell }: PlannedTrial): number {
    const { study, tasks } = this.supervision.record;
    return patienceSeconds(study, cell, tasks.find(({ name }) => name === cell.way.task.name)?.unitSeconds ?? null);
  }

  #remember({ cellId, outcome, hostSeconds }: TrialRecord): void {
    if (outcome === 'completed') this.#seen.set(cellId, [...(this.#seen.get(cellId) ?? []), hostSeconds]);
  }
}

/** A trial's name where people read it. */
function trialTitle({ cell, round, profile }: PlannedTrial): string {
  return `${cell.name}, ${profile ? 'profile' : `round ${round + 1}`}`;
}
