import { key } from '../key-meta.js';
import { amount, amountAbove, capacities, orNull, probes, profile, text, whole, yesOrNo } from '../values.js';
import { MAX_WORKERS } from '../workers.js';

/** What is observed of the trials, and what the report says about it. */
export const reportKeys = {
  baseline: key(whole(0, MAX_WORKERS).optional(), {
    description:
      'The worker count, one of "workers", that the change column compares every row with; sequential by default. Speedups are always against sequential.',
    examples: [4],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  target_rate: key(amountAbove(0, 1e12, 'units a second').optional(), {
    description:
      'Units a second that you need. The report says how much is missing at the best row that keeps the limits, and whether more workers could bring it.',
    examples: [23_000],
    seed: false,
    flag: { kind: 'number', value: 'rate' },
  }),
  instance: key(text.optional(), {
    description:
      'Your name for this kind of machine, used by `kneepoint size` to look up prices. It is stored with the results.',
    examples: ['c7g.large'],
    seed: false,
    flag: { kind: 'text', value: 'name' },
  }),
  capacities: key(capacities.optional(), {
    description:
      "Known limits outside the task, by name: how many units each serves at a time, such as a pool's connections or open files. If throughput levels off at one of them, the report names it.",
    examples: [{ 'database pool': 10 }],
    seed: false,
    flag: { kind: 'json', value: 'json' },
  }),
  probes: key(probes.default(true), {
    description:
      'Probes that observe the trials: true for all, false for none, or a list of names. docs/probes.md describes them. Without probes, garbage collections and event loops are not measured either.',
    examples: [['cpu', 'memory', 'system'], false],
    seed: false,
    flag: { kind: 'names-or-none', value: 'names|none' },
  }),
  sample_interval: key(amount(0.01, 3600, 'seconds').default(0.25), {
    description:
      'Seconds between samples of memory, CPU, clock speed, temperature and the like during a trial, and of units done where time ends the trial.',
    examples: [1],
    seed: false,
    flag: { kind: 'seconds', value: 'time' },
  }),
  max_latency_samples: key(whole(0, 10_000).default(0), {
    description:
      'Units per trial whose latency and start time are kept individually, as a uniform sample, to show when slow units occurred. 0 keeps none.',
    examples: [1000],
    seed: false,
    flag: { kind: 'number', value: 'n' },
  }),
  profile: key(profile.prefault({}), {
    description:
      "Take profiles in extra trials after the measured rounds, one for each row: `cpu` shows where workers spend time, `heap` where they allocate. These trials never count for a time or a speedup. The files are in the run's folder under profiles/.",
    examples: [{ cpu: true, heap: true }],
    seed: false,
    flag: { kind: 'switches', value: 'cpu,heap' },
  }),
  dataset: key(yesOrNo.default(false), {
    description:
      "Also write samples and summaries for other programs, below data/ in the run's folder: docs/matrix.md describes the files.",
    examples: [true],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  machine_ceiling: key(orNull(yesOrNo, 'true, false or null').default(null), {
    description:
      "Also measure kneepoint's own kernels, at worker counts up to the effective CPUs, to find the machine's limit. With null it does so if that should take less than 10 % of the study.",
    examples: [true],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
};
