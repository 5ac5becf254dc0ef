/** What may stand under the `load` key. */
import * as z from 'zod';
import { member } from './key-meta.js';
import { amountAbove, MAX_SECONDS, word } from './values.js';

const LOAD = 'an object with "kind": "count", "window" or "rate"';
const RATES = 'numbers above 0, at most 1000000 (units a second; one, or a list of 1 to 100)';
/** A window without further words: 1 s, then 10 s that count, then 1 s. In all: */
export const DURATION_SECONDS = 12;
/** What such a window has before and after it. */
export const RAMP_SECONDS = 1;

const KINDS =
  '"count": task_count units, back to back. "window": units back to back for a time, of which the middle counts. "rate": units arrive on a schedule.';

const seconds = amountAbove(0, MAX_SECONDS, 'seconds');
const rate = amountAbove(0, 1_000_000, 'units a second');

/** Every way to start units. The kind that comes first is what flags mean that fit several. */
export const loadSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: member(z.literal('count'), KINDS) }),
    z.strictObject({
      kind: z.literal('window'),
      duration: member(
        seconds.optional(),
        `window and rate: seconds in which units start or arrive; for a window ${DURATION_SECONDS} by default, or what a longer one needs.`,
        { name: 'duration', kind: 'seconds', value: 'time' },
      ),
      window: member(
        seconds.optional(),
        'window: seconds that count; by default the time left after the window equals the time before it.',
        { name: 'window', kind: 'seconds', value: 'time' },
      ),
      warmup: member(
        seconds.optional(),
        `window: seconds from the common start to the window, not counted; ${RAMP_SECONDS} by default.`,
        { name: 'window-warmup', kind: 'seconds', value: 'time' },
      ),
    }),
    z.strictObject({
      kind: z.literal('rate'),
      per_second: member(
        z.union([rate, z.array(rate, { error: RATES }).min(1, { error: RATES }).max(100, { error: RATES })], {
          error: RATES,
        }),
        'rate: mean arrivals per second, or a list to measure each.',
        { name: 'rate', kind: 'numbers', value: 'list' },
      ),
      duration: seconds,
      arrivals: member(
        word(['poisson', 'uniform']).default('poisson'),
        'rate: gaps between arrivals: "poisson" (exponential, as from many users) or "uniform".',
        { name: 'arrivals', kind: 'text', value: 'poisson|uniform' },
      ),
    }),
  ],
  { error: LOAD },
);
