/** The advice in a plain sentence, and what to do when there is none. */

import type { CurveCells } from './curves.js';
import { ratioEstimate } from './estimate.js';
import { groupBy } from './grouping.js';
import { pairedRatios } from './pairing.js';
import type { CellTrials } from './trials.js';

/** A worker count that may not be chosen. */
export interface Exclusion {
  readonly workers: number;
  /** It went wrong, it falls behind the arrivals, or it breaks a limit. */
  readonly kind: 'fault' | 'overload' | 'limit';
  readonly why: string;
}

/** How the choice came out; `equivalent` lists the worker counts that cannot be told from the best. */
export type AdviceCase = { readonly equivalent: readonly number[] } & (
  | { readonly kind: 'recommended' | 'all-equal'; readonly workers: number; readonly best: number }
  | { readonly kind: 'several'; readonly worst: number }
  | { readonly kind: 'nothing-shown' }
  | { readonly kind: 'too-few-rounds' }
  | { readonly kind: 'one-allowed' }
  | { readonly kind: 'none-allowed' }
);

/** What the sentence mentions beside the choice. */
export interface Circumstances {
  readonly exclusions: readonly Exclusion[];
  /** Limits that could not be checked, in words; null when all were. */
  readonly unchecked: string | null;
}

/** One plain sentence for people, with what was left out of the choice. */
export function sentenceOf(found: AdviceCase, curve: CurveCells, { exclusions, unchecked }: Circumstances): string {
  const reasons = groupBy(exclusions, ({ why }) => why);
  const left = [...reasons]
    .map(([why, those]) => `${namedAll(those.map(({ workers }) => workers))}: ${why}`)
    .join('; ');
  const { load } = (curve.cells[0] as CellTrials).cell;
  return [
    load.kind === 'rate' ? rateBody(found, curve, load.perSecond) : bodyOf(found, curve),
    ...(left === '' ? [] : [`Left out: ${left}.`]),
    ...(unchecked === null ? [] : [`Not checked, because not measured: the limit on ${unchecked}.`]),
  ].join(' ');
}

/** What to do next; null when there is an answer. */
export function cureOf(found: AdviceCase, exclusions: readonly Exclusion[]): string | null {
  switch (found.kind) {
    case 'recommended':
    case 'all-equal':
      return null;
    case 'too-few-rounds':
      return 'Measure at least 5 rounds that every worker count completes ("iterations": 5 or more).';
    case 'several':
      return 'Measure more rounds (four times as many halve the uncertainty), longer units, or a quieter machine.';
    case 'nothing-shown':
      return 'Measure more rounds, longer units, or a quieter machine.';
    case 'one-allowed':
      return exclusions.length === 0
        ? 'Measure at least two worker counts, 0 among them.'
        : cureOfExclusions(exclusions);
    case 'none-allowed':
      return cureOfExclusions(exclusions);
  }
}

function bodyOf(found: AdviceCase, curve: CurveCells): string {
  switch (found.kind) {
    case 'recommended':
      return recommendation(found.workers, found.best, curve);
    case 'all-equal':
      return `${found.workers === 0 ? 'Stay sequential' : `Use ${named(found.workers)}`}: no other measured worker count is more than 5 % faster.`;
    case 'several':
      return `${namedAll(found.equivalent)} cannot be told apart from the best: the slowest of them may have only ${percent(found.worst)} of its throughput.`;
    case 'nothing-shown':
      return 'No answer: no difference between the measured worker counts stands out from the noise, and none is shown to be as good as the others.';
    case 'too-few-rounds':
      return 'No answer: too few rounds for an interval.';
    case 'one-allowed':
      return `No answer: only one worker count is left to choose from.`;
    case 'none-allowed':
      return `No answer: no worker count can be chosen.`;
  }
}

/** Under a rate all that keep up have the same throughput, and the fewest of them are enough. */
function rateBody(found: AdviceCase, curve: CurveCells, perSecond: number): string {
  if (!('workers' in found)) return bodyOf(found, curve).replace('No answer:', `No answer for ${perSecond}/s:`);
  const choice = found.workers === 0 ? 'Stay sequential' : `Use ${named(found.workers)}`;
  return `${choice} for ${perSecond}/s: the fewest of those measured that keep up.`;
}

function recommendation(workers: number, best: number, curve: CurveCells): string {
  const distance = workers === best ? 'the fastest measured' : `within 5 % of the fastest measured, ${named(best)}`;
  if (workers === 0) return `Stay sequential: it is ${distance}.`;
  return `Use ${named(workers)}: ${distance}${speedupClause(workers, curve)}.`;
}

function speedupClause(workers: number, { baseline, cells }: CurveCells): string {
  const group = cells.find(({ cell }) => cell.workers === workers) as CellTrials;
  const speedup = baseline === null ? null : ratioEstimate(pairedRatios(group, baseline).map(({ ratio }) => ratio));
  if (speedup === null || speedup.low === null || speedup.high === null) return '';
  return `, ${short(speedup.value)} times sequential (95 %: ${short(speedup.low)} to ${short(speedup.high)})`;
}

function named(workers: number): string {
  if (workers === 0) return 'sequential';
  return workers === 1 ? '1 worker' : `${workers} workers`;
}

/** "sequential, 1 worker and 4 workers" in short: "sequential, 1 and 4 workers". */
function namedAll(workers: readonly number[]): string {
  if (workers.length < 2) return named(workers[0] ?? 0);
  const names = workers.map((count) => (count === 0 ? 'sequential' : String(count)));
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} ${workers.at(-1) === 1 ? 'worker' : 'workers'}`;
}

function cureOfExclusions(exclusions: readonly Exclusion[]): string {
  if (exclusions.every(({ kind }) => kind === 'overload'))
    return 'Offer less, or measure more workers or more in flight.';
  return exclusions.every(({ kind }) => kind === 'limit')
    ? 'Relax the limits, or measure fewer workers.'
    : 'See the findings for what went wrong, and measure again.';
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function short(value: number): string {
  return value.toPrecision(3);
}
