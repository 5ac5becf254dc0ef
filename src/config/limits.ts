/** The key limits: its schema, and what it means in a study. */
import * as z from 'zod';
import type { Limits } from '../model/study.js';
import { member } from './key-meta.js';
import { amount, amountAbove, orNull } from './values.js';

const bound = (high: number, unit: string) =>
  orNull(amountAbove(0, high, unit), `a number above 0, at most ${high} (${unit}), or null`).default(null);

const p50 = 'Median latency of a unit in milliseconds.';
const p99 = '99th percentile of the latency of a unit in milliseconds.';
const LABEL_LIMITS = 'an object of labels, each with any of p50_ms and p99_ms';

/** Bounds for the units of one label. */
const labelLimitsSchema = z.strictObject(
  { p50_ms: member(bound(1e9, 'ms'), p50), p99_ms: member(bound(1e9, 'ms'), p99) },
  { error: 'an object with any of p50_ms and p99_ms' },
);

/** Bounds on the advice; see Limits in model/study.ts. */
export const limitsSchema = z.strictObject(
  {
    p50_ms: member(bound(1e9, 'ms'), p50, { name: 'p50', kind: 'milliseconds', value: 'ms' }),
    p99_ms: member(bound(1e9, 'ms'), p99, { name: 'p99', kind: 'milliseconds', value: 'ms' }),
    rss_mb: member(bound(1e9, 'MiB'), 'Resident memory of all processes of a trial in MiB.', {
      name: 'max-rss',
      kind: 'number',
      value: 'MiB',
    }),
    error_rate: member(
      orNull(amount(0, 1, ''), 'a number from 0 to 1, or null').default(null),
      'Failed units over all units, 0 to 1.',
      { name: 'max-errors', kind: 'share', value: 'share' },
    ),
    labels: member(
      z.record(z.string(), labelLimitsSchema, { error: LABEL_LIMITS }).optional(),
      'p50_ms and p99_ms for the units of one label: `{"weak": {"p50_ms": 2}}`.',
    ),
  },
  { error: 'an object with any of p50_ms, p99_ms, rss_mb, error_rate and labels' },
);

/** Labels without a limit are left out. */
export function toLimits({ p50_ms, p99_ms, rss_mb, error_rate, labels = {} }: z.output<typeof limitsSchema>): Limits {
  const byLabel = Object.entries(labels)
    .filter(([, limit]) => limit.p50_ms !== null || limit.p99_ms !== null)
    .map(([label, limit]) => [label, { p50Ms: limit.p50_ms, p99Ms: limit.p99_ms }]);
  return {
    p50Ms: p50_ms,
    p99Ms: p99_ms,
    rssMb: rss_mb,
    errorRate: error_rate,
    ...(byLabel.length === 0 ? {} : { labels: Object.fromEntries(byLabel) }),
  };
}
