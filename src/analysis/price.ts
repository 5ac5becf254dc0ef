/** What more rounds would cost, from what those that were measured took. */
import { mean } from 'simple-statistics';
import type { Study } from '../model/study.js';
import { roughTime } from '../words/times.js';
import type { CellTrials } from './trials.js';

/** Below this many seconds nobody asks for the price. */
const WORTH_A_WORD_SECONDS = 60;

/** What some more rounds take, with the budget that allows them: `about 6 min 20 s ("budget": "17m")`; null where it is little. */
export function priceOf(rounds: number, rows: readonly CellTrials[], study: Study): string | null {
  const seconds = rounds * roundSeconds(rows, study);
  if (seconds < WORTH_A_WORD_SECONDS) return null;
  const { budgetSeconds } = study;
  const budget = budgetSeconds === null ? '' : ` ("budget": "${Math.ceil((budgetSeconds + seconds) / 60)}m")`;
  return `about ${roughTime(seconds)}${budget}`;
}

/** Seconds that a round of these rows takes: the mean of each row's trials, and the rests. */
function roundSeconds(rows: readonly CellTrials[], study: Study): number {
  const trials = rows.map(({ records }) =>
    records.length === 0 ? 0 : mean(records.map(({ hostSeconds }) => hostSeconds)),
  );
  const rests = rows.length * study.waitAfterRunnerSeconds + study.waitAfterIterationSeconds;
  return trials.reduce((sum, seconds) => sum + seconds, rests);
}
