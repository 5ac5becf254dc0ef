/** The answer over all that was swept of one task and load: executors, worker counts, units in flight, orders, CPUs. */
import type { Advice, Answer, AnswerRow } from '../model/advice.js';
import type { UnitOrder } from '../model/load.js';
import { Rng, textKey } from '../random.js';
import { listText } from '../words/counts.js';
import { chosenRow, verdictOf } from './advice.js';
import { tell } from './advice-text.js';
import type { CurveCells } from './curves.js';
import { decideAmong } from './decision.js';
import type { AdviceContext } from './exclusions.js';
import { baselineOf } from './pairing.js';
import { rivalsOf } from './rivals.js';
import { rowNamer } from './row-names.js';
import type { CellTrials } from './trials.js';
import { groupAlike, rowWay } from './ways.js';

/** What a stricter order guarantees costs nothing where it is as fast. */
const STRICTEST_FIRST: readonly UnitOrder[] = ['completion', 'key', 'none'];

/** An answer for each task and load of a study's rows; of a single curve it is its advice. */
export function answersOf(
  groups: readonly CellTrials[],
  curves: readonly CurveCells[],
  advice: readonly Advice[],
  context: AdviceContext,
): readonly Answer[] {
  // Rates that a search chose belong to one worker count each: there is nothing to compare.
  const planned = groups.filter(
    ({ cell: { word }, records }) => word === undefined && records.every(({ cell }) => cell === undefined),
  );
  return groupAlike(planned, rowWay, 'executor', 'inFlight', 'order', 'cpus').flatMap((rows) => {
    const own = curves.flatMap(({ cells }, i) =>
      cells.some((cell) => rows.includes(cell)) ? [advice[i] as Advice] : [],
    );
    const ordered = new Set(rows.filter(({ cell }) => cell.workers > 0).map(({ cell }) => cell.way.order));
    const [only, second] = own;
    if (only === undefined) return [];
    return [second === undefined && ordered.size === 1 ? answerOfCurve(only, rows) : answerAmong(rows, context)];
  });
}

function answerOfCurve(advice: Advice, rows: readonly CellTrials[]): Answer {
  const { task, load, verdict, certainty, provisional, headline, because, reason, cure } = advice;
  const { equivalent, workers, leader } = advice;
  const at = (count: number) => rows.filter(({ cell }) => cell.workers === count).map(rowOf);
  const rowAt = (count: number | null) => (count === null ? null : (at(count)[0] ?? null));
  return {
    ...{ task, load, verdict, certainty, provisional, headline, because, reason, cure },
    row: rowAt(workers),
    leader: rowAt(leader),
    equivalent: equivalent.flatMap((count) => at(count)),
    rivals: [],
  };
}

function answerAmong(rows: readonly CellTrials[], context: AdviceContext): Answer {
  const sorted = rows.toSorted(byCost);
  const [first] = sorted as [CellTrials];
  const { task, load } = first.cell.way;
  const keys = [[task.name, task.args], load].map((part) => textKey(JSON.stringify(part)));
  const rng = new Rng(context.study.study.seed, ...keys);
  const decision = decideAmong(sorted, context, rng);
  const chosen = chosenRow(decision);
  const name = rowNamer(rows, context.study.study);
  const names = (named: readonly CellTrials[]) => listText(named.map(name), '; ');
  const parallel = rows.find(({ cell }) => cell.workers > 0) ?? first;
  return {
    task: task.name,
    load,
    verdict: verdictOf(decision),
    certainty: decision.certainty,
    ...tell(decision, {
      study: context.study,
      baseline: baselineOf(chosen ?? parallel, rows),
      references: [],
      isOverAll: true,
      name,
      names,
    }),
    row: chosen === null ? null : rowOf(chosen),
    leader: decision.kind === 'too-few-rounds' && decision.row !== null ? rowOf(decision.row) : null,
    equivalent: decision.equal.map(rowOf),
    rivals: rivalsOf(decision).map(({ row, ...rival }) => ({ ...rowOf(row), ...rival })),
  };
}

/** Fewer CPUs first, then fewer workers, fewer units in flight, the stricter order; equals stay as the study lists them. */
function byCost({ cell: a }: CellTrials, { cell: b }: CellTrials): number {
  const strictness = STRICTEST_FIRST.indexOf(a.way.order) - STRICTEST_FIRST.indexOf(b.way.order);
  const more = (a.way.cpus ?? 0) - (b.way.cpus ?? 0);
  return more || a.workers - b.workers || a.way.inFlight - b.way.inFlight || strictness;
}

function rowOf({ cell: { name, workers, way } }: CellTrials): AnswerRow {
  const { id, executor, inFlight, order, cpus } = way;
  return { name, way: id, executor, workers, inFlight, order, cpus };
}
