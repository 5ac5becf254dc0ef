import { key } from '../key-meta.js';
import { limitsSchema } from '../limits.js';
import { executors, taskArgs, text, versions, whole, workers } from '../values.js';

/** The keys that everyone needs. */
export const basicKeys = {
  task: key(text.optional(), {
    description:
      'What to measure: a built-in task, or the path of a module (anything with a slash, or ending in .js, .mjs, .cjs, .ts, .mts or .cts). A path is relative to the config file, or, as a flag, to the working directory. Required unless the executor is simulated.',
    examples: ['sort', './my-task.ts'],
    seed: true,
    flag: { kind: 'text', value: 'name|path' },
  }),
  ab: key(versions.optional(), {
    description:
      'Two versions to compare, measured in the same rounds: two tasks in place of `task`, or two commands in place of `command`. A text with blanks is a command, split as a shell would split it, or run by your shell with `shell`; so is a list of words.',
    examples: [
      ['./old.ts', './new.ts'],
      ['xz -T{workers} -k -c big.tar', 'zstd -T{workers} -k -c big.tar'],
    ],
    seed: false,
    flag: null,
  }),
  task_args: key(taskArgs.optional(), {
    description: "The task's arguments, by position. Those left out keep the task's defaults.",
    examples: [[1_000_000]],
    seed: true,
    flag: { kind: 'json', value: 'json' },
  }),
  task_count: key(whole(1, 2_147_483_647).default(100), {
    description:
      'Units per trial: how often the task is called for each worker count in each round. A study that does not say it is cut to end within two minutes, or 12 s a row. By default a command with `{workers}` runs once, any other 3 times the largest worker count.',
    examples: [100],
    seed: true,
    flag: { kind: 'number', value: 'n' },
  }),
  workers: key(workers.default('auto'), {
    description:
      'Worker counts to measure; 0 is sequential, without workers. "auto" measures 0, the powers of two up to twice the effective CPUs, and the effective CPUs; for a command, which needs at least 1, the same without 0. The flag also takes ranges: 0-8. For a command with `{workers}` a list may hold words, such as "off", "auto" or "50%": they are passed on as they are, measured in the same rounds and compared with the answer, but stand on no curve.',
    examples: [[0, 1, 2, 4, 6, 8], 'auto', ['auto', 1, 2, 4]],
    seed: true,
    flag: { kind: 'counts', value: 'list|auto' },
  }),
  iterations: key(whole(1, 1_000_000).default(5), {
    description:
      'Rounds: how often each worker count is measured. Intervals need at least 5. For a command, `budget` decides unless this is given.',
    examples: [10],
    seed: true,
    flag: { kind: 'number', value: 'n' },
  }),
  executors: key(executors.default(['threads']), {
    description:
      'How to run units; each executor is measured. "simulated" stands alone. Sequential runs are workers 0. A command needs none: it is run by "knob" with `{workers}`, else by "copies".',
    examples: [['threads', 'processes']],
    seed: false,
    flag: { kind: 'names', value: 'names' },
  }),
  limits: key(limitsSchema.prefault({}), {
    description: 'Limits that a recommended worker count must keep.',
    examples: [{ p99_ms: 50, error_rate: 0 }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
    membersHeading: 'Limits',
  }),
  out: key(text.default('results'), {
    description: 'Folder for the results, relative to the working directory.',
    examples: ['results'],
    seed: false,
    flag: { kind: 'text', value: 'dir' },
  }),
};
