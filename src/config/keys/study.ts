import { key } from '../key-meta.js';
import {
  amount,
  amountAbove,
  budget,
  capacities,
  limitsSchema,
  MAX_SECONDS,
  orNull,
  SECONDS,
  simulated,
  text,
  whole,
  word,
} from '../values.js';
import { MAX_WORKERS } from '../workers.js';

/** The keys of the study as a whole: its seed and surroundings, its results, and what bounds it and its advice. */
export const studyKeys = {
  seed: key(whole(0, Number.MAX_SAFE_INTEGER).default(1), {
    description: "Seed of the inputs, the order of trials and the simulated executor's noise.",
    examples: [42],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  timeout: key(orNull(amountAbove(0, MAX_SECONDS, 'seconds'), `${SECONDS}, or null`).default(null), {
    description:
      "Seconds for one trial from start to end; null ends a trial only when nothing in it has ended for long, by the task's own pace.",
    examples: [120],
    seed: false,
    flag: { kind: 'number', value: 'seconds|none' },
  }),
  out: key(text.default('results'), {
    description: 'Folder of the results, relative to the working directory.',
    examples: ['results'],
    seed: false,
    flag: { kind: 'text', value: 'dir' },
  }),
  instance: key(text.optional(), {
    description:
      'What you call this kind of machine, for `kneepoint size` and its prices. It is kept with the results.',
    examples: ['c7g.large'],
    seed: false,
    flag: { kind: 'text', value: 'name' },
  }),
  plan_order: key(word(['random', 'listed']).default('random'), {
    description:
      'Order of the trials in a round: "random" (seeded) lets drift favour no one, "listed" runs the worker counts in the order given.',
    examples: ['listed'],
    seed: false,
    flag: { kind: 'text', value: 'random|listed' },
  }),
  warmup: key(amount(0, MAX_SECONDS, 'seconds').default(0.2), {
    description: 'Seconds that each worker runs units before the timed part.',
    examples: [0.5],
    seed: false,
    flag: { kind: 'number', value: 'seconds' },
  }),
  uv_threadpool_size: key(whole(1, 1024).default(4), {
    description:
      "Size of libuv's thread pool in each process, which all threads of it share; asynchronous bcrypt, sharp, fs and zlib run there.",
    examples: [8],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  simulated: key(simulated.optional(), {
    description:
      'The law of a simulated machine, X(N) = lambda·N / (1 + sigma·(N−1) + kappa·N·(N−1)), or a list of laws with names. Needed by, and only by, the executor "simulated".',
    examples: [{ cpus: 64, lambda: 100, sigma: 0.05, kappa: 0.0005, noise: 0.05 }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  baseline: key(whole(0, MAX_WORKERS).optional(), {
    description:
      'The worker count that the change column compares every row with: one of "workers". Left out, it is sequential. Speedups stay against sequential.',
    examples: [4],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  limits: key(limitsSchema.prefault({}), {
    description: 'Bounds that a recommended worker count has to respect.',
    examples: [{ p99_ms: 50, error_rate: 0 }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  capacities: key(capacities.optional(), {
    description:
      'Limits outside the task that you know, by name: how many units each serves at a time, such as connections of a pool or open files. Where throughput levels off at one, the report names it.',
    examples: [{ 'database pool': 10 }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  budget: key(budget.default(null), {
    description:
      'Wall-clock time of an adaptive study, as a duration or in seconds: kneepoint then chooses rounds and worker counts that can still change the advice. null measures exactly what was asked.',
    examples: ['5m', 90],
    seed: false,
    flag: { kind: 'number', value: 'duration|none' },
  }),
};
