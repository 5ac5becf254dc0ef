import type { Phase } from '../../model/phase.js';
import type { Fault } from '../../model/trial.js';

const MAX_MESSAGE = 2000;
const MAX_STACK = 8000;

/** Turns whatever was thrown, null and non-errors included, into a fault. Never throws. */
export function faultOf(thrown: unknown, phase: Phase, unit: number | null = null): Fault {
  return { phase, message: cut(messageOf(thrown), MAX_MESSAGE), stack: stackOf(thrown), unit };
}

/** A fault that kneepoint itself states; the message may quote a task, and is cut. */
export function statedFault(message: string, phase: Phase, unit: number | null = null): Fault {
  return { phase, message: cut(message, MAX_MESSAGE), stack: null, unit };
}

/** Where in a file a fault was, `file:line:column`, by the first line of its stack that lies there; null when none does. */
export function placeIn(file: string, { stack }: Fault): string | null {
  const line = stack?.split('\n').find((each) => each.includes(file));
  const [, row, column] = line?.match(/:(\d+):(\d+)\)?$/) ?? [];
  return row === undefined ? null : `${file}:${row}:${column}`;
}

function messageOf(thrown: unknown): string {
  try {
    const { types } = process.getBuiltinModule('node:util');
    if (types.isNativeError(thrown) || isErrorLike(thrown)) return `${thrown.name}: ${thrown.message}`;
    return `threw ${typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown)} (not an Error)`;
  } catch {
    return 'threw a value that cannot be shown';
  }
}

/** Errors that crossed from a child process arrive as plain objects. */
function isErrorLike(thrown: unknown): thrown is { name: string; message: string } {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'message' in thrown &&
    typeof thrown.message === 'string' &&
    'name' in thrown
  );
}

function stackOf(thrown: unknown): string | null {
  try {
    const stack = (thrown as { stack?: unknown } | null)?.stack;
    return typeof stack === 'string' ? cut(stack, MAX_STACK) : null;
  } catch {
    return null;
  }
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}… (${text.length - length} more characters)` : text;
}
