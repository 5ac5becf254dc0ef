/** Axes with round marks. */
import type { Axis, Tick } from './picture.js';
import { formatted, type Quantity } from './quantity.js';

const STEPS = [1, 2, 2.5, 5, 10];

/** Marks that an axis has at most, but for one of worker counts. */
const MOST_TICKS = 6;

/** From this ratio of largest to smallest on, only a logarithmic axis shows both. */
const WIDE = 30;

/** Round values from 0 or below up to `top` or above. */
export function linearAxis(title: string, quantity: Quantity, low: number, top: number): Axis {
  const span = top - Math.min(0, low) || 1;
  const unit = quantity === 'bytes' ? 2 ** 20 : 1;
  const power = 10 ** Math.floor(Math.log10(span / unit / MOST_TICKS)) * unit;
  const step = (STEPS.find((each) => span / (each * power) <= MOST_TICKS) ?? 10) * power;
  const from = Math.floor(Math.min(0, low) / step + 1e-9);
  const to = Math.max(from + 1, Math.ceil(top / step - 1e-9));
  const at = (i: number) => Number((i * step).toPrecision(12));
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => tickAt(quantity, at(from + i)));
  return { title, quantity, scale: 'linear', min: at(from), max: at(to), ticks };
}

/** Durations in milliseconds: from 0, or logarithmic where they differ by more than 30 times. */
export function durationAxis(title: string, valuesMs: readonly number[]): Axis {
  const positive = valuesMs.filter((value) => value > 0);
  const [low, top] = [Math.min(...positive), Math.max(...positive)];
  if (positive.length === 0) return linearAxis(title, 'milliseconds', 0, 1);
  return top / low < WIDE ? linearAxis(title, 'milliseconds', 0, top) : logAxis(title, 'milliseconds', low, top);
}

/** Powers of ten around [low, top]. */
export function logAxis(title: string, quantity: Quantity, low: number, top: number): Axis {
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.ceil(Math.log10(top) - 1e-9);
  const every = Math.ceil((to - from) / MOST_TICKS);
  const ticks: Tick[] = [];
  for (let power = from; power <= to; power += every) {
    ticks.push(tickAt(quantity, Number((10 ** power).toPrecision(3))));
  }
  return { title, quantity, scale: 'log', min: 10 ** from, max: 10 ** to, ticks };
}

/** The measured counts, of workers unless said otherwise, from 0 on; labels that would touch are left out, the last one never. */
export function workersAxis(workers: readonly number[], title = 'workers'): Axis {
  const counts = [...new Set(workers)].sort((a, b) => a - b);
  const last = counts.at(-1) ?? 1;
  const kept: number[] = [];
  for (const count of counts.toReversed()) {
    if (kept[0] === undefined || (kept[0] - count) / last > 0.04) kept.unshift(count);
  }
  const ticks = kept.map((at) => tickAt('count', at));
  return { title, quantity: 'count', scale: 'linear', min: 0, max: last * 1.04, ticks };
}

/** A mark with its label; round values need no zeros behind the point. */
export function tickAt(quantity: Quantity, at: number): Tick {
  const label = formatted(quantity, at).replace(/(\.\d*?)0+(?=\D|$)/, '$1');
  return { at, label: label.replace(/\.(?=\D|$)/, '') };
}

/** Shares of a whole in quarters, from `low` (0 or below) to 100 % or to `top` above it. */
export function shareAxis(title: string, low: number, top: number): Axis {
  const [min, max] = [Math.min(0, low), Math.max(1, top)];
  const quarters = Array.from(
    { length: Math.floor(max * 4) - Math.ceil(min * 4) + 1 },
    (_, i) => i + Math.ceil(min * 4),
  );
  const every = Math.ceil(quarters.length / (MOST_TICKS + 2));
  const ticks = quarters.filter((i) => i % every === 0).map((i) => tickAt('share', i / 4));
  return { title, quantity: 'share', scale: 'linear', min, max, ticks };
}

/** Where a value lies on an axis: 0 at its start, 1 at its end. */
export function shareOf({ scale, min, max }: Axis, value: number): number {
  if (scale === 'linear') return (value - min) / (max - min);
  return Math.log(Math.max(value, min) / min) / Math.log(max / min);
}
