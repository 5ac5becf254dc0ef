/**
 * What a worker that is about to end tells of the reason. On its own way out a thread's null or DOMException
 * gets lost, and a process has no way but its standard error.
 */
import type { Fault } from '../../model/trial.js';
import { faultOf, statedFault } from './fault.js';

/** The status with which a host, or a worker, ends that cannot tell its result: its channel is closed. */
export const UNHEARD_STATUS = 113;

const PREFIX = 'kneepoint-last-words ';

/** What a worker process sends, beside the pool's own messages. */
export interface LastWordsMessage {
  readonly kneepointLastWords: string;
}

/**
 * Listens for what nobody in this worker handles. `unitSent` tells the unit whose answer was handed to the
 * pool last, if only one can be on its way: the pool throws where an answer cannot be cloned.
 */
export function speakLastWords(unitSent: () => number | null): void {
  // Taken now: a task may replace what it finds.
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  // With a listener of the task's own, nothing else would hear of it.
  process.on('unhandledRejection', (reason) => {
    throw reason;
  });
  process.on('uncaughtException', (thrown: unknown) => {
    const words = PREFIX + JSON.stringify(strayFault(thrown, unitSent()));
    // A thread passes on what its handler throws, if that is a plain error.
    if (send === undefined) throw new Error(words);
    send({ kneepointLastWords: words } satisfies LastWordsMessage, (error) =>
      exit(error === null ? 1 : UNHEARD_STATUS),
    );
  });
}

/** The fault in an error, or in a message's text, that a worker ended with; null when it holds none. */
export function lastWordsIn(cause: unknown): Fault | null {
  const text = cause instanceof Error ? cause.message : cause;
  if (typeof text !== 'string' || !text.startsWith(PREFIX)) return null;
  try {
    return JSON.parse(text.slice(PREFIX.length)) as Fault;
  } catch {
    return null;
  }
}

function strayFault(thrown: unknown, unit: number | null): Fault {
  if (!isCloneError(thrown)) return faultOf(thrown, 'run');
  return statedFault(`the result cannot be sent to another thread or process: ${thrown.message}`, 'run', unit);
}

function isCloneError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.message.endsWith('could not be cloned.');
}
