/** Percentiles of latency by label, over the rounds. */

import type { LatencyParts } from '../model/measurement.js';
import type { CellReport } from '../model/row.js';
import { countOf } from '../statistics/histogram.js';
import { groupBy } from './grouping.js';
import { medianMs, percentilesOf } from './latency.js';
import type { CompletedTrial } from './trials.js';

/** The percentiles of each label over the completed rounds, most units first. */
export function latencyByLabel(trials: readonly CompletedTrial[]): CellReport['latencyByLabel'] {
  const byLabel = groupBy(
    trials.flatMap(({ round, measurement }) => measurement.labels.map((labelled) => ({ ...labelled, round }))),
    ({ label }) => label,
  );
  const rows = [...byLabel].map(([label, parts]) => {
    const percentiles = (part: keyof LatencyParts) => percentilesOf(parts.map(({ latency }) => latency[part]));
    return {
      label,
      units: parts.reduce((sum, { latency }) => sum + countOf(latency.service), 0),
      waiting: percentiles('waiting'),
      transfer: percentiles('transfer'),
      service: percentiles('service'),
      sojourn: percentiles('sojourn'),
      p50MsByRound: parts.map(({ round, latency }) => ({ round, p50Ms: medianMs(latency.sojourn) })),
    };
  });
  return rows.toSorted((a, b) => b.units - a.units);
}
