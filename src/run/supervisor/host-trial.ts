import { disturbancesOf } from '../../analysis/disturbances.js';
import { mergeTelemetry } from '../../analysis/telemetry.js';
import { now, secondsBetween, wallClock } from '../../clock.js';
import type { Machine } from '../../model/journal.js';
import type { Phase } from '../../model/phase.js';
import type { PlannedTrial } from '../../model/plan.js';
import type { TrialRecord } from '../../model/trial.js';
import type { TrialEvents, TrialSpec } from '../../seams/executor.js';
import type { Probe } from '../../seams/probe.js';
import type { HostMessage, TrialResult } from '../host/host-protocol.js';
import { endMarked, trialMark } from '../system/marked-processes.js';
import { KillCounter } from '../system/want-of-memory.js';
import { TrialFault } from '../worker/trial-fault.js';
import { Deadline } from './deadline.js';
import { FIXTURES_PHASE, type NeededFixture, TrialFixtures } from './fixtures.js';
import { type HostProcess, howItEnded } from './host-process.js';
import { makingIn } from './making.js';
import { type Conclusion, conclude, type Ending } from './trial-conclusion.js';
import { type IdleReadings, type Observed, TrialObserver } from './trial-observer.js';
import { makeTrialQuota, type TrialQuota } from './trial-quota.js';
import type { Watchdog } from './watchdog.js';

/** What a trial in a host process needs beside its spec. */
export interface HostTrialOptions {
  /** Gives a host that has no request yet. */
  readonly takeHost: () => HostProcess;
  readonly timeoutSeconds: number;
  /** True when each phase and each unit that ends give the trial that time anew: it is for what hangs. */
  readonly renewsTimeout: boolean;
  readonly signal: AbortSignal;
  readonly probes: readonly Probe[];
  /** What the probes read of the machine at rest. */
  readonly idle: IdleReadings;
  readonly sampleIntervalSeconds: number;
  readonly machine: Machine;
  /** What is to run beside the trial. */
  readonly fixtures: readonly NeededFixture[];
  /** Ends the fixtures when the supervisor is gone. */
  readonly watchdog: Watchdog;
  /** Hears what the trial printed, where it printed anything. Hostile text. */
  readonly onOutput?: (text: string) => void;
  /** CPUs' worth of time that the host, the fixtures and all below them may use together; null or absent for no quota. */
  readonly quotaCpus?: number | null;
}

/**
 * Runs one trial in a host process of its own, beside its fixtures, and tells how it ended, whatever happens to the
 * host or to them. Never rejects, and leaves no process of the trial behind.
 */
export async function runHostTrial(
  trial: PlannedTrial,
  spec: TrialSpec,
  options: HostTrialOptions,
  events: TrialEvents,
): Promise<TrialRecord> {
  const startedAt = wallClock().toISOString();
  const began = now();
  const ended = await runWithin(spec, options, events);
  const { id: cellId } = trial.cell;
  return { kind: 'trial', cellId, round: trial.round, startedAt, hostSeconds: secondsBetween(began, now()), ...ended };
}

/** Within its quota, if it has one. */
async function runWithin(spec: TrialSpec, options: HostTrialOptions, events: TrialEvents): Promise<Ended> {
  let quota: TrialQuota | null = null;
  try {
    if (options.quotaCpus != null) quota = makeTrialQuota(options.quotaCpus);
  } catch (thrown) {
    return notBegun('failed', TrialFault.from(thrown, 'host'));
  }
  try {
    return await runBeside(spec, options, events, quota);
  } finally {
    await quota?.end();
  }
}

/** Without its fixtures a trial does not begin. */
async function runBeside(
  spec: TrialSpec,
  options: HostTrialOptions,
  events: TrialEvents,
  quota: TrialQuota | null,
): Promise<Ended> {
  const { watchdog, signal } = options;
  let fixtures: TrialFixtures;
  try {
    const { seed, round, scratch, cpuSet, task } = spec;
    const { values = {} } = task.point ?? {};
    const workers = spec.word ?? spec.workers;
    fixtures = await TrialFixtures.start(options.fixtures, {
      ...{ seed, round, workers, values, scratch, cpuSet, quotaFolder: quota?.folder ?? null },
      watchdog,
      signal,
    });
  } catch (thrown) {
    return notBegun(signal.aborted ? 'interrupted' : 'failed', TrialFault.from(thrown, FIXTURES_PHASE));
  }
  try {
    const services = { ...spec.services, ...fixtures.facts };
    return await runInHost({ ...spec, services }, options, events, fixtures, quota);
  } finally {
    await fixtures.stop();
  }
}

function notBegun(outcome: 'failed' | 'interrupted', fault: Ended['fault']): Ended {
  return { outcome, fault, measurement: null, readings: {}, telemetry: null, disturbances: [], outputTail: null };
}

async function runInHost(
  spec: TrialSpec,
  options: HostTrialOptions,
  events: TrialEvents,
  fixtures: TrialFixtures,
  quota: TrialQuota | null,
): Promise<Ended> {
  const watch = new TrialWatch(options, events, fixtures, () => {
    if (options.renewsTimeout) deadline.renew();
  });
  const kills = new KillCounter('/');
  let spoiled: Conclusion | null = null;
  let ending: Ending = null;
  const host = options.takeHost();
  try {
    if (host.pid !== undefined) quota?.enter(host.pid);
  } catch (thrown) {
    spoiled = { outcome: 'failed', fault: TrialFault.from(thrown, 'host'), measurement: null };
    void host.end();
  }
  host.begin({ op: 'trial', spec }, (message) => watch.hear(message, host));
  void fixtures.lost.then(() => host.end());
  const deadline = new Deadline(options.timeoutSeconds, () => {
    ending ??= 'timed_out';
    void host.end();
  });
  deadline.excuse = () => watch.phase === 'setup' && makingIn(spec.cache).length > 0;
  const interrupt = () => {
    if (watch.result !== null) return;
    if (ending === null) {
      ending = 'interrupted';
      watch.interruptedIn = watch.phase;
    }
    void host.stop();
  };
  options.signal.addEventListener('abort', interrupt, { once: true });
  if (options.signal.aborted) interrupt();
  const exit = await host.exited;
  deadline.stop();
  options.signal.removeEventListener('abort', interrupt);
  const observed = watch.stop();
  // A unit's own failure is what its service's end looks like from within.
  const loss = await fixtures.lossSoFar();
  if (loss !== null && ending === null) spoiled ??= { outcome: 'lost', fault: loss, measurement: null };
  // What hooks started lasts as long as the trial; a host that was killed leaves the run itself.
  if (spec.subject.kind === 'command') await endMarked(trialMark(spec.scratch));
  const how = () => howItEnded(exit, host.outputTail, kills);
  const { whole, lines } = host.output;
  if (whole !== null) options.onOutput?.(whole);
  const conclusion = conclude(watch, ending, spoiled, options, how);
  return {
    ...conclusion,
    ...observed,
    ...(watch.sampledFrom !== null && { sampledFrom: watch.sampledFrom }),
    telemetry: mergeTelemetry(observed.telemetry, watch.result?.telemetry ?? null),
    disturbances: disturbancesOf(conclusion.measurement, observed.readings, options.machine),
    outputTail: host.outputTail,
    ...(lines > 0 && { outputLines: lines }),
  };
}

/** Follows a host's messages, and observes it with the probes while the timed part runs. */
class TrialWatch {
  phase: Phase = 'host';
  /** Where it was when it was interrupted: it then goes on to its end, through other phases. */
  interruptedIn: Phase | null = null;
  result: TrialResult | null = null;
  /** When the timed part began, by the wall clock. */
  sampledFrom: string | null = null;
  #unitsDone = 0;
  #observer: TrialObserver | null = null;

  constructor(
    readonly options: HostTrialOptions,
    readonly events: TrialEvents,
    readonly fixtures: TrialFixtures,
    /** Called at each sign that the trial goes on. */
    readonly goesOn: () => void,
  ) {}

  hear(message: HostMessage, host: HostProcess): void {
    if (message.kneepoint === 'phase') this.#enter(message.phase, host);
    else if (message.kneepoint === 'progress') this.#count(message.unitsDone);
    else if (message.kneepoint === 'ended') {
      // The first: what strikes while the host leaves changes nothing that was measured.
      this.result ??= message.result;
      host.letLeave();
    }
  }

  /** Units that have ended; those that ran when it was stopped are known only from its result. */
  get unitsDone(): number {
    return Math.max(this.#unitsDone, this.result?.measurement?.unitsCompleted ?? 0);
  }

  /** Ends the observation, if there is one, and gives what was seen. */
  stop(): Observed {
    return this.#observer?.stop() ?? { readings: {}, telemetry: null };
  }

  /** Counts come at intervals too in which no unit ended. */
  #count(unitsDone: number): void {
    if (unitsDone > this.#unitsDone) this.goesOn();
    this.#unitsDone = unitsDone;
    this.events.progress(unitsDone);
  }

  #enter(phase: Phase, host: HostProcess): void {
    this.phase = phase;
    this.goesOn();
    this.events.phase(phase);
    const { probes, idle, machine, sampleIntervalSeconds } = this.options;
    if (phase !== 'run' || host.pid === undefined) {
      this.stop();
      return;
    }
    this.sampledFrom = wallClock().toISOString();
    const fixtureTree = () => this.fixtures.tree('/');
    const target = { hostPid: host.pid, fixtureTree, root: '/', machine, sampleIntervalSeconds };
    this.#observer = new TrialObserver(probes, target, idle);
  }
}

type Ended = Omit<TrialRecord, 'kind' | 'cellId' | 'round' | 'startedAt' | 'hostSeconds'>;
