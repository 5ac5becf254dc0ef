/** Histograms by label, merged by the labels' names. Hosts use it: it imports no statistics. */
import type { LabelledLatency, LatencyParts } from '../model/measurement.js';
import { mergeHistograms } from '../statistics/histogram.js';
import { groupBy } from './grouping.js';

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
