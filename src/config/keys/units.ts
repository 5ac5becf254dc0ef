import { key } from '../key-meta.js';
import { loadSchema } from '../load-schema.js';
import { inFlight, orders, whole, word, yesOrNo } from '../values.js';

/** When units start, how they reach the workers, and in which order. */
export const unitKeys = {
  load: key(loadSchema.prefault({ kind: 'count' }), {
    description:
      'When units start: a fixed number of them (task_count), a fixed time of which the middle counts, or arrivals on a schedule. See docs/loads.md.',
    examples: [
      { kind: 'count' },
      { kind: 'window', warmup: 1, duration: 12, window: 10 },
      { kind: 'rate', per_second: [100, 500], duration: 30, arrivals: 'poisson' },
    ],
    seed: false,
    flag: { kind: 'json', value: 'json' },
    membersHeading: 'Load',
  }),
  find_max_rate: key(yesOrNo.default(false), {
    description:
      'With a load of kind "rate": search for the highest sustained rate, within the limits on p50 and p99 if there are any.',
    examples: [false],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  in_flight: key(inFlight.default(1), {
    description: 'Units in flight per worker, or a list to measure each. Streams are workers × in flight.',
    examples: [1, [1, 10]],
    seed: false,
    flag: { kind: 'numbers', value: 'list' },
  }),
  dispatch: key(word(['pool', 'self']).default('pool'), {
    description:
      'How units reach the workers. "pool" sends one message per unit, as an application with a pool does; with "self", workers take the next unit themselves.',
    examples: ['self'],
    seed: false,
    flag: { kind: 'text', value: 'pool|self' },
  }),
  chunk: key(whole(1, 1_000_000).default(1), {
    description: 'Units per message (pool) or per take (self).',
    examples: [16],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  order: key(orders.default('none'), {
    description:
      'Which order of units to keep, or a list to measure each. "none": no order. "key": units with the same key run one at a time, in order. "completion": results are delivered in the order in which units were submitted. See docs/order.md.',
    examples: ['none', ['none', 'key', 'completion']],
    seed: false,
    flag: { kind: 'names', value: 'list' },
  }),
  keys: key(whole(1, 1_000_000).default(16), {
    description: 'Number of keys to spread units over, evenly and by the seed, if the task has no "key" of its own.',
    examples: [50],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
};
