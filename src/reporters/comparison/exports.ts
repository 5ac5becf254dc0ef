/** A comparison as JSON for other programs. */

import type { ComparedMetric, Comparison, FigureChange } from '../../model/comparison.js';
import { metricName } from '../../words/changes.js';
import { workersText } from '../../words/counts.js';
import { curveTitle } from '../../words/curves.js';
import { change } from '../../words/numbers.js';
import { jsonText } from '../text/json-text.js';
import { throughputUnit } from './words.js';

/** The whole comparison as data. */
export function comparisonJson(comparison: Comparison): string {
  return jsonText(comparison);
}

/**
 * The head's figures in Bencher Metric Format (bencher.dev/docs/reference/bencher-metric-format): benchmark →
 * measure → value with its bounds. Times are in nanoseconds, as Bencher's own measure `latency`.
 */
export function bencherMetrics({ changes }: Comparison): string {
  const benchmarks: { [name: string]: { [measure: string]: object } } = {};
  for (const each of changes) {
    if (each.head === null) continue;
    const name = benchmarkName(each);
    const factor = each.metric === 'throughput' ? 1 : 1e9;
    benchmarks[name] = { ...benchmarks[name], [MEASURES[each.metric]]: { value: each.head * factor } };
  }
  return jsonText(benchmarks);
}

/** Slugs of Bencher's measures: throughput and latency are its own, percentiles are made when they first come. */
const MEASURES: { readonly [metric in ComparedMetric]: string } = {
  throughput: 'throughput',
  task_avg: 'latency',
  p50: 'latency-p50',
  p99: 'latency-p99',
};

/**
 * The head's figures for github-action-benchmark (its README, "custom" tools): throughput with
 * `customBiggerIsBetter`, times in milliseconds with `customSmallerIsBetter`.
 */
export function actionBenchmark(
  comparison: Comparison,
  tool: 'customBiggerIsBetter' | 'customSmallerIsBetter',
): string {
  const bigger = tool === 'customBiggerIsBetter';
  const entries = comparison.changes.flatMap((each) => {
    if (each.head === null || (each.metric === 'throughput') !== bigger) return [];
    const { value, low, high } = each.ratio;
    const shown = `${change(value - 1)} against base`;
    const interval = low === null || high === null ? '' : ` (95 %: ${change(low - 1)} to ${change(high - 1)})`;
    const name = bigger ? benchmarkName(each) : `${benchmarkName(each)}: ${metricName(each.metric, comparison)}`;
    const figure = bigger
      ? { unit: throughputUnit(comparison), value: each.head }
      : { unit: 'ms', value: each.head * 1000 };
    return [{ name, ...figure, extra: shown + interval }];
  });
  return jsonText(entries);
}

function benchmarkName(each: FigureChange): string {
  return `${curveTitle(each)}, ${each.word ?? workersText(each.workers ?? 0)}`;
}
