import { affinitySchema } from '../affinity.js';
import { key } from '../key-meta.js';
import { amount, orNull, probes, profile, whole, yesOrNo } from '../values.js';

/** The keys of single trials: what is observed of them, where their workers are pinned, when they run again. */
export const trialKeys = {
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
};
