import * as z from 'zod';
import { key } from '../key-meta.js';
import { amount, MAX_SECONDS, yesOrNo } from '../values.js';

/** Keys that only configs of the Python tester tend to have; the others that it has are among the basic ones. */
export const pythonKeys = {
  wait_time_after_runner: key(amount(0, MAX_SECONDS, 'seconds').default(0), {
    description: 'Seconds of rest after each trial, so that no trial starts on a CPU that the last one heated up.',
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
    description: 'Accepted but ignored: Node starts workers in its own way.',
    examples: ['spawn'],
    seed: true,
    flag: null,
  }),
};
