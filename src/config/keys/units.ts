import { key } from '../key-meta.js';
import { loadSchema } from '../load-schema.js';
import { executors, inFlight, orders, whole, word, yesOrNo } from '../values.js';

/** The keys of how units run: by which executor, when they start, how they reach the workers, in which order. */
export const unitKeys = {
  executors: key(executors.default(['threads']), {
    description: 'Ways to run units; each is measured. "simulated" stands alone. Sequential is what workers 0 means.',
    examples: [['threads', 'processes']],
    seed: false,
    flag: { kind: 'names', value: 'names' },
  }),
  load: key(loadSchema.prefault({ kind: 'count' }), {
    description:
      'When units start: a fixed number of them (task_count), a fixed time of which the middle counts, or arrivals on a schedule; see docs/loads.md.',
    examples: [
      { kind: 'count' },
      { kind: 'window', warmup: 1, duration: 12, window: 10 },
      { kind: 'rate', per_second: [100, 500], duration: 30, arrivals: 'poisson' },
    ],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  find_max_rate: key(yesOrNo.default(false), {
    description:
      'With a load of the kind "rate": search for the highest rate that is sustained, within the limits on p50 and p99 if there are any.',
    examples: [false],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  in_flight: key(inFlight.default(1), {
    description:
      'Units outstanding per worker, or a list to measure each. Streams are workers × in flight; a sweep may run over either or both.',
    examples: [1, [1, 10]],
    seed: false,
    flag: { kind: 'numbers', value: 'list' },
  }),
  dispatch: key(word(['pool', 'self']).default('pool'), {
    description:
      'How units reach the workers: "pool" sends a message a unit, as an application with a pool does; with "self" workers take the next unit on their own.',
    examples: ['self'],
    seed: false,
    flag: { kind: 'text', value: 'pool|self' },
  }),
  chunk: key(whole(1, 1_000_000).default(1), {
    description: 'Units a message (pool) or a take (self).',
    examples: [16],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  order: key(orders.default('none'), {
    description:
      'What is kept of the units\' order, or a list to measure each: "none"; "key" never runs two units of a key at once, nor lets one overtake another; "completion" hands results out as their units were submitted. See docs/order.md.',
    examples: ['none', ['none', 'key', 'completion']],
    seed: false,
    flag: { kind: 'names', value: 'list' },
  }),
  keys: key(whole(1, 1_000_000).default(16), {
    description: 'Keys that units are spread over evenly, by the seed, where the task gives no "key" of its own.',
    examples: [50],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
};
