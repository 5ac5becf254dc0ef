import { now, secondsBetween } from '../../clock.js';
import type { Reading, TrialRecord } from '../../model/trial.js';
import type { Observation, Probe, ProbeTarget, Sample } from '../../seams/probe.js';
import { treeOf } from '../system/process-tree.js';
import { TelemetryLog } from './telemetry-log.js';

/** What was seen of a trial. */
export type Observed = Pick<TrialRecord, 'readings' | 'telemetry'>;

/** What probes read of the machine at rest, by name. */
export type IdleReadings = ReadonlyMap<string, Reading>;

/** Whom, where and how often to observe. */
export type ObserverTarget = Omit<ProbeTarget, 'idle' | 'tree'>;

/** One probe at work, and what it has cost the supervisor so far. */
interface Running {
  readonly name: string;
  readonly observation: Observation;
  costMs: number;
}

/** Observes one trial with all probes, from outside, and meters what that costs. */
export class TrialObserver {
  readonly #running: readonly Running[];
  readonly #log = new TelemetryLog();
  readonly #beganMs = now();
  readonly #intervalSeconds: number;
  readonly #timer: NodeJS.Timeout;
  /** The processes at this look, once a probe asked for them. */
  #tree: readonly number[] | null = null;
  #observed: Observed | null = null;

  constructor(probes: readonly Probe[], target: ObserverTarget, idle: IdleReadings) {
    this.#intervalSeconds = target.sampleIntervalSeconds;
    const tree = () => {
      this.#tree ??= treeOf(target.root, target.hostPid);
      return this.#tree;
    };
    this.#running = probes.map((probe) => startProbe(probe, { ...target, tree, idle: idle.get(probe.name) ?? null }));
    this.#log.add(this.#elapsedSeconds(), this.#look());
    this.#timer = setInterval(() => this.sample(), this.#intervalSeconds * 1000).unref();
  }

  /** Samples all probes that offer it; the timer calls it at each interval. */
  sample(): void {
    this.#tree = null;
    this.#log.add(this.#elapsedSeconds(), this.#look());
  }

  /** Ends the observation; called again it gives the same. */
  stop(): Observed {
    clearInterval(this.#timer);
    this.#observed ??= this.#end();
    return this.#observed;
  }

  #end(): Observed {
    this.#tree = null;
    this.#log.end(this.#elapsedSeconds(), this.#look(), this.#intervalSeconds / 2);
    const readings = this.#running.map((running) => {
      const reading = metered(running, () => running.observation.stop());
      return [running.name, { ...reading, costSeconds: running.costMs / 1000 }] as const;
    });
    return { readings: Object.fromEntries(readings), telemetry: this.#log.encode() };
  }

  #elapsedSeconds(): number {
    return secondsBetween(this.#beganMs, now());
  }

  #look(): Sample {
    const samples = this.#running.map((running) => metered(running, () => running.observation.sample?.() ?? {}));
    return Object.assign({}, ...samples);
  }
}

/** Looks that make the difference: after these a sample costs less than a third of what the first ones do. */
const REHEARSALS = { trials: 5, samples: 5 };

/**
 * Observes this process for nothing, so that what is compiled and cached at first use is not so beside the first
 * trial, on a CPU that its workers need.
 */
export function rehearse(probes: readonly Probe[], target: Omit<ObserverTarget, 'hostPid'>): void {
  for (let trial = 0; trial < REHEARSALS.trials; trial++) {
    const observer = new TrialObserver(probes, { ...target, hostPid: process.pid }, new Map());
    for (let sample = 0; sample < REHEARSALS.samples; sample++) observer.sample();
    observer.stop();
  }
}

function startProbe(probe: Probe, target: ProbeTarget): Running {
  const beganMs = now();
  const observation = probe.start(target);
  return { name: probe.name, observation, costMs: now() - beganMs };
}

function metered<Value>(running: Running, act: () => Value): Value {
  const beganMs = now();
  const value = act();
  running.costMs += now() - beganMs;
  return value;
}
