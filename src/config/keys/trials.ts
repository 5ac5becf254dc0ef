import { key } from '../key-meta.js';
import { amount, amountAbove, budget, cpus, MAX_SECONDS, orNull, SECONDS, whole, word } from '../values.js';

/** How trials and rounds run, and when a trial runs again. */
export const trialKeys = {
  warmup: key(amount(0, MAX_SECONDS, 'seconds').default(0.2), {
    description:
      'Seconds for which each worker runs units before the timed part. A command runs once, uncounted, before the first round of each worker count; 0 leaves that out.',
    examples: [0.5],
    seed: false,
    flag: { kind: 'seconds', value: 'time' },
  }),
  cpus: key(cpus.optional(), {
    description:
      'How many CPUs a whole trial may use, as a smaller machine would have them; a list measures each. Needs Linux and taskset; a fraction such as 0.5 needs a control group with a quota, which root may make. Without it, a trial may use every CPU.',
    examples: [[1, 2, 4], 2],
    seed: false,
    flag: { kind: 'numbers', value: 'list' },
  }),
  timeout: key(orNull(amountAbove(0, MAX_SECONDS, 'seconds'), `${SECONDS}, or null`).default(null), {
    description:
      "Seconds that one trial may take from start to end. With null, a trial is ended only after no unit has finished for a long time, judged by the task's own pace. For a command it is the time of one run, and null is no limit.",
    examples: [120],
    seed: false,
    flag: { kind: 'seconds', value: 'time|none' },
  }),
  budget: key(budget.default(null), {
    description:
      'Wall-clock time for an adaptive study, as a duration or in seconds: kneepoint then spends it on the rounds and worker counts that can still change the advice. It counts from the start of the run, and no trial starts after it. With null it measures exactly what was asked. The default for a command is 10 minutes, unless `iterations` is given.',
    examples: ['5m', 90],
    seed: false,
    flag: { kind: 'number', value: 'time|none' },
  }),
  seed: key(whole(0, Number.MAX_SAFE_INTEGER).default(1), {
    description: 'Seed of the inputs, the order of trials and the simulated noise.',
    examples: [42],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  plan_order: key(word(['random', 'listed']).default('random'), {
    description:
      'Order of the trials in a round. "random" (seeded) keeps drift from favouring any worker count; "listed" runs the worker counts in the order given.',
    examples: ['listed'],
    seed: false,
    flag: { kind: 'text', value: 'random|listed' },
  }),
  retry_disturbed: key(whole(0, 100).default(0), {
    description:
      'How often to repeat a trial that was disturbed (by other programs, stolen time, a suspended machine …). The disturbed attempt stays in the journal and counts only if no clean one follows.',
    examples: [2],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  retry_failed: key(whole(0, 100).default(0), {
    description:
      'How often to repeat a trial that failed, timed out or was lost. Each attempt stays in the journal, in the counts and in `error_rate`. The round counts with the attempt that completed, and the result is valid with a warning. After a failed `verify` the result stays partial all the same.',
    examples: [2],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
};
