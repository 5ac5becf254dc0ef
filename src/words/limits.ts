/** Limits in words, and what was measured of them. Labels are hostile text. */
import type { LimitCheck } from '../model/row.js';
import { short } from './numbers.js';

type Limited = LimitCheck['figure'];

const LIMITS: {
  readonly [figure in Limited]: { readonly name: string; readonly unit: string; readonly factor: number };
} = {
  p50Ms: { name: 'p50', unit: 'ms', factor: 1 },
  p99Ms: { name: 'p99', unit: 'ms', factor: 1 },
  rssMb: { name: 'memory', unit: 'MiB', factor: 1 },
  errorRate: { name: 'error rate', unit: '%', factor: 100 },
};

/** Every figure that can be limited. */
export const LIMITED = Object.keys(LIMITS) as readonly Limited[];

/** What a limit is on: `p99`, `p50 of "weak"`. */
export function limitName(figure: Limited, label: string | null = null): string {
  return LIMITS[figure].name + (label === null ? '' : ` of "${label}"`);
}

/** A limit with all of its digits: `50 ms`, `0.25 %`. */
export function boundText(figure: Limited, limit: number): string {
  const { unit, factor } = LIMITS[figure];
  return `${Number((limit * factor).toPrecision(12))} ${unit}`;
}

/** A figure in the unit of its limit, to three significant digits: `12.5 ms`. */
export function measuredText(figure: Limited, value: number): string {
  const { unit, factor } = LIMITS[figure];
  return `${short(value * factor)} ${unit}`;
}
