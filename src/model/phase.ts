/** What is being done when something ends, fails or hangs. */

/** Every phase, in the order in which a trial, or a look at a task, comes to them. */
export const PHASES = [
  /** The task's source is found and bundled. */
  'source',
  /** What the task needs beside it is started, and runs: its services. */
  'services',
  /** The trial's host starts, before it says anything. */
  'host',
  /** The task's module is loaded, in the host or in its workers. */
  'import',
  /** The task's arguments are matched with its parameters. */
  'arguments',
  /** The task's own `check` of its arguments. */
  'check',
  'setup',
  'warm-up',
  /** kneepoint's own kernels, which measure what the machine can give. */
  'kernels',
  /** The task's `label` for each unit. */
  'labels',
  /** The task's `key` for each unit. */
  'keys',
  /** A command's own, before a timed run. */
  'prepare',
  /** The timed part. */
  'run',
  /** A command's own, after a timed run. */
  'conclude',
  /** A unit's result, or its `answer`, is made ready to be sent. */
  'answer',
  /** The task's `verify` of a result. */
  'verify',
  'teardown',
  /** A command's own, after a trial. */
  'cleanup',
  /** The workers are let go. */
  'close',
  /** The profiles of a profiled trial are collected. */
  'profile',
  /** The preflight runs unit 0. */
  'unit',
  /** The preflight times further units. */
  'pace',
] as const;

/** One of them. */
export type Phase = (typeof PHASES)[number];
