/** Rows over the worker count: where the time went, laws, and what may keep it from scaling. */
import type { Estimate } from './estimate.js';
import type { WayFields } from './plan.js';

/** One worker count of a curve; estimates over rounds. */
export interface CurvePoint {
  readonly workers: number;
  readonly throughput: Estimate;
  readonly speedup: Estimate | null;
  readonly efficiency: Estimate | null;
  /** Against one worker of the same executor, paired by round. */
  readonly speedupVsOneWorker: Estimate | null;
  /** Karp & Flatt's experimentally determined serial fraction; null for N < 2 or without baseline. */
  readonly serialFraction: number | null;
  /** The speedup that T equal units on N workers cannot exceed: T / ceil(T / N); null where T is not fixed. */
  readonly quantisationCeiling: number | null;
  /** The speedup this machine gave to kernels of its own at this N; null when not measured. */
  readonly machineCeiling: Estimate | null;
  /** speedup / machineCeiling, paired by round: efficiency against what this box can give; null when not measured. */
  readonly efficiencyOfMachine: Estimate | null;
  readonly ledger: Ledger | null;
  /** Where the time of a command with N workers went; null for what is no command. */
  readonly blackBox: BlackBoxLedger | null;
  /** Figures that were measured and are not given, because they cannot be true or are hardly known. */
  readonly withheld: readonly WithheldFigure[];
}

/** A figure that is null although it was measured. */
export interface WithheldFigure {
  /** Which one. */
  readonly figure: 'ledger' | 'blackBox' | 'machineCeiling';
  /** Why, in a clause. */
  readonly reason: string;
}

/**
 * Where N × wall went, as shares that sum to 1. `inflation` is negative when units ran faster in the
 * workers than in the sequential baseline.
 */
export interface Ledger {
  /** Units at the pace of the sequential baseline, less the time for which that one had no CPU. */
  readonly useful: number;
  /** Units that ran slower than in the baseline, though they had a CPU. */
  readonly inflation: number;
  /** Ready to run, without a CPU; null where the system cannot tell, and then a part of inflation and transfer. */
  readonly withoutCpu: number | null;
  /** In flight, behind other units of the same worker. */
  readonly waiting: number;
  /** The way there and back, and dispatch. */
  readonly transfer: number;
  /** Done, while others were still at work. */
  readonly idleTail: number;
  /** Not yet begun, while others were at work. */
  readonly startSkew: number;
}

/**
 * Where N × wall of a command went that cannot be looked into, as shares that sum to 1. Parallel efficiency =
 * computation scaling × CPU utilisation, as the POP methodology calls them.
 */
export interface BlackBoxLedger {
  /** The CPU time that the same work needs with 1 worker. */
  readonly computation: number;
  /** CPU time beyond it; negative where more workers need less. */
  readonly extraComputation: number;
  /** CPUs that were idle, or waited for. */
  readonly idle: number;
}

/**
 * A law fitted to a curve by least squares on the logarithm of throughput, with a level for each round.
 * Only the selected fit carries intervals, and they are those of the general law (see docs/internals/method.md): a
 * choice of model made from the same data must not make them narrower.
 */
export interface Fit {
  /** The law. */
  readonly model: 'linear' | 'amdahl' | 'usl';
  readonly lambda: Estimate;
  readonly sigma: Estimate;
  readonly kappa: Estimate;
  /** Share of the variation of the mean throughputs that the law explains; may be below 0. */
  readonly r2: number;
  /** Corrected Akaike information criterion; lower is better. */
  readonly aicc: number;
  /** True for the one law that explains the curve best. */
  readonly selected: boolean;
  /**
   * N of the fitted maximum; null when the model has none or it lies outside the measured range. A null
   * `high` beside a `low` means that no upper bound can be given.
   */
  readonly peakWorkers: Estimate | null;
  /** 'observed', 'not observed' (outside the measured range) or 'none' (the model has no maximum). */
  readonly peak: 'observed' | 'not observed' | 'none';
  /** Amdahl's limit of the speedup, 1 / sigma; null without one. A null `high` beside a `low` is no upper bound. */
  readonly speedupLimit: Estimate | null;
}

export interface Curve extends WayFields {
  readonly points: readonly CurvePoint[];
  readonly fits: readonly Fit[];
  /** Worker counts left out of the fits, and why; null when all were used. */
  readonly fitNote: string | null;
  /** What may keep it from scaling, judged one by one; empty where it scales and where nothing was measured on a machine. */
  readonly hypotheses: readonly Hypothesis[];
  /** What more workers cost than those with the highest mean throughput; null where there are none, and under a rate. */
  readonly beyondPeak: BeyondPeak | null;
}

/** The rows of a curve beyond its highest mean throughput. */
export interface BeyondPeak {
  /** The worker count with the highest mean throughput. */
  readonly peakWorkers: number;
  /** Ascending by workers. */
  readonly rows: readonly {
    readonly workers: number;
    /** Throughput over the peak's, paired by round, less 1. */
    readonly throughput: Estimate;
    /** Median sojourn time over the peak's; null where either is not known. */
    readonly p50: number | null;
    /** The same of the units of each label. */
    readonly labels: readonly { readonly label: string; readonly p50: number | null }[];
  }[];
}

/** One possible cause of a curve that does not scale, and what the measurements say to it. */
export interface Hypothesis {
  /**
   * Which cause. A `pool` is libuv's, or a limit that the study declares; `service-contention` is inside what the
   * units call, and `clients` are the units' own threads that have no time left: both only where a study has services.
   */
  readonly cause:
    | 'shared-resource'
    | 'service-contention'
    | 'clients'
    | 'cpu-shortage'
    | 'scheduler'
    | 'memory'
    | 'network'
    | 'pool'
    | 'dispatcher'
    | 'quota';
  /** The pool's name and size: hostile text; null for any other cause. */
  readonly name: string | null;
  /** The worker count at which it is judged, against the fewest. */
  readonly workers: number;
  /** Whether it limits the curve, as far as it was observed. */
  readonly judgement: 'likely' | 'possible' | 'unlikely' | 'not observable here';
  /** Why, in a clause that names the figures. */
  readonly evidence: string;
  /** What would decide it; null where nothing is open. */
  readonly nextTest: string | null;
  /** The figures that it rests on, by name. */
  readonly figures: { readonly [figure: string]: number | null };
}
