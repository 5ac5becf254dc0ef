/** What may stand under the `load` key. */
import * as z from 'zod';
import { amountAbove, MAX_SECONDS, word } from './values.js';

const LOAD = 'an object with "kind": "count", "window" or "rate"';
const RATES = 'numbers above 0, at most 1000000 (units a second; one, or a list of 1 to 100)';
/** A window without further words: 1 s, then 10 s that count, then 1 s. In all: */
export const DURATION_SECONDS = 12;
/** What such a window has before and after it. */
export const RAMP_SECONDS = 1;

const seconds = amountAbove(0, MAX_SECONDS, 'seconds');
const rate = amountAbove(0, 1_000_000, 'units a second');

const kinds = {
  count: z.strictObject({ kind: z.literal('count') }),
  window: z.strictObject({
    kind: z.literal('window'),
    warmup: seconds.optional().meta({
      description: `window: seconds from the common start to the window, not counted; ${RAMP_SECONDS} by default.`,
    }),
    duration: seconds.optional().meta({
      description: `window and rate: seconds in which units start or arrive; for a window ${DURATION_SECONDS} by default.`,
    }),
    window: seconds.optional().meta({
      description: 'window: seconds that count; by default the time left after the window equals the time before it.',
    }),
  }),
  rate: z.strictObject({
    kind: z.literal('rate'),
    per_second: z
      .union([rate, z.array(rate, { error: RATES }).min(1, { error: RATES }).max(100, { error: RATES })], {
        error: RATES,
      })
      .meta({ description: 'rate: mean arrivals per second, or a list to measure each.' }),
    duration: seconds,
    arrivals: word(['poisson', 'uniform'])
      .default('poisson')
      .meta({ description: 'rate: gaps between arrivals: "poisson" (exponential, as from many users) or "uniform".' }),
  }),
};

/** Every way to start units. */
export const loadSchema = z.discriminatedUnion('kind', [kinds.count, kinds.window, kinds.rate], { error: LOAD });

/** All members of a load, whatever its kind. */
export const loadShape: { readonly [name: string]: z.ZodType } = {
  kind: word(['count', 'window', 'rate']).meta({
    description:
      '"count": task_count units, back to back. "window": units back to back for a time, of which the middle counts. "rate": units arrive on a schedule.',
  }),
  warmup: kinds.window.shape.warmup,
  duration: kinds.window.shape.duration,
  window: kinds.window.shape.window,
  per_second: kinds.rate.shape.per_second,
  arrivals: kinds.rate.shape.arrivals,
};
