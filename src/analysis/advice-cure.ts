/** What to do next about a decision: about an abstention, a doubt, or a sweep that ended too soon. */
import type { StudyRecord } from '../model/journal.js';
import { runsCommand } from '../seams/subject.js';
import { MIN_ROUNDS } from '../statistics/estimate.js';
import { counted } from '../words/counts.js';
import { wholePercent } from '../words/numbers.js';
import type { Decision } from './decision.js';
import { edgeOf } from './diminishing.js';
import { type Exclusion, failuresOf } from './exclusions.js';
import { speedupOver } from './pairing.js';
import { priceOf } from './price.js';
import type { CellTrials } from './trials.js';

/** What the sentences need beside the decision. */
interface CureTelling {
  readonly study: StudyRecord;
  readonly name: (row: CellTrials) => string;
}

/** What to do next about a decision; null when nothing is open. */
export function cureOf(decision: Decision, telling: CureTelling): string | null {
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
function fewRoundsCure({ rows, row, contestants }: Decision, { study: { study }, name }: CureTelling): string {
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
  const shareOf = (row: CellTrials) => speedupOver(row, leader)?.value ?? 0;
  return others.toSorted((a, b) => shareOf(b) - shareOf(a))[0];
}

/** A choice leaves something open where it is not sure, and where the largest count measured still gains. */
function openCure(decision: Decision, { study, name }: CureTelling): string | null {
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
