/** What an axis counts, and how its values are written. */
import { change, duration, mebibytes, milliseconds, percent, plain, rate, ratio } from '../../words/numbers.js';

const FORMATS = {
  count: plain,
  ratio,
  rate,
  share: percent,
  change,
  milliseconds,
  seconds: duration,
  bytes: mebibytes,
  celsius: (degrees: number) => `${plain(degrees)} °C`,
} as const satisfies { readonly [name: string]: (value: number) => string };

/** A quantity by name; shares are 1 for the whole, bytes are shown in MiB. */
export type Quantity = keyof typeof FORMATS;

/** A value with its unit, for people. */
export function formatted(quantity: Quantity, value: number): string {
  return FORMATS[quantity](value);
}
