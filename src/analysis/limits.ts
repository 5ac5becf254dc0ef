/** Which worker counts keep within the study's limits. */

import type { Measurement } from '../model/measurement.js';
import type { LimitCheck, LimitsReport } from '../model/row.js';
import type { LatencyLimits, Limits } from '../model/study.js';
import { listText } from '../words/counts.js';
import { boundText, limitName, measuredText } from '../words/limits.js';
import { percentilesOf } from './latency.js';
import { plannedUnits } from './loads.js';
import { largestReading } from './readings.js';
import type { CellTrials } from './trials.js';

const BYTES_PER_MIB = 2 ** 20;

/** How a cell stands against the limits; null when there are none. */
export function limitsReport(group: CellTrials, limits: Limits): LimitsReport | null {
  const checks = checksOf(group, limits);
  if (checks.length === 0) return null;
  const broken = checks.filter(isBroken);
  const unchecked = checks.filter(({ value }) => value === null);
  return { kept: broken.length > 0 ? false : unchecked.length > 0 ? null : true, broken, unchecked };
}

/** The same in words; null where there is nothing to say. */
export function checkLimits(
  group: CellTrials,
  limits: Limits,
): { readonly broken: string | null; readonly unknown: string | null } {
  const { broken = [], unchecked = [] } = limitsReport(group, limits) ?? {};
  return {
    broken: broken.map(brokenText).join(', ') || null,
    unknown: unchecked.map(({ figure, label }) => limitName(figure, label)).join(', ') || null,
  };
}

/**
 * The limits that a cell was measured to keep, in words: `p50 under 0.5 ms and memory under 200 MiB`. Null when
 * there are none.
 */
export function keptLimitsText(group: CellTrials, limits: Limits): string | null {
  const kept = checksOf(group, limits).filter((check) => check.value !== null && !isBroken(check));
  return listText(kept.map(keptText)) || null;
}

/** A limit that is broken, in words: `p50 of "weak" 3 ms is above 2 ms`. Labels are hostile text. */
export function brokenText({ figure, label, value, limit }: LimitCheck): string {
  return `${limitName(figure, label)} ${measuredText(figure, value ?? Number.NaN)} is above ${boundText(figure, limit)}`;
}

function keptText({ figure, label, limit }: LimitCheck): string {
  return `${limitName(figure, label)} ${limit === 0 ? 'at' : 'under'} ${boundText(figure, limit)}`;
}

function isBroken({ value, limit }: LimitCheck): boolean {
  return value !== null && value > limit;
}

/** Every limit with what was measured of it: sojourn percentiles, peak memory of the process tree, failed units. */
function checksOf(group: CellTrials, limits: Limits): readonly LimitCheck[] {
  const { rssMb, errorRate: errors, labels = {} } = limits;
  const sojourns = group.completed.map(({ measurement }) => measurement.latency.sojourn);
  return [
    ...latencyChecks(null, limits, () => percentilesOf(sojourns)),
    ...checkOf('rssMb', null, rssMb, () => {
      const rssBytes = largestReading(group, 'memory', 'rssPeakBytes');
      return rssBytes === null ? null : rssBytes / BYTES_PER_MIB;
    }),
    ...checkOf('errorRate', null, errors, () => errorRate(group)),
    ...Object.entries(labels).flatMap(([label, limit]) =>
      latencyChecks(label, limit, () => percentilesOf(sojournsOf(group, label))),
    ),
  ];
}

function latencyChecks(
  label: string | null,
  { p50Ms, p99Ms }: LatencyLimits,
  measured: () => ReturnType<typeof percentilesOf>,
): readonly LimitCheck[] {
  return [
    ...checkOf('p50Ms', label, p50Ms, () => measured().p50),
    ...checkOf('p99Ms', label, p99Ms, () => measured().p99),
  ];
}

function checkOf(
  figure: LimitCheck['figure'],
  label: string | null,
  limit: number | null,
  measured: () => number | null,
): readonly LimitCheck[] {
  return limit === null ? [] : [{ figure, label, limit, value: measured() }];
}

/** One histogram for each round that has units of the label. */
export function sojournsOf({ completed }: CellTrials, label: string) {
  return completed.flatMap(({ measurement }) =>
    measurement.labels.filter((labelled) => labelled.label === label).map(({ latency }) => latency.sojourn),
  );
}

/**
 * Failed units over all units; every unit of a trial without a measurement counts as failed: as many as were
 * planned, or as the largest trial had.
 */
export function errorRate({ cell, records }: CellTrials): number | null {
  const judged = records.filter(({ outcome }) => outcome !== 'interrupted');
  const lost = plannedUnits(cell.way.load) ?? Math.max(1, ...judged.map(({ measurement }) => unitsRun(measurement)));
  const failed = judged.reduce((sum, { measurement }) => sum + (measurement?.unitsFailed ?? lost), 0);
  const completed = judged.reduce((sum, { measurement }) => sum + (measurement?.unitsCompleted ?? 0), 0);
  return failed + completed === 0 ? null : failed / (failed + completed);
}

function unitsRun(measurement: Measurement | null): number {
  return measurement === null ? 0 : measurement.unitsCompleted + measurement.unitsFailed;
}
