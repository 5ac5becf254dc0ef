/** Which worker counts keep within the study's limits. */
import type { Limits, Measurement } from '../model.js';
import { percentilesOf } from './latency.js';
import { plannedUnits } from './loads.js';
import { largestReading } from './readings.js';
import type { CellTrials } from './trials.js';
import { short } from './wording.js';

const BYTES_PER_MIB = 2 ** 20;

/** A limit against what was measured of it; `value` is null when it was not measured. */
interface Check {
  readonly name: string;
  readonly limit: number | null;
  readonly value: number | null;
  readonly unit: string;
}

/** How a cell stands against the limits. */
export interface LimitCheck {
  /** The limits that it breaks, in words; null when none. */
  readonly broken: string | null;
  /** The limits that could not be checked, in words; null when none. */
  readonly unknown: string | null;
}

/** Checks a cell against the limits: sojourn percentiles, peak memory of its process tree, failed units. */
export function checkLimits(group: CellTrials, limits: Limits): LimitCheck {
  if (Object.values(limits).every((limit) => limit === null)) return { broken: null, unknown: null };
  const checks = checksOf(group, limits).filter(({ limit }) => limit !== null);
  const broken = checks.filter(({ value, limit }) => value !== null && value > (limit as number));
  const unknown = checks.filter(({ value }) => value === null);
  return {
    broken:
      broken
        .map(({ name, value, limit, unit }) => `${name} ${short(value as number)}${unit} is above ${limit}${unit}`)
        .join(', ') || null,
    unknown: unknown.map(({ name }) => name).join(', ') || null,
  };
}

function checksOf(group: CellTrials, limits: Limits): readonly Check[] {
  const { p50, p99 } = percentilesOf(group.completed.map(({ measurement }) => measurement.latency.sojourn));
  const rssBytes = largestReading(group, 'memory', 'rssPeakBytes');
  return [
    { name: 'p50', limit: limits.p50Ms, value: p50, unit: ' ms' },
    { name: 'p99', limit: limits.p99Ms, value: p99, unit: ' ms' },
    { name: 'memory', limit: limits.rssMb, value: rssBytes === null ? null : rssBytes / BYTES_PER_MIB, unit: ' MiB' },
    { name: 'error rate', limit: limits.errorRate, value: errorRate(group), unit: '' },
  ];
}

/**
 * Failed units over all units; every unit of a trial without a measurement counts as failed: as many as were
 * planned, or as the largest trial had.
 */
export function errorRate({ cell, records }: CellTrials): number | null {
  const judged = records.filter(({ outcome }) => outcome !== 'interrupted');
  const lost = plannedUnits(cell.load) ?? Math.max(1, ...judged.map(({ measurement }) => unitsRun(measurement)));
  const failed = judged.reduce((sum, { measurement }) => sum + (measurement?.unitsFailed ?? lost), 0);
  const completed = judged.reduce((sum, { measurement }) => sum + (measurement?.unitsCompleted ?? 0), 0);
  return failed + completed === 0 ? null : failed / (failed + completed);
}

function unitsRun(measurement: Measurement | null): number {
  return measurement === null ? 0 : measurement.unitsCompleted + measurement.unitsFailed;
}
