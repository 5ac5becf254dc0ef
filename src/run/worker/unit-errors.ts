import type { UnitError } from '../../model/measurement.js';
import type { Fault } from '../../model/trial.js';

/** Errors of a trial that are kept: more say the same again. */
const MOST = 3;
const LONGEST_MESSAGE = 200;
/** Kinds of a trial that are told apart; messages without a kind must not fill a journal. */
const MOST_KINDS = 20;
const OTHERS = 'others';

/** The first errors of units that failed in a trial that may go on. */
export class UnitErrors {
  readonly #errors: UnitError[] = [];
  readonly #kinds = new Map<string, number>();

  /** Counts the fault, of so many units, and keeps its phase, message and unit if it is among the first. */
  add({ phase, message, unit }: Fault, units = 1): void {
    const own = kindOf(message);
    const kind = this.#kinds.has(own) || this.#kinds.size < MOST_KINDS ? own : OTHERS;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + units);
    if (this.#errors.length === MOST) return;
    const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
    this.#errors.push({ phase, message: cut, unit });
  }

  all(): readonly UnitError[] {
    return this.#errors;
  }

  /** How many units failed of each kind. */
  kinds(): { readonly [kind: string]: number } {
    return Object.fromEntries(this.#kinds);
  }
}

/** The name of what was thrown, as a fault's message begins with it: `timeout` of `timeout: no answer`. */
function kindOf(message: string): string {
  return /^([\w .-]{1,40}): /.exec(message)?.[1] ?? 'Error';
}

/** Several threads' counts together; nothing where no unit failed. */
export function unitErrorKinds(all: readonly { readonly [kind: string]: number }[]): {
  readonly unitErrorKinds?: { readonly [kind: string]: number };
} {
  const sums = new Map<string, number>();
  for (const [kind, units] of all.flatMap((kinds) => Object.entries(kinds)))
    sums.set(kind, (sums.get(kind) ?? 0) + units);
  return sums.size === 0 ? {} : { unitErrorKinds: Object.fromEntries(sums) };
}

/** Of several threads' first errors those of the lowest units; nothing where no unit failed. */
export function firstUnitErrors(all: readonly UnitError[]): { readonly unitErrors?: readonly UnitError[] } {
  if (all.length === 0) return {};
  return { unitErrors: all.toSorted((a, b) => (a.unit ?? 0) - (b.unit ?? 0)).slice(0, MOST) };
}
