/** The command line's two streams, and how to write to them. */
import { ConfigError, formatProblems } from '../config/problems.js';
import { StudyChanged } from '../plan/changes.js';
import { visible } from '../reporters/text/escape.js';
import { Interruption } from '../run/supervisor/interruption.js';
import { TaskProblem } from '../run/supervisor/task-problem.js';
import { StoreError } from '../store/store-error.js';
import { paint, type Screen, screenOf } from './screen.js';

/** What standard output and standard error can show. */
export const screens: { readonly out: Screen; readonly err: Screen } = {
  out: screenOf(process.stdout, process.env),
  err: screenOf(process.stderr, process.env),
};

/** Writes to standard output; its text is ours or escaped. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Writes a line to standard error. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A reader that has seen enough (`| head`) closes the stream: the run continues, and writes its files. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Says what went wrong, in words for its cause: the user's mistakes without a stack, ours with one. */
export function tellError(error: unknown): void {
  tell(`${paint(screens.err.colour, 'red', 'error:')} ${explain(error).split('\n').map(visible).join('\n')}`);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return formatProblems(error.problems);
  if (error instanceof StudyChanged) return `${error.message}\n--force continues with the run's own plan anyway`;
  if ([TaskProblem, StoreError, Interruption].some((kind) => error instanceof kind)) return (error as Error).message;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a bug in kneepoint, please report it with this text:\n${stack}`;
}
