import type { UnitError } from '../../model/measurement.js';
import type { Fault } from '../../model/trial.js';

/** Errors of a trial that are kept: more say the same again. */
const MOST = 3;
const LONGEST_MESSAGE = 200;

/** The first errors of units that failed in a trial that may go on. */
export class UnitErrors {
  readonly #errors: UnitError[] = [];

  /** Keeps the fault's phase, message and unit, if it is among the first. */
  add({ phase, message, unit }: Fault): void {
    if (this.#errors.length === MOST) return;
    const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
    this.#errors.push({ phase, message: cut, unit });
  }

  all(): readonly UnitError[] {
    return this.#errors;
  }
}

/** Of several threads' first errors those of the lowest units; nothing where no unit failed. */
export function firstUnitErrors(all: readonly UnitError[]): { readonly unitErrors?: readonly UnitError[] } {
  if (all.length === 0) return {};
  return { unitErrors: all.toSorted((a, b) => (a.unit ?? 0) - (b.unit ?? 0)).slice(0, MOST) };
}
