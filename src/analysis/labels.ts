/** Latencies by label: merged over workers and rounds by the labels' names. */
import type { CellReport, LabelledLatency, LatencyParts } from '../model.js';
import { groupBy } from './grouping.js';
import { countOf, mergeHistograms } from './histogram.js';
import { percentilesOf } from './latency.js';
import type { CompletedTrial } from './trials.js';

/** One entry a label, in the order in which labels were first seen. */
export function mergeLabelled(all: readonly LabelledLatency[]): readonly LabelledLatency[] {
  return [...groupBy(all, ({ label }) => label)].map(([label, parts]) => {
    const merged = (part: keyof LatencyParts) => mergeHistograms(parts.map(({ latency }) => latency[part]));
    const latency = {
      waiting: merged('waiting'),
      transfer: merged('transfer'),
      service: merged('service'),
      sojourn: merged('sojourn'),
    };
    return { label, latency };
  });
}

/** The percentiles of each label over the completed rounds, most units first. */
export function latencyByLabel(trials: readonly CompletedTrial[]): CellReport['latencyByLabel'] {
  const rounds = groupBy(
    trials.flatMap(({ measurement }) => measurement.labels),
    ({ label }) => label,
  );
  const rows = [...rounds].map(([label, parts]) => {
    const percentiles = (part: keyof LatencyParts) => percentilesOf(parts.map(({ latency }) => latency[part]));
    return {
      label,
      units: parts.reduce((sum, { latency }) => sum + countOf(latency.service), 0),
      waiting: percentiles('waiting'),
      transfer: percentiles('transfer'),
      service: percentiles('service'),
      sojourn: percentiles('sojourn'),
    };
  });
  return rows.toSorted((a, b) => b.units - a.units);
}
