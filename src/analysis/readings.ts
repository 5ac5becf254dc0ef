/** Figures of probes over a cell's completed trials. A figure that was not read is unknown, never 0. */
import { mean } from 'simple-statistics';
import type { CellTrials, CompletedTrial } from './trials.js';

/** One trial's figure; null when the probe or the figure is missing. */
export function readingOf(trial: Pick<CompletedTrial, 'record'>, probe: string, figure: string): number | null {
  const value = trial.record.readings[probe]?.[figure];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The mean of a figure over the trials that read it; null when none did. */
export function meanReading(group: CellTrials, probe: string, figure: string): number | null {
  const values = group.completed.map((trial) => readingOf(trial, probe, figure)).filter((value) => value !== null);
  return values.length === 0 ? null : mean(values);
}

/** The largest value of a figure; null when no trial read it. */
export function largestReading(group: CellTrials, probe: string, figure: string): number | null {
  const values = group.completed.map((trial) => readingOf(trial, probe, figure)).filter((value) => value !== null);
  return values.length === 0 ? null : Math.max(...values);
}
