/** A time limit on one input: what reads text from outside may refuse it, but must end. */
import { createContext, Script } from 'node:vm';

/** Far beyond what any input takes, on a busy machine too: it only ends what would never end. */
const LIMIT_MS = 20_000;

const box: { run: () => unknown } = createContext({ run: () => null }) as never;
const script = new Script('run()');

/** Says that an input had no end, and shows it. */
export class TimeLimitError extends Error {}

/** What `run` returns or throws; throws a TimeLimitError when it has not returned within the limit. */
export function withinLimit<T>(input: unknown, run: () => T, limitMs = LIMIT_MS): T {
  box.run = run;
  try {
    return script.runInContext(box as never, { timeout: limitMs }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TimeLimitError(`did not end within ${limitMs} ms: ${JSON.stringify(input)?.slice(0, 2000)}`);
  }
}
