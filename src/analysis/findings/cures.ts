/**
 * The one place through which a cure names or bounds a worker count. The advice decides how many workers; a finding
 * explains. So a cure repeats the advice's count where that helps against what was found, and names none otherwise.
 */

import type { Advice } from '../../model/advice.js';
import type { Curve } from '../../model/curve.js';
import { listText, workersText } from '../../words/counts.js';
import { capitalised } from '../../words/sentences.js';

/** The advice on a way; null where there is none. */
export function adviceOn({ way }: Pick<Curve, 'way'>, advice: readonly Advice[]): Advice | null {
  return advice.find((each) => each.way === way) ?? null;
}

/**
 * "use 2 workers, as advised", against what begins at `from` workers; null where the advice names no count, or one
 * that is not below.
 */
export function fewerWorkers(advice: Advice | null, from: number): string | null {
  if (advice?.workers == null || advice.workers >= from) return null;
  return asAdvised(advice.workers);
}

/** The same against what ends beyond `upTo` workers, for a lack of them; null where the advice names none above. */
export function moreWorkers(advice: Advice | null, upTo: number): string | null {
  if (advice?.workers == null || advice.workers <= upTo) return null;
  return asAdvised(advice.workers);
}

/** Several ways to help as one sentence, in order; null where none is left. */
export function eitherOf(...ways: readonly (string | null)[]): string | null {
  const left = ways.filter((way) => way !== null);
  if (left.length === 0) return null;
  return `${capitalised(listText(left, ', ', ', or '))}.`;
}

function asAdvised(workers: number): string {
  return workers === 0 ? 'stay sequential, as advised' : `use ${workersText(workers)}, as advised`;
}
