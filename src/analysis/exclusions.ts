/** Which rows may not be chosen, and why. */
import type { StudyRecord } from '../model/journal.js';
import { isCommand } from '../seams/subject.js';
import { counted } from '../words/counts.js';
import { isGeneratorBound } from './generator.js';
import { checkLimits } from './limits.js';
import { openLoopOf } from './open-loop.js';
import type { CellTrials } from './trials.js';

/** A row that may not be chosen. */
export interface Exclusion {
  readonly group: CellTrials;
  /** It went wrong, some runs of a command failed, it falls behind the arrivals, it breaks a limit, or it uses more workers than there are CPUs. */
  readonly kind: 'fault' | 'failed runs' | 'overload' | 'limit' | 'cpus';
  readonly why: string;
}

/** What the choice rests on, beside the rows. */
export interface AdviceContext {
  readonly study: StudyRecord;
  readonly wrongCells: ReadonlySet<string>;
}

/**
 * Why a row may not be chosen, from its own trials; null when it may. A command that fails now and then with N workers is
 * not used with N, however fast it is; a task's failure may be ours, so it takes most of the rounds.
 */
export function exclusionOf(group: CellTrials, { study, wrongCells }: AdviceContext): Exclusion | null {
  const exclude = (kind: Exclusion['kind'], why: string): Exclusion => ({ group, kind, why });
  if (wrongCells.has(group.cell.id))
    return exclude('fault', isCommand(group.cell.way.task) ? 'its output differs' : 'wrong result');
  const { rounds, failed } = failuresOf(group);
  const { trials, failedTrials } = trialsOf(group);
  if (isCommand(group.cell.way.task) && failedTrials > 0)
    return exclude('failed runs', `failed in ${failedTrials} of ${counted(trials, 'trial')}`);
  if (failed > rounds / 2) return exclude('fault', `failed in ${failed} of ${rounds} rounds`);
  if (group.completed.length === 0) return exclude('fault', 'no round completed');
  if (openLoopOf(group)?.overloaded === true)
    return exclude('overload', `overloaded: it does not keep up with the arrivals${clientsText(group)}`);
  const { broken } = checkLimits(group, study.study.limits);
  return broken === null ? null : exclude('limit', broken + clientsText(group));
}

/** Then what a service is left out for may be its clients' doing. */
function clientsText(group: CellTrials): string {
  return isGeneratorBound(group) ? ', and its clients were late' : '';
}

/** The rounds in which a row ran, and those that it did not complete though nobody interrupted it. */
export function failuresOf({ records, completed }: CellTrials): { readonly rounds: number; readonly failed: number } {
  const ended = records.filter(({ outcome }) => outcome !== 'interrupted');
  const rounds = new Set(ended.map(({ round }) => round)).size;
  return { rounds, failed: rounds - completed.length };
}

/** The trials of a row that ended by themselves, retries among them, and how many of them did not complete. */
export function trialsOf({ records }: CellTrials): { readonly trials: number; readonly failedTrials: number } {
  const ended = records.filter(({ outcome }) => outcome !== 'interrupted');
  return { trials: ended.length, failedTrials: ended.filter(({ outcome }) => outcome !== 'completed').length };
}
