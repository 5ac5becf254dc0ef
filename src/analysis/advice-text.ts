/** A decision in plain sentences: a headline, the reason, and what to do next. */
import type { Reference } from '../model/advice.js';
import type { Estimate } from '../model/estimate.js';
import type { StudyRecord } from '../model/journal.js';
import { runsCommand, speedupBaseline } from '../seams/subject.js';
import { MIN_ROUNDS, ratioEstimate } from '../statistics/estimate.js';
import { counted } from '../words/counts.js';
import { ratio, short, wholePercent } from '../words/numbers.js';
import { capitalised } from '../words/sentences.js';
import { type Decision, hasNoWinner } from './decision.js';
import { edgeOf, kneeOf, quickestInAll } from './diminishing.js';
import { type Exclusion, failuresOf } from './exclusions.js';
import { groupBy } from './grouping.js';
import { checkLimits, keptLimitsText } from './limits.js';
import { pairedRatios } from './pairing.js';
import { priceOf } from './price.js';
import { provisionalReason } from './provisional.js';
import { referenceRemarks } from './references.js';
import type { CellTrials } from './trials.js';

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
  const because = [bodyOf(decision, telling), ...remarks(decision, telling)].join(' ');
  return {
    headline: provisional === null ? headline : `${headline} (provisional)`,
    because: capitalised(because),
    reason: `${headline}${doubt}${isGuess(decision) ? ',' : ':'} ${because}`,
    cure: cureOf(decision, telling),
    provisional,
  };
}

function headlineOf(decision: Decision, { name, study }: Telling): string {
  const { kind, row, certainty, contestants } = decision;
  const load = contestants[0]?.cell.way.load ?? decision.rows[0]?.cell.way.load;
  const rate = load?.kind === 'rate' ? ` for ${load.perSecond}/s` : '';
  if (kind === 'too-few-rounds' || row === null) return `No answer${kind === 'too-few-rounds' ? ' yet' : ''}${rate}`;
  if (decision.gainIsShown === false)
    return `${runsCommand(study.study) ? 'More workers' : 'Workers'} are not shown to help${rate}; best guess: ${name(row)}`;
  if (isGuess(decision)) return `Best guess${rate}: ${name(row)}`;
  const sure = certainty === 'fairly sure' ? ', fairly sure' : '';
  return `${row.cell.workers === 0 ? 'Stay' : 'Use'} ${name(row)}${rate}${sure}`;
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
      return 'no worker count can be chosen.';
  }
}

function leaderText({ row }: Decision, { name, baseline, study }: Telling): string {
  if (row === null) return '';
  const ratio = baseline === null || baseline === row ? null : speedupOf(row, baseline);
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
  const speedup = baseline === null ? null : speedupOf(row, baseline);
  if (speedup === null) return '';
  if (speedup.low === null || speedup.high === null)
    return `, ${ratio(speedup.value)} times ${against} over ${counted(row.completed.length, 'round')}`;
  return `, ${ratio(speedup.value)} times ${against} (95 %: ${ratio(speedup.low)} to ${ratio(speedup.high)})`;
}

function speedupOf(row: CellTrials, baseline: CellTrials): Estimate | null {
  return ratioEstimate(pairedRatios(row, baseline).map(({ ratio }) => ratio));
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

function cureOf(decision: Decision, telling: Telling): string | null {
  const isCommand = runsCommand(telling.study.study);
  switch (decision.kind) {
    case 'chosen':
      return openCure(decision, telling);
    case 'only-one-keeps':
      return null;
    case 'too-few-rounds':
      return fewRoundsCure(decision, telling);
    case 'too-short':
      return isCommand
        ? 'Give each run more work: it should take at least a quarter of a second.'
        : 'Give each trial more units, so that its timed part takes at least a quarter of a second.';
    case 'one-measured':
      return `Measure at least two worker counts, ${isCommand ? '1' : '0 (sequential)'} among them.`;
    case 'one-allowed':
    case 'none-allowed':
      return cureOfExclusions(decision.exclusions);
  }
}

/** Where rounds take long it is worth saying what the answer would cost. */
function fewRoundsCure({ rows, row, contestants }: Decision, { study: { study }, name }: Telling): string {
  const rounds = Math.max(...contestants.map(({ completed }) => completed.length));
  const price = study.quick ? null : priceOf(MIN_ROUNDS - rounds, rows, study);
  const rival = row === null ? undefined : rivalOf(row, contestants);
  if (row === null || rival === undefined || price === null)
    return 'Measure at least 5 rounds ("iterations": 5 or more).';
  return `${counted(rounds, 'round')} cannot tell ${name(row)} from ${name(rival)}: ${counted(MIN_ROUNDS - rounds, 'more round')} would take ${price}.`;
}

/** The row that comes nearest to the leader. */
function rivalOf(leader: CellTrials, rows: readonly CellTrials[]): CellTrials | undefined {
  const others = rows.filter((row) => row !== leader);
  const shareOf = (row: CellTrials) => speedupOf(row, leader)?.value ?? 0;
  return others.toSorted((a, b) => shareOf(b) - shareOf(a))[0];
}

/** A choice leaves something open where it is not sure, and where the largest count measured still gains. */
function openCure(decision: Decision, { study, name }: Telling): string | null {
  const { certainty, moreRounds, row } = decision;
  if (row !== null && row.cell.way.load.kind === 'rate') return null;
  if (certainty !== 'sure') {
    const price = moreRounds === null ? null : priceOf(moreRounds, decision.rows, study.study);
    return moreRounds === null
      ? `${runsCommand(study.study) ? 'Give each run more work, or measure' : 'Measure longer units, or'} on a quieter machine: more rounds alone are unlikely to decide it.`
      : `About ${counted(moreRounds, 'more round')} would settle it.${price === null ? '' : ` That takes ${price}.`}`;
  }
  const edge = edgeOf(decision, study);
  if (edge === null || row === null) return null;
  return `Measure ${counted(edge.next, 'worker')} too: the sweep ends at ${name(row)}, ${wholePercent(edge.gain - 1)} faster than ${name(edge.before)}.`;
}

function cureOfExclusions(exclusions: readonly Exclusion[]): string {
  if (exclusions.every(({ kind }) => kind === 'overload'))
    return 'Offer less, or measure more workers or more in flight.';
  if (exclusions.some(({ group }) => failuresOf(group).failed > 0) || exclusions.some(({ kind }) => kind === 'fault'))
    return 'See the findings for what went wrong, and measure again.';
  return 'Relax the limits, or measure other worker counts.';
}
