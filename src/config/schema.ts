/** The config's schema: the one source of its types, defaults, flags, help, docs and JSON Schema. */
import { z } from 'zod';
import { affinitySchema } from './affinity.js';
import type { KeyMeta } from './key-meta.js';
import { loadSchema } from './load.js';
import { probes } from './probes.js';
import {
  amount,
  amountAbove,
  budget,
  executors,
  inFlight,
  limitsSchema,
  MAX_SECONDS,
  orders,
  orNull,
  profile,
  SECONDS,
  simulated,
  taskArgs,
  text,
  whole,
  word,
  workers,
  yesOrNo,
} from './values.js';

function key<T extends z.ZodType>(schema: T, meta: KeyMeta): T {
  return schema.meta({ ...meta });
}

/** Every key of a config, in the order of the docs. */
export const configSchema = z.strictObject({
  $schema: key(text.optional(), {
    description: 'Where the JSON Schema lies; editors complete and check keys with it. kneepoint ignores it.',
    examples: ['./docs/config.schema.json'],
    seed: false,
    flag: null,
  }),
  iterations: key(whole(1, 1_000_000).default(5), {
    description: 'Rounds: how often every worker count is measured. Intervals need at least 5.',
    examples: [10],
    seed: true,
    flag: { kind: 'number', value: 'n' },
  }),
  task: key(text.optional(), {
    description:
      "What is measured: a built-in task's name, or the path of a module (anything with a slash, or that ends in .js, .mjs, .cjs, .ts, .mts or .cts), relative to the config file's folder, or to the working directory for a flag. Needed unless the executor is simulated.",
    examples: ['sort', './my-task.ts'],
    seed: true,
    flag: { kind: 'text', value: 'name|path' },
  }),
  allow_outside: key(yesOrNo.default(false), {
    description:
      "Let a config file name a task outside its own project: the Git repository it lies in, or the folder of the nearest package.json, or else the file's own folder. A task that a flag names may lie anywhere.",
    examples: [true],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  task_args: key(taskArgs.optional(), {
    description: "The task's arguments by position; those that are left out keep the task's own defaults.",
    examples: [[1_000_000]],
    seed: true,
    flag: { kind: 'json', value: 'json' },
  }),
  task_count: key(whole(1, 2_147_483_647).default(100), {
    description: 'Units in a trial: how often the task is called for each worker count in each round.',
    examples: [100],
    seed: true,
    flag: { kind: 'number', value: 'n' },
  }),
  workers: key(workers.default('auto'), {
    description:
      'Worker counts to measure; 0 is sequential, without any worker. "auto" takes 0, the powers of two up to twice the effective CPUs, and the effective CPUs. A flag also takes ranges: 0-8.',
    examples: [[0, 1, 2, 4, 6, 8], 'auto'],
    seed: true,
    flag: { kind: 'numbers', value: 'list|auto' },
  }),
  wait_time_after_runner: key(amount(0, MAX_SECONDS, 'seconds').default(0), {
    description: 'Seconds of rest after each trial, so that a warm CPU does not favour whoever comes first.',
    examples: [2],
    seed: true,
    flag: { kind: 'number', value: 'seconds' },
  }),
  wait_time_after_iteration: key(amount(0, MAX_SECONDS, 'seconds').default(0), {
    description: 'Seconds of rest after each round.',
    examples: [2],
    seed: true,
    flag: { kind: 'number', value: 'seconds' },
  }),
  gc_after_iteration: key(yesOrNo.default(true), {
    description: 'Collect garbage after each round and, in hosts and workers, just before the timed part.',
    examples: [true],
    seed: true,
    flag: { kind: 'boolean', value: '' },
  }),
  multiprocessing_start_method: key(z.unknown().optional(), {
    description: 'Accepted from old configs without effect: Node starts workers in its own way.',
    examples: ['spawn'],
    seed: true,
    flag: null,
  }),
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
    description: 'Order of the trials in a round: "random" (seeded) lets drift favour no one, "listed" ascends.',
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
  limits: key(limitsSchema.prefault({}), {
    description: 'Bounds that a recommended worker count has to respect.',
    examples: [{ p99_ms: 50, error_rate: 0 }],
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
  machine_ceiling: key(orNull(yesOrNo, 'true, false or null').default(null), {
    description:
      "Measure kernels of kneepoint's own beside the task, as the machine's limit, at worker counts up to the effective CPUs. null does so when it is expected to take under 10 % of the study.",
    examples: [true],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  probes: key(probes.default(true), {
    description:
      'Which probes observe the trials: true for all, false for none, or their names; docs/probes.md tells each. Without any, garbage collections and event loops are not metered either.',
    examples: [['cpu', 'memory', 'system'], false],
    seed: false,
    flag: { kind: 'names-or-none', value: 'names|none' },
  }),
  sample_interval: key(amount(0.01, 3600, 'seconds').default(0.25), {
    description:
      'Seconds between two samples of memory, CPU, clock, heat and the like during a trial, and of units done where time ends it.',
    examples: [1],
    seed: false,
    flag: { kind: 'number', value: 'seconds' },
  }),
  max_latency_samples: key(whole(0, 10_000).default(0), {
    description:
      'How many units of each trial have their latencies kept one by one, with their instants: a uniform sample, to see when slow units came. 0 keeps none.',
    examples: [1000],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  cpu_affinity: key(orNull(affinitySchema, 'an object with enabled, strategy, …, or null').default(null), {
    description: 'Pin each worker to a CPU of its own (Linux, with taskset); null leaves them to the system.',
    examples: [{ strategy: 'spread' }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  retry_disturbed: key(whole(0, 100).default(0), {
    description:
      'How often a trial that was disturbed (foreign load, stolen time, a suspended machine, …) is run again at most. The disturbed one stays in the journal and counts only where no clean one is.',
    examples: [2],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  retry_failed: key(whole(0, 100).default(0), {
    description:
      'How often a trial that failed, timed out or was lost is run again at most. Each attempt stays in the journal and in the counts, and against `error_rate`. A round counts with the attempt that completed; the result is then valid, with a warning. A trial that `verify` failed keeps the result partial all the same.',
    examples: [2],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  profile: key(profile.prefault({}), {
    description:
      "Take profiles in extra trials after the measured rounds, one for each row: `cpu` of where each worker spends its time, `heap` of where it allocates. Nothing of these trials is used for a time or a speedup. The files lie in the run's folder under profiles/.",
    examples: [{ cpu: true, heap: true }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
});

/** A config after its defaults. */
export type Config = z.output<typeof configSchema>;

/** A config as it may be written: every key optional. */
export type ConfigInput = z.input<typeof configSchema>;

/** A name of a key. */
export type ConfigKey = keyof Config & string;

/** All keys, in the order of the docs. */
export const CONFIG_KEYS = Object.keys(configSchema.shape) as readonly ConfigKey[];

/** What a key's schema carries beside its type. */
export function metaOf(name: ConfigKey): KeyMeta {
  return configSchema.shape[name].meta() as unknown as KeyMeta;
}
