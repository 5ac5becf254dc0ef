/** What explains the figures, and what to be wary of. */
import type { Curve } from './curve.js';

/** Every finding there is. */
export type FindingCode =
  | 'wrong-result'
  | 'results-not-compared'
  | 'trials-not-completed'
  | 'units-failed'
  | 'profile-not-taken'
  | 'study-cut'
  | 'resumed'
  | 'clock-skew'
  | 'adaptive-stop'
  | 'no-baseline'
  | 'too-few-rounds'
  | 'quick-look'
  | 'simulated'
  | 'slower-with-more-workers'
  | 'overhead-bound'
  | 'dispatcher-saturated'
  | 'shared-wait'
  | 'libuv-pool'
  | 'internally-parallel'
  | 'cpu-shortage'
  | 'above-cpus'
  | 'one-thread'
  | 'cpu-set'
  | 'throttled'
  | 'cpu-stolen'
  | 'gc-bound'
  | 'memory-limit'
  | 'memory-growth'
  | 'task-prints'
  | 'too-few-units'
  | 'timed-part-too-short'
  | 'idle-tail'
  | 'baseline-disturbed'
  | 'baseline-starved'
  | 'drift'
  | 'disturbed-trials'
  | 'clock-drop'
  | 'not-pinned'
  | 'not-observed'
  | 'noisy-machine'
  | 'outliers'
  | 'unsteady-warm-up'
  | 'in-flight-trade'
  | 'too-few-in-window'
  | 'closed-loop'
  | 'overloaded'
  | 'late-dispatcher'
  | 'max-rate'
  | 'order-cost'
  | 'super-linear'
  | 'law-misfit'
  | 'knob-ignored'
  | 'command-too-short'
  | 'cold-cache'
  | 'nested-parallelism'
  | 'failures-grow'
  | 'output-differs'
  | 'left-behind'
  | 'service-lost'
  | 'generator-bound'
  | 'uneven-workers';

export interface Finding {
  /** Which finding it is. */
  readonly code: FindingCode;
  /** How much it matters. */
  readonly severity: 'info' | 'warning' | 'critical';
  /** How sure it is. */
  readonly likelihood: 'likely' | 'possible' | 'unlikely';
  /** One sentence that names the figures. */
  readonly text: string;
  /** What to try; null when nothing is to be done. */
  readonly cure: string | null;
  /** Task and executor that it speaks of; null for the whole study. */
  readonly task: string | null;
  readonly executor: string | null;
  /** The way whose curve it speaks of, where it speaks of one. */
  readonly way?: string;
  /** That curve, by what tells it from others of its task and executor. */
  readonly curve?: Pick<Curve, 'inFlight' | 'order' | 'load' | 'cpus'>;
  /** Present where it repeats an answer that the report has elsewhere (`maxRates`), and explains nothing. */
  readonly isAnswer?: true;
  /** The figures that it rests on, by name. */
  readonly evidence: { readonly [figure: string]: number | string | boolean | null };
}
