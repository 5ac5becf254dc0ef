/** Figures for people: three significant digits, a unit, and a dash for what was not measured. */
import type { Estimate } from '../model/estimate.js';

/** Stands where there is no figure. */
export const NONE = '–';

const TIME_UNITS: readonly { readonly seconds: number; readonly name: string }[] = [
  { seconds: 1, name: 's' },
  { seconds: 1e-3, name: 'ms' },
  { seconds: 1e-6, name: 'µs' },
  { seconds: 1e-9, name: 'ns' },
];

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** A duration given in seconds, in the unit that suits it: `33.9 ms`. */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return NONE;
  if (seconds === 0) return '0 s';
  const rounded = threeDigits(seconds);
  const unit = TIME_UNITS.find((each) => Math.abs(rounded) >= each.seconds) ?? { seconds: 1e-9, name: 'ns' };
  return `${measured(seconds / unit.seconds)} ${unit.name}`;
}

/** A duration given in milliseconds. */
export function milliseconds(ms: number | null | undefined): string {
  return duration(ms === null || ms === undefined ? null : ms / 1000);
}

/** A duration given in seconds in a sentence, without zeros at the end: `12.5 ms`, `3 s`. */
export function shortDuration(seconds: number): string {
  if (seconds >= 1) return `${short(seconds)} s`;
  return seconds >= 1e-3 || seconds === 0 ? `${short(seconds * 1e3)} ms` : `${short(seconds * 1e6)} µs`;
}

/** A size in the unit that suits it: `512 B`, `1.50 MiB`, `16 GiB`. */
export function bytes(count: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, Math.abs(count))) / 10));
  return `${plain(power === 0 ? Math.round(count) : count / 2 ** (10 * power))} ${BYTE_UNITS[power]}`;
}

/** The same in MiB, for a column of sizes: `1.50 MiB`. */
export function mebibytes(bytes: number | null): string {
  return bytes === null ? NONE : `${plain(bytes / 2 ** 20)} MiB`;
}

/** The same in GiB: `16 GiB`. */
export function gibibytes(bytes: number): string {
  return `${plain(bytes / 2 ** 30)} GiB`;
}

/** Units a second: `29.5`, `12,345`, `1.23 M`. */
export function rate(perSecond: number | null): string {
  if (perSecond === null || !Number.isFinite(perSecond)) return NONE;
  if (Math.abs(perSecond) >= 999_999.5) return `${measured(perSecond / 1e6)} M`;
  return measured(perSecond);
}

/** A ratio such as a speedup: `1.92`. */
export function ratio(value: number | null): string {
  return value === null || !Number.isFinite(value) ? NONE : measured(value);
}

/** A share, 1 being the whole: `96 %`, `3.4 %`. */
export function percent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return NONE;
  const value = share * 100;
  const text = value.toFixed(Math.abs(value) < 9.95 && value !== 0 ? 1 : 0);
  return `${Number(text) === 0 ? text.replace('-', '') : text} %`;
}

/** A share in whole percent, for sentences that need no more: `3 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A share that the user gave, with all of its digits: `0.25 %`. */
export function givenPercent(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}

/** A probability: only what is certain is 100 %, only what never happened 0 %. */
export function probability(share: number | null): string {
  if (share !== null && share >= 0.995 && share < 1) return '> 99 %';
  return share !== null && share > 0 && share < 0.005 ? '< 1 %' : percent(share);
}

/** A change, 0 being none, always with its sign: `+92.1 %`. */
export function change(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return NONE;
  const text = (share * 100).toFixed(1);
  if (Number(text) === 0) return '0.0 %';
  return `${share > 0 ? '+' : ''}${text} %`;
}

/** A ratio with its interval: `1.92 [1.88, 1.96]`; without one where there are too few rounds. */
export function withInterval(estimate: Estimate | null, format: (value: number | null) => string = ratio): string {
  if (estimate === null) return NONE;
  const { value, low, high } = estimate;
  return low === null || high === null ? format(value) : `${format(value)} [${format(low)}, ${format(high)}]`;
}

/** The lowest and the highest of several: `12.1 to 12.9`; one figure where both are alike. */
export function rangeText(
  range: { readonly min: number; readonly max: number } | null,
  format: (value: number | null) => string,
): string {
  if (range === null) return NONE;
  const [low, high] = [format(range.min), format(range.max)];
  return low === high ? low : `${low} to ${high}`;
}

/** A count or a setting: whole numbers in full, others with three significant digits. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  return Number.isInteger(value) ? grouped(BigInt(value).toString()) : measured(value);
}

/** A figure in a sentence: three significant digits, without zeros at the end, not grouped: `1.5`, `12300`. */
export function short(value: number): string {
  return String(threeDigits(value));
}

/**
 * Three significant digits; two decimals from 0.1 to 1, as is usual for speedups; all whole digits above a
 * thousand, grouped by commas.
 */
function measured(value: number): string {
  // The rounded size only tells how many decimals to show: rounding a rounded figure again would move it.
  const size = Math.abs(threeDigits(value));
  if (size >= 100) return grouped(value.toFixed(0));
  if (size >= 10) return value.toFixed(1);
  return size >= 0.1 || size === 0 ? value.toFixed(2) : value.toPrecision(3);
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
