import { disturbancesOf } from '../analysis/disturbances.js';
import { now, secondsBetween, wallClock } from '../clock.js';
import type { Fault, Machine, Outcome, PlannedTrial, TrialRecord } from '../model.js';
import type { Probe, TrialEvents, TrialSpec } from '../plugin.js';
import { statedFault } from './fault.js';
import { type HostExit, type HostOptions, HostProcess } from './host-process.js';
import type { HostMessage } from './host-protocol.js';
import type { TrialResult } from './trial.js';
import { type IdleReadings, type Observed, TrialObserver } from './trial-observer.js';

/** Why a host was ended before it ended by itself. */
type Ending = 'timed_out' | 'interrupted' | null;

/** What a trial in a host process needs beside its spec. */
export interface HostTrialOptions extends HostOptions {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly probes: readonly Probe[];
  /** What the probes read of the machine at rest. */
  readonly idle: IdleReadings;
  readonly sampleIntervalSeconds: number;
  readonly machine: Machine;
}

/**
 * Runs one trial in a host process of its own and tells how it ended, whatever happens to the host. Never
 * rejects, and leaves no process of the trial behind.
 */
export async function runHostTrial(
  trial: PlannedTrial,
  spec: TrialSpec,
  options: HostTrialOptions,
  events: TrialEvents,
): Promise<TrialRecord> {
  const startedAt = wallClock().toISOString();
  const began = now();
  const watch = new TrialWatch(options, events);
  const host = new HostProcess({ op: 'trial', spec }, options, (message) => watch.hear(message, host));
  let ending: Ending = null;
  const end = (reason: Ending) => {
    ending ??= reason;
    void host.end();
  };
  const timer = setTimeout(() => end('timed_out'), options.timeoutSeconds * 1000);
  const interrupt = () => end('interrupted');
  options.signal.addEventListener('abort', interrupt, { once: true });
  if (options.signal.aborted) interrupt();
  const exit = await host.exited;
  clearTimeout(timer);
  options.signal.removeEventListener('abort', interrupt);
  const observed = watch.stop();
  const conclusion = conclude(watch.result, ending, exit, watch.phase, options.timeoutSeconds);
  return {
    kind: 'trial',
    cellId: trial.cell.id,
    round: trial.round,
    startedAt,
    hostSeconds: secondsBetween(began, now()),
    ...conclusion,
    ...observed,
    disturbances: disturbancesOf(conclusion.measurement, observed.readings, options.machine),
    outputTail: host.outputTail,
  };
}

/** Follows a host's messages, and observes it with the probes while the timed part runs. */
class TrialWatch {
  phase = 'host';
  result: TrialResult | null = null;
  #observer: TrialObserver | null = null;

  constructor(
    readonly options: HostTrialOptions,
    readonly events: TrialEvents,
  ) {}

  hear(message: HostMessage, host: HostProcess): void {
    if (message.kneepoint === 'phase') this.#enter(message.phase, host);
    else if (message.kneepoint === 'progress') this.events.progress(message.unitsDone);
    else if (message.kneepoint === 'ended') this.result = message.result;
  }

  /** Ends the observation, if there is one, and gives what was seen. */
  stop(): Observed {
    return this.#observer?.stop() ?? { readings: {}, telemetry: null };
  }

  #enter(phase: string, host: HostProcess): void {
    this.phase = phase;
    this.events.phase(phase);
    const { probes, idle, machine, sampleIntervalSeconds } = this.options;
    if (phase !== 'run' || host.pid === undefined) {
      this.stop();
      return;
    }
    const target = { hostPid: host.pid, root: '/', machine, sampleIntervalSeconds };
    this.#observer = new TrialObserver(probes, target, idle);
  }
}

type Conclusion = Pick<TrialRecord, 'outcome' | 'fault' | 'measurement'>;

function conclude(
  result: TrialResult | null,
  ending: Ending,
  exit: HostExit,
  phase: string,
  timeoutSeconds: number,
): Conclusion {
  if (result !== null) return { outcome: result.fault === null ? 'completed' : 'failed', ...result };
  const outcome: Outcome = ending ?? 'lost';
  return { outcome, measurement: null, fault: faultOfEnding(ending, exit, phase, timeoutSeconds) };
}

function faultOfEnding(ending: Ending, exit: HostExit, phase: string, timeoutSeconds: number): Fault {
  if (ending === 'timed_out') {
    return statedFault(
      `it was still in "${phase}" after ${timeoutSeconds} s; raise "timeout" if it only needs longer`,
      phase,
    );
  }
  if (ending === 'interrupted') return statedFault(`it was interrupted in "${phase}"`, phase);
  return statedFault(`the host process ${howItEnded(exit)} in "${phase}"`, phase);
}

function howItEnded({ code, signal }: HostExit): string {
  if (signal === 'SIGKILL') return 'was killed (SIGKILL: by someone, or by the system for want of memory)';
  if (signal !== null) return `ended by ${signal}`;
  if (code === null) return 'could not be started';
  return `ended with status ${code} (did the task call process.exit?)`;
}
