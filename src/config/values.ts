/**
 * The kinds of value that keys take. Every error text says what was expected, so that a problem reads
 * "expected <text>, found …".
 */
import * as z from 'zod';
import { DURATION_PATTERN, parseDuration } from './duration.js';
import { member } from './key-meta.js';
import { isRecord } from './problems.js';
import { KNOB_WORD, MAX_WORKERS } from './workers.js';

/** Timers beyond 2^31 ms would fire at once, so no duration is longer than this (about 23 days). */
export const MAX_SECONDS = 2_000_000;

/** A whole number; both bounds are allowed. */
export function whole(low: number, high: number) {
  const error = `a whole number from ${low} to ${high}`;
  return z.int({ error }).min(low, { error }).max(high, { error });
}

/** A number with or without decimals; both bounds are allowed. */
export function amount(low: number, high: number, unit: string) {
  const error = `a number from ${low} to ${high}${unit === '' ? '' : ` (${unit})`}`;
  return z.number({ error }).min(low, { error }).max(high, { error });
}

/** A number that is more than `low`. */
export function amountAbove(low: number, high: number, unit: string) {
  const error = `a number above ${low}, at most ${high}${unit === '' ? '' : ` (${unit})`}`;
  return z.number({ error }).gt(low, { error }).max(high, { error });
}

/** What `schema` takes, or null. */
export function orNull<T extends z.ZodType>(schema: T, expected: string) {
  return z.union([schema, z.null({ error: 'null' })], { error: expected });
}

/** One of a few words. */
export function word<const T extends readonly string[]>(words: T) {
  return z.enum(words, { error: words.map((one) => `"${one}"`).join(' or ') });
}

/** True or false. */
export const yesOrNo = z.boolean({ error: 'true or false' });

const ARGUMENT = 'a JSON value: a finite number, text, true, false, null, a list or an object';

/** The paths of what JSON cannot hold: it would reach the workers changed. */
function notJson(value: unknown, path: readonly PropertyKey[]): PropertyKey[][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => notJson(item, [...path, i]));
  if (isRecord(value)) return Object.entries(value).flatMap(([name, member]) => notJson(member, [...path, name]));
  const fits = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  return fits ? [] : [[...path]];
}

/** Positional arguments that JSON can hold. */
export const taskArgs = z.array(z.unknown(), { error: 'a list of arguments' }).superRefine((args, context) => {
  for (const path of notJson(args, [])) context.addIssue({ code: 'custom', path, message: ARGUMENT });
});

const TEXT = 'a text of 1 to 4096 characters';
/** A text that is not empty. */
export const text = z.string({ error: TEXT }).min(1, { error: TEXT }).max(4096, { error: TEXT });

const PROGRAM = 'a list of words, or one text';
/** A program and its arguments. */
export const program = z.union([text, z.array(z.string(), { error: PROGRAM }).min(1, { error: PROGRAM })], {
  error: PROGRAM,
});

const VERSIONS = 'two tasks or two commands';
/** What a run compares: two tasks, or two commands as texts or lists of words. */
export const versions = z
  .array(z.union([text, z.array(z.string()).min(1)], { error: 'a task or a command' }), { error: VERSIONS })
  .length(2, { error: VERSIONS });

const WORKERS = `whole numbers from 0 to ${MAX_WORKERS} (one, or a list of 1 to 1000), or "auto"`;
const COUNT = `a whole number from 0 to ${MAX_WORKERS}`;
const countOrWord = z.union(
  [whole(0, MAX_WORKERS), z.string().max(40, { error: COUNT }).regex(KNOB_WORD, { error: COUNT })],
  {
    error: COUNT,
  },
);
/** Worker counts: one, a list, or "auto". A list may hold a knob's words. */
export const workers = z.union(
  [
    z.literal('auto', { error: WORKERS }),
    whole(0, MAX_WORKERS),
    z.array(countOrWord, { error: WORKERS }).min(1, { error: WORKERS }).max(1000, { error: WORKERS }),
  ],
  { error: WORKERS },
);

const IN_FLIGHT = 'whole numbers from 1 to 10000 (one, or a list of 1 to 100)';
/** Units in flight: one count or a list. */
export const inFlight = z.union(
  [
    whole(1, 10_000),
    z.array(whole(1, 10_000), { error: IN_FLIGHT }).min(1, { error: IN_FLIGHT }).max(100, { error: IN_FLIGHT }),
  ],
  { error: IN_FLIGHT },
);

const CPUS = 'numbers of CPUs above 0 (one, or a list of 1 to 20)';
const cpuCount = z.number({ error: CPUS }).gt(0, { error: CPUS }).max(100_000, { error: CPUS });
/** How many CPUs a trial may use: one number or a list. */
export const cpus = z.union(
  [cpuCount, z.array(cpuCount, { error: CPUS }).min(1, { error: CPUS }).max(20, { error: CPUS })],
  {
    error: CPUS,
  },
);

const ORDERS = '"none", "key" or "completion", or a list of them';
const order = word(['none', 'key', 'completion']);
/** What is kept of the units' order: one word or a list. */
export const orders = z.union(
  [order, z.array(order, { error: ORDERS }).min(1, { error: ORDERS }).max(10, { error: ORDERS })],
  { error: ORDERS },
);

const EXECUTORS = 'a list of executor names';
/** Names of executors; which ones there are is checked later. */
export const executors = z
  .array(z.string({ error: "an executor's name" }), { error: EXECUTORS })
  .min(1, { error: EXECUTORS })
  .max(100, { error: EXECUTORS });

/** What is expected of a duration in seconds. */
export const SECONDS = `seconds above 0, at most ${MAX_SECONDS}`;
const BUDGET = `a duration above 0 and at most ${MAX_SECONDS} seconds, such as "5m", "90s", "1h30m" or a number of seconds`;
/** A duration as text or in seconds, or null. */
export const budget = z.union(
  [
    z.number({ error: BUDGET }).gt(0, { error: BUDGET }).max(MAX_SECONDS, { error: BUDGET }),
    z
      .string({ error: BUDGET })
      .regex(DURATION_PATTERN, { error: BUDGET })
      .refine((value) => inBounds(parseDuration(value)), { error: BUDGET }),
    z.null({ error: BUDGET }),
  ],
  { error: `${BUDGET}, or null` },
);

function inBounds(seconds: number | null): boolean {
  return seconds !== null && seconds > 0 && seconds <= MAX_SECONDS;
}

const LAW_NAME = 'a name of 1 to 100 letters, digits, dots, dashes or underscores that begins with a letter or digit';
const LAW_NAME_MEANING = 'Stands for the task in results. Required, and unique, in a list of laws.';
const lawName = z
  .string({ error: LAW_NAME })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { error: LAW_NAME })
  .meta({ description: LAW_NAME_MEANING });

/** Limits by name: how many units each serves at a time. */
export const capacities = z.record(
  z.string().min(1, { error: 'a name' }).max(100, { error: 'a name of at most 100 characters' }),
  whole(1, 1_000_000_000),
  { error: 'an object of names with whole numbers' },
);

/** One simulated law; see SimulatedLaw in model/study.ts. */
export const lawSchema = z.strictObject(
  {
    name: lawName.default('simulated').meta({ description: LAW_NAME_MEANING }),
    cpus: member(amountAbove(0, MAX_WORKERS, 'CPUs'), "The simulated machine's effective CPUs."),
    lambda: member(amountAbove(0, 1e9, 'units a second'), 'Units per second with one worker.'),
    sigma: member(amount(-1, 1, ''), 'Contention: the serial fraction. Negative for a super-linear law.'),
    kappa: member(amount(0, 1, ''), 'Coherency: the cost of pairwise exchange.'),
    noise: member(
      amount(0, 10, '').default(0),
      "Coefficient of variation of a trial's throughput (log-normal, mean 1).",
    ),
  },
  { error: 'a law: an object with cpus, lambda, sigma, kappa and noise' },
);

const LAWS = 'a law (an object with cpus, lambda, sigma, kappa and noise), or a list of 1 to 100 laws with names';
/** One simulated law or a list of named ones. */
export const simulated = z.union(
  [
    lawSchema,
    z
      .array(lawSchema.extend({ name: lawName }), { error: LAWS })
      .min(1, { error: LAWS })
      .max(100, { error: LAWS }),
  ],
  { error: LAWS },
);

/** The profiles to take; see ProfileKinds in model/study.ts. */
export const profile = z.strictObject(
  {
    cpu: member(yesOrNo.default(false), 'A CPU profile of each worker.'),
    heap: member(yesOrNo.default(false), 'A sampled allocation profile of each worker.'),
  },
  { error: 'an object with any of cpu and heap, each true or false' },
);

const PROBES = "true (all), false (none), or a list of probes' names";

/** All, none, or some by name; which there are is checked later. */
export const probes = z.union(
  [
    z.boolean({ error: PROBES }),
    z.array(z.string({ error: "a probe's name" }), { error: PROBES }).max(100, { error: PROBES }),
  ],
  { error: PROBES },
);
