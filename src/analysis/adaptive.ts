/**
 * The adaptive study: which trials could still change the advice, and when to stop. Rounds grow by half
 * from look to look, so that the looks stay few; the advice holds each look to a stricter confidence.
 */

import { mean } from 'simple-statistics';
import type { Advice } from '../model/advice.js';
import type { Recording } from '../model/journal.js';
import { MIN_ROUNDS } from '../statistics/estimate.js';
import { adviseCurve } from './advice.js';
import { wrongResults } from './correctness.js';
import { type CurveCells, curveCells } from './curves.js';
import { GOOD_ENOUGH } from './duels.js';
import { withBaseline } from './pairing.js';
import { type CellTrials, groupTrials } from './trials.js';

const GROWTH = 1.5;

/** Why an adaptive study stops whose budget is over. */
export const TIME_SPENT = 'the time is spent';

/** The next trials of an adaptive study, or why it stops; one of the two is empty. */
export interface NextTrials {
  readonly trials: readonly { readonly cellId: string; readonly round: number }[];
  readonly stop: string | null;
}

/** What to measure next within `budgetLeftSeconds`, from all that is recorded so far. */
export function nextTrials(recording: Recording, budgetLeftSeconds: number): NextTrials {
  const groups = groupTrials(recording);
  const views = viewsOf(recording, groups);
  const open = groups.filter((group) => views.some(({ cells }) => cells.includes(group)));
  if (open.length === 0) return { trials: [], stop: closingReason(views) };
  const done = 1 + Math.max(-1, ...recording.trials.map(({ round }) => round));
  const roundSeconds = open.reduce((sum, group) => sum + costOf(group, groups), 0);
  const affordable = roundSeconds > 0 ? Math.floor(budgetLeftSeconds / roundSeconds) : Number.POSITIVE_INFINITY;
  const rounds = Math.min(roundsToNextLook(done), budgetLeftSeconds > 0 ? affordable : 0);
  if (rounds < 1) return { trials: [], stop: TIME_SPENT };
  const next = Array.from({ length: rounds }, (_, i) => done + i);
  return { trials: next.flatMap((round) => open.map(({ cell }) => ({ cellId: cell.id, round }))), stop: null };
}

/** A curve's advice so far, and the cells of which more rounds could change it. */
interface View {
  readonly advice: Advice;
  readonly cells: readonly CellTrials[];
}

function viewsOf(recording: Recording, groups: readonly CellTrials[]): readonly View[] {
  const wrongCells = new Set(wrongResults(groups).map(({ cellId }) => cellId));
  const context = { study: recording.study, wrongCells };
  return curveCells(groups).map((curve) => {
    const advice = adviseCurve(curve, context);
    return { advice, cells: openCells(curve, advice) };
  });
}

/** The baseline stays in every round, so that speedups can be paired; so do references, to be compared with the answer. */
function openCells(curve: CurveCells, advice: Advice): readonly CellTrials[] {
  const all = withBaseline(curve);
  const contenders = all.filter((group) => mayStillWin(group, advice));
  if (advice.certainty === 'sure' || contenders.length < 2) return [];
  const open = all.filter((group) => group === curve.baseline || contenders.includes(group));
  return [...open, ...curve.references];
}

/** Not shown to be out of the race; a cell that broke a limit or gave wrong results is. */
function mayStillWin({ cell, records, completed }: CellTrials, { candidates }: Advice): boolean {
  if (completed.length < MIN_ROUNDS) return new Set(records.map(({ round }) => round)).size < MIN_ROUNDS;
  const candidate = candidates.find(({ workers }) => workers === cell.workers);
  if (candidate === undefined || candidate.excludedBy !== null) return false;
  return (candidate.ratioToBest?.high ?? 1) >= GOOD_ENOUGH;
}

function closingReason(views: readonly View[]): string {
  return views.every(({ advice }) => advice.certainty === 'sure')
    ? 'the answer stands'
    : 'more rounds of these worker counts would not make the answer more certain';
}

/** The first look comes at 5 rounds, then after half as many again. */
function roundsToNextLook(done: number): number {
  return done < MIN_ROUNDS ? MIN_ROUNDS - done : Math.max(1, Math.ceil(done * GROWTH) - done);
}

/** Mean seconds of a cell's trials; of all trials where it has none. */
function costOf({ records }: CellTrials, groups: readonly CellTrials[]): number {
  const known = records.length > 0 ? records : groups.flatMap((group) => group.records);
  return known.length === 0 ? 0 : mean(known.map(({ hostSeconds }) => hostSeconds));
}
