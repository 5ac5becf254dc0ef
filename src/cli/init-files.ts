/** The files that `kneepoint init` writes. They are meant to be read, and to run as they are. */

/** The task's file name; the config names it. */
export const TASK_FILE = 'my-task.ts';
/** The config's file name. */
export const CONFIG_FILE = 'kneepoint.jsonc';

/** A typed task. */
export const TASK_TEXT = `/**
 * What is measured: the default export of this file. One call of "run" is a unit; kneepoint runs many
 * units, on 0 to N workers. Put your own code in its place. A plain function is a task, too:
 *
 *   export default (length: number) => doSomething(length);
 */
import { defineTask } from 'kneepoint';

/** Units take turns with that many stretches of numbers. */
const STRETCHES = 1000;

export default defineTask({
  summary: 'Count the primes in a stretch of numbers',
  // Default arguments; "task_args" in the config replaces them. They give the types of "run", too.
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

  // One unit, timed. The same index has to do the same work on every worker: take inputs from "index"
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
${first}  // What is measured: a module, relative to this file, or a built-in task ("kneepoint list" names them).
  "task": "./${TASK_FILE}",
  // Its arguments by position. Without this key the task's own defaults hold.
  "task_args": [1000000],
  // Units in a trial. A trial of about a second is good.
  "task_count": 60,

  // Worker counts: 0 is sequential. "auto" takes powers of two up to twice this machine's CPUs.
  "workers": "auto",
  // Rounds: how often each worker count is measured. Intervals need 5; decisions are better with 10.
  "iterations": 5,

  // How units run: "threads", "processes", "async", or several of them.
  "executors": ["threads"],
  // "pool" sends each unit to a worker as a message; with "self" workers take the next one themselves.
  "dispatch": "pool",

  // Rests in seconds, so that a warm CPU favours no one. Laptops want 2.
  "wait_time_after_runner": 0,
  "wait_time_after_iteration": 0,

  // Bounds that a recommended worker count has to respect. Take the slashes away to use them.
  "limits": {
    // "p99_ms": 50,
    // "rss_mb": 2000
  }
}
`;
}
