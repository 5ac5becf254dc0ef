import { affinitySchema } from '../affinity.js';
import { key } from '../key-meta.js';
import { orNull, simulated, text, whole, yesOrNo } from '../values.js';

/** Keys for special cases. */
export const advancedKeys = {
  cpu_affinity: key(orNull(affinitySchema, 'an object with enabled, strategy, …, or null').default(null), {
    description: 'Pin each worker to its own CPU (Linux, with taskset). With null, the system places workers.',
    examples: [{ strategy: 'spread' }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  uv_threadpool_size: key(whole(1, 1024).default(4), {
    description:
      "Size of each process's libuv thread pool, which all its threads share. Asynchronous bcrypt, sharp, fs and zlib calls run there.",
    examples: [8],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  simulated: key(simulated.optional(), {
    description:
      'The law of a simulated machine, X(N) = lambda·N / (1 + sigma·(N−1) + kappa·N·(N−1)), or a list of named laws. Required by the executor "simulated", and refused with any other.',
    examples: [{ cpus: 64, lambda: 100, sigma: 0.05, kappa: 0.0005, noise: 0.05 }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  allow_outside: key(yesOrNo.default(false), {
    description:
      'Let the config file name a task outside its own project: its Git repository, else the folder of the nearest package.json, else its own folder. A task named by a flag may be anywhere.',
    examples: [true],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  $schema: key(text.optional(), {
    description: 'Path of the JSON Schema, with which editors complete and check keys. kneepoint ignores it.',
    examples: ['./docs/config.schema.json'],
    seed: false,
    flag: null,
  }),
};
