/** The noise floor: the same work again and again, measured as a run would measure it. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { analyse } from '../analysis/analyse.js';
import { studyFromConfig } from '../config/study.js';
import { studyContext } from '../context.js';
import type { Recording } from '../model/journal.js';
import type { CellReport } from '../model/row.js';
import type { NoiseCell, NoiseFacts, OnPart } from './model.js';
import { observeStudy } from './observe.js';

/** Fixed work without memory, input or output: what varies is the machine. About 10 ms a unit. */
const WORK = { task: 'sum', taskArg: 20_000_000, unitsPerWorker: 12 };
/** Rounds from which a spread means something. */
const LEAST_ROUNDS = 2;

/** How to measure the noise. */
export interface NoiseOptions {
  readonly effectiveCpus: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** Hears of each trial that ended. */
  readonly on: OnPart;
}

/** Measures fixed work in one thread, and on as many threads as there are CPUs. */
export async function measureNoise({ effectiveCpus, rounds, signal, on }: NoiseOptions): Promise<NoiseFacts> {
  const workers = Math.max(1, Math.floor(effectiveCpus));
  const config = {
    task: WORK.task,
    task_args: [WORK.taskArg],
    task_count: WORK.unitsPerWorker * workers,
    workers: [0, workers],
    iterations: rounds,
    dispatch: 'self',
    warmup: 0.05,
    machine_ceiling: false,
    probes: ['system', 'throttling'],
  };
  const { study } = studyFromConfig(config, await studyContext(process.cwd()));
  const recording = await observeStudy(study, signal, (event) => {
    if (event.kind === 'trial-end') on(event.trialsDone, event.trialsTotal);
  });
  signal.throwIfAborted();
  return noiseOf(recording);
}

/** The noise in a recording of fixed work. Cells that did not complete twice are left out. */
export function noiseOf(recording: Recording): NoiseFacts {
  const total = (probe: string, figure: string) => {
    const read = recording.trials.map(({ readings }) => readings[probe]?.[figure]);
    const known = read.filter((value) => typeof value === 'number');
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  };
  const work = recording.trials.map(({ measurement }) => measurement?.workSeconds ?? 0);
  return {
    cells: analyse(recording)
      .cells.filter(({ points }) => points.length >= LEAST_ROUNDS)
      .map(noiseCell),
    stolenSeconds: total('system', 'stealSeconds'),
    throttledSeconds: total('throttling', 'throttledSeconds'),
    workSeconds: work.reduce((sum, seconds) => sum + seconds, 0),
  };
}

function noiseCell({ workers, points }: CellReport): NoiseCell {
  const throughputs = points.map(({ throughput }) => throughput);
  return {
    workers,
    rounds: points.length,
    coefficientOfVariation: sampleStandardDeviation(throughputs) / mean(throughputs),
    spread: sampleStandardDeviation(throughputs.map(Math.log)),
  };
}
