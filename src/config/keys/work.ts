import { z } from 'zod';
import { key } from '../key-meta.js';
import { amount, MAX_SECONDS, taskArgs, text, whole, workers, yesOrNo } from '../values.js';

/** The keys of what is measured: the task, its units, worker counts and rounds. Most are the Python tester’s. */
export const workKeys = {
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
};
