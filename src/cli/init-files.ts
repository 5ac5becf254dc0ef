/** The files that `kneepoint init` writes. They are meant to be read, and to run as they are. */

/** The task's file name; the config names it. */
export const TASK_FILE = 'my-task.ts';
/** The config's file name. */
export const CONFIG_FILE = 'kneepoint.jsonc';

/** A typed task. */
export const TASK_TEXT = `/**
 * kneepoint measures the default export of this file. One call of "run" is a unit; kneepoint runs many
 * units, on 0 to N workers. Replace this with your own code. A plain function works, too:
 *
 *   export default (length: number) => doSomething(length);
 */
import { defineTask } from 'kneepoint';

/** Units cycle through this many stretches of numbers. */
const STRETCHES = 1000;

export default defineTask({
  summary: 'Count the primes in a stretch of numbers',
  // Default arguments; "task_args" in the config replaces them. They also type "run".
  args: [1_000_000],
  argNames: ['numbers a unit'],

  // Runs once, before anything is measured. Throw when the arguments make no sense.
  check: (length) => {
    if (!Number.isSafeInteger(length) || length < 10 || length > 10_000_000) {
      throw new RangeError(\`numbers a unit must be a whole number from 10 to 10000000, not \${length}\`);
    }
  },

  // Runs once in each worker, untimed. What it returns is "state".
  setup: (_context, length) => smallPrimes(Math.ceil(Math.sqrt(length * STRETCHES))),

  // One unit, timed. The same index must do the same work on every worker: take inputs from "index"
  // and "rng", not from Math.random or the clock.
  run: ({ index, state: primes }, length) => {
    const from = 2 + (index % STRETCHES) * length;
    const composite = new Uint8Array(length);
    for (const prime of primes) {
      if (prime * prime >= from + length) break;
      const first = Math.max(prime * prime, Math.ceil(from / prime) * prime);
      for (let multiple = first; multiple < from + length; multiple += prime) composite[multiple - from] = 1;
    }
    return composite.reduce((count, mark) => count + (1 - mark), 0);
  },

  // Untimed. False, or a throw, fails the trial.
  verify: (count, _context, length) => count > 0 && count < length,
});

function smallPrimes(limit: number): number[] {
  const primes: number[] = [];
  for (let n = 2; n <= limit; n++) {
    if (primes.every((prime) => n % prime !== 0 || prime * prime > n)) primes.push(n);
  }
  return primes;
}
`;

/** A commented config; `schema` is where its JSON Schema lies, null where that is not near. */
export function configText(schema: string | null): string {
  const first = schema === null ? '' : `  "$schema": ${JSON.stringify(schema)},\n\n`;
  return `{
${first}  // What to measure: a module, relative to this file, or a built-in task (see "kneepoint list").
  "task": "./${TASK_FILE}",
  // Its arguments, by position. Without this key the task's defaults apply.
  "task_args": [1000000],
  // Units per trial. Aim for trials of about a second.
  "task_count": 60,

  // Worker counts; 0 is sequential. "auto" takes powers of two up to twice this machine's CPUs.
  "workers": "auto",
  // Rounds: how often each worker count is measured. Intervals need 5; take 10 for decisions.
  "iterations": 5,

  // How units run: "threads", "processes", "async", or several of them.
  "executors": ["threads"],
  // "pool" sends each unit to a worker as a message; with "self", workers take the next one themselves.
  "dispatch": "pool",

  // Seconds of rest, so that a hot CPU slows no trial down. Use 2 on a laptop.
  "wait_time_after_runner": 0,
  "wait_time_after_iteration": 0,

  // Limits that a recommended worker count must keep. Uncomment to use them.
  "limits": {
    // "p99_ms": 50,
    // "rss_mb": 2000
  }
}
`;
}
