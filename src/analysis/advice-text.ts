/** A decision in plain sentences: a headline, the reason, and what to do next. */

import type { Reference } from '../model/advice.js';
import type { StudyRecord } from '../model/journal.js';
import { runsCommand, speedupBaseline } from '../seams/subject.js';
import { agreeing, counted } from '../words/counts.js';
import { ratio, short } from '../words/numbers.js';
import { capitalised } from '../words/sentences.js';
import { cureOf } from './advice-cure.js';
import { type Decision, hasNoWinner } from './decision.js';
import { kneeOf, quickestInAll } from './diminishing.js';
import { groupBy } from './grouping.js';
import { checkLimits, keptLimitsText } from './limits.js';
import { speedupOver } from './pairing.js';
import { provisionalReason } from './provisional.js';
import { referenceRemarks } from './references.js';
import type { CellTrials } from './trials.js';

/** What ends the headline of an answer that is provisional. */
export const PROVISIONAL = ' (provisional)';

/** What the sentences need beside the decision. */
export interface Telling {
  readonly study: StudyRecord;
  readonly baseline: CellTrials | null;
  /** How reference rows compare with the decision's row. */
  readonly references: readonly Reference[];
  /** What a row is called in this choice: "2 workers", "threads with 4 workers, 4 in flight each". */
  readonly name: (row: CellTrials) => string;
  /** The same for several rows: "sequential, 1 and 4 workers". */
  readonly names: (rows: readonly CellTrials[]) => string;
  /** True for a choice over several ways: its row is the best of all, not of a curve. */
  readonly isOverAll?: boolean;
}

/** The advice for people. */
export interface AdviceText {
  /** "Use 2 workers, fairly sure", without a full stop. */
  readonly headline: string;
  /** Why, and what was left out of the choice: what follows the headline. */
  readonly because: string;
  /** Headline, doubt and why in one. */
  readonly reason: string;
  /** What to do next; null when nothing is open. */
  readonly cure: string | null;
  /** Why the answer is provisional, in a clause; null when it is not. */
  readonly provisional: string | null;
}

/** Puts a decision into words. */
export function tell(decision: Decision, telling: Telling): AdviceText {
  const provisional = provisionalReason(decision, telling);
  const headline = headlineOf(decision, telling);
  const doubt = provisional === null ? '' : ` (provisional: ${provisional})`;
  const also = remarks(decision, telling);
  const because = [bodyOf(decision, telling), ...also].join(' ');
  return {
    headline: provisional === null ? headline : headline + PROVISIONAL,
    because:
      decision.kind === 'too-few-rounds'
        ? [fewRoundsBecause(decision, telling), ...also].join(' ')
        : capitalised(because),
    reason: `${decision.kind === 'too-few-rounds' ? noAnswer(decision) : headline}${doubt}${isGuess(decision) || telling.isOverAll === true ? ',' : ':'} ${because}`,
    cure: cureOf(decision, telling),
    provisional,
  };
}

function headlineOf(decision: Decision, { name, study, isOverAll }: Telling): string {
  const { kind, row, certainty } = decision;
  const rate = rateClause(decision);
  if (kind === 'too-few-rounds' || row === null)
    return noAnswer(decision) + (row === null ? '' : `; ahead so far: ${name(row)}`);
  if (decision.gainIsShown === false)
    return `${runsCommand(study.study) ? 'More workers' : 'Workers'} are not shown to help${rate}; best guess: ${name(row)}`;
  if (isGuess(decision)) return `Best guess${rate}: ${name(row)}`;
  const sure = certainty === 'fairly sure' ? ', fairly sure' : '';
  if (isOverAll === true) return `Best of all${rate}${sure}: ${name(row)}`;
  return `${row.cell.workers === 0 ? 'Stay' : 'Use'} ${name(row)}${rate}${sure}`;
}

function noAnswer(decision: Decision): string {
  return `No answer${decision.kind === 'too-few-rounds' ? ' yet' : ''}${rateClause(decision)}`;
}

function rateClause({ contestants, rows }: Decision): string {
  const load = contestants[0]?.cell.way.load ?? rows[0]?.cell.way.load;
  return load?.kind === 'rate' ? ` for ${load.perSecond}/s` : '';
}

/** Whether a choice is only the best guess: named so in the headline. */
function isGuess({ certainty }: Decision): boolean {
  return certainty === 'best guess';
}

function bodyOf(decision: Decision, telling: Telling): string {
  const { kind, rows, contestants } = decision;
  switch (kind) {
    case 'chosen':
      return chosenBody(decision, telling);
    case 'only-one-keeps':
      return onlyBody(decision, telling);
    case 'too-few-rounds':
      return `5 rounds are needed${leaderText(decision, telling)}.`;
    case 'too-short':
      return 'the timed part ends before it can be measured.';
    case 'one-measured':
      return `nothing else was measured to compare ${telling.names(rows)} with.`;
    case 'one-allowed':
      return `nothing is left to compare ${telling.names(contestants)} with.`;
    case 'none-allowed':
      return noneAllowed(decision);
  }
}

/** Beside a headline that names who is ahead. */
function fewRoundsBecause({ row }: Decision, { baseline, study }: Telling): string {
  const speedup = row === null || baseline === null || baseline === row ? null : speedupOver(row, baseline);
  const times = speedup === null ? '' : `; so far ${short(speedup.value)} times ${speedupBaseline(study.study).name}`;
  return `5 rounds are needed${row === null ? '' : `, and there ${agreeing(row.completed.length, 'is', 'are')} ${row.completed.length}`}${times}.`;
}

function noneAllowed({ exclusions }: Decision): string {
  if (exclusions.every(({ kind }) => kind === 'limit')) return 'every worker count breaks a limit.';
  if (exclusions.every(({ kind }) => kind === 'overload')) return 'no worker count keeps up.';
  return 'no worker count can be chosen.';
}

function leaderText({ row }: Decision, { name, baseline, study }: Telling): string {
  if (row === null) return '';
  const ratio = baseline === null || baseline === row ? null : speedupOver(row, baseline);
  const times = ratio === null ? '' : `${short(ratio.value)} times ${speedupBaseline(study.study).name}, `;
  return `; ahead so far: ${name(row)} (${times}over ${counted(row.completed.length, 'round')})`;
}

function chosenBody(decision: Decision, { name, baseline, study }: Telling): string {
  const { row, best, outcome } = decision;
  if (row === null || best === null) return '';
  if (row.cell.way.load.kind === 'rate') return 'the fewest of those measured that keep up.';
  const clause = row === baseline ? '' : speedupClause(row, baseline, speedupBaseline(study.study).name);
  // Rows beyond the CPUs may look faster in the table.
  const fastest = outcome?.dropped.length === 0 ? 'the fastest measured' : 'the fastest within the CPUs';
  const place = hasNoWinner(decision)
    ? `${variesBesideCounts(decision) ? 'nothing else' : 'no other count'} measured is shown to be over 5 % faster`
    : row === best
      ? fastest
      : `within 5 % of ${fastest}, ${name(best)}`;
  return `${place}${clause}.`;
}

/** Whether rows of the same worker count are compared: in sets of CPUs, say. */
function variesBesideCounts({ rows }: Decision): boolean {
  return new Set(rows.map(({ cell }) => cell.workers)).size < rows.length;
}

function onlyBody({ row, exclusions }: Decision, { study }: Telling): string {
  if (row === null) return '';
  if (exclusions.every(({ kind }) => kind === 'failed runs')) return 'the only one measured at which no run failed.';
  const limits = exclusions.every(({ kind }) => kind === 'overload') ? null : keptLimitsText(row, study.study.limits);
  return limits === null ? 'the only one measured that keeps up.' : `the only one that keeps ${limits}.`;
}

/** ", 1.92 times sequential (95 %: 1.82 to 2.02)"; without an interval under 5 rounds. */
function speedupClause(row: CellTrials, baseline: CellTrials | null, against: string): string {
  const speedup = baseline === null ? null : speedupOver(row, baseline);
  if (speedup === null) return '';
  if (speedup.low === null || speedup.high === null)
    return `, ${ratio(speedup.value)} times ${against} over ${counted(row.completed.length, 'round')}`;
  return `, ${ratio(speedup.value)} times ${against} (95 %: ${ratio(speedup.low)} to ${ratio(speedup.high)})`;
}

/** What is worth knowing beside the choice, a sentence each. */
function remarks(decision: Decision, telling: Telling): readonly string[] {
  const { exclusions, contestants, row } = decision;
  const { name, names, study } = telling;
  const knee = row === null ? null : kneeOf(decision);
  const named = row ?? contestants[0];
  const quickest = quickestInAll(decision);
  const reasons = groupBy(exclusions, ({ why }) => why);
  const left = [...reasons].map(([why, those]) => `${names(those.map(({ group }) => group))}: ${why}`).join('; ');
  const unknown = contestants
    .map((group) => checkLimits(group, study.study.limits).unknown)
    .find((text) => text !== null);
  return [
    ...(knee === null
      ? []
      : [
          `From ${knee.from.cell.workers} to ${names([knee.to])}, ${short(knee.workers)} times the workers bring ${short(knee.throughput)} times the throughput.`,
        ]),
    ...(quickest === null ? [] : [`With the start of the workers counted, ${name(quickest)} finished sooner.`]),
    ...(named === undefined ? [] : referenceRemarks(telling.references, name(named))),
    ...(left === '' ? [] : [`Left out: ${left}.`]),
    ...(unknown == null ? [] : [`Not checked, because not measured: the limit on ${unknown}.`]),
  ];
}
