/** The advice for one curve: how many workers, how sure, or why there is no answer. */
import type { Advice, Candidate, StudyRecord } from '../model.js';
import { Rng, textKey } from '../random.js';
import { type AdviceCase, cureOf, type Exclusion, sentenceOf } from './advice-text.js';
import { decide, type Outcome } from './contest.js';
import type { CurveCells } from './curves.js';
import { CONFIDENCE, MIN_ROUNDS } from './estimate.js';
import { checkLimits } from './limits.js';
import { openLoopOf } from './open-loop.js';
import { throughputTable } from './pairing.js';
import type { CellTrials } from './trials.js';

/** What advice rests on, beside the curve's cells. */
export interface AdviceContext {
  readonly study: StudyRecord;
  readonly wrongCells: ReadonlySet<string>;
}

/**
 * Confidence of the comparisons in an adaptive study. A question that is asked after every few rounds gets
 * a false answer at last, so each look is held to more: 1.58 % for 5 looks at 5 % in all (Pocock, 1977).
 */
const LOOK_CONFIDENCE = 1 - 0.0158;

/** Those that may be chosen, and what came out of their contest; no outcome under 5 rounds. */
interface Race {
  readonly contestants: readonly CellTrials[];
  readonly outcome: Outcome | null;
}

/** Advice for a curve: sequential and every worker count of it are the candidates. */
export function adviseCurve(curve: CurveCells, context: AdviceContext): Advice {
  const groups = curve.baseline === null ? curve.cells : [curve.baseline, ...curve.cells];
  const exclusions = exclusionsOf(groups, context);
  const race = raceOf(
    groups.filter(({ cell }) => exclusions.every(({ workers }) => workers !== cell.workers)),
    curve,
    context,
  );
  const found = onlyOneLeft(race, exclusions) ?? caseOf(race);
  const workers = 'workers' in found ? found.workers : null;
  const candidates = groups.map((group) => candidateOf(group, exclusions, race));
  const { cell } = curve.cells[0] as CellTrials;
  return {
    task: cell.task.name,
    executor: cell.executor,
    inFlight: cell.inFlight,
    order: cell.order,
    load: cell.load,
    verdict: verdictOf(found),
    workers,
    probabilityBest: candidates.find((candidate) => candidate.workers === workers)?.probabilityBest ?? null,
    probabilityGoodEnough: candidates.find((candidate) => candidate.workers === workers)?.probabilityGoodEnough ?? null,
    equivalent: found.equivalent,
    candidates,
    reason: sentenceOf(found, curve, { exclusions, unchecked: uncheckedLimits(race, context) }),
    cure: cureOf(found, exclusions),
  };
}

function verdictOf({ kind }: AdviceCase): Advice['verdict'] {
  if (kind === 'recommended') return 'recommended';
  return kind === 'all-equal' || kind === 'several' ? 'indistinguishable' : 'abstained';
}

/** Under a rate there is nothing to compare where all other counts are overloaded: the one that keeps up is the answer. */
function onlyOneLeft({ contestants }: Race, exclusions: readonly Exclusion[]): AdviceCase | null {
  const [only, second] = contestants;
  if (only === undefined || second !== undefined || only.completed.length < MIN_ROUNDS) return null;
  if (exclusions.length === 0 || exclusions.some(({ kind }) => kind !== 'overload')) return null;
  const { workers } = only.cell;
  return { kind: 'recommended', workers, best: workers, equivalent: [workers] };
}

function caseOf({ contestants, outcome }: Race): AdviceCase {
  if (outcome === null) {
    const left = contestants.length;
    return { kind: left === 0 ? 'none-allowed' : left === 1 ? 'one-allowed' : 'too-few-rounds', equivalent: [] };
  }
  const at = (column: number) => (contestants[column] as CellTrials).cell.workers;
  const { best, equal, certified, ratiosToBest } = outcome;
  const columns = contestants.map((_, column) => column).filter((i) => equal.includes(i) || certified.includes(i));
  const equivalent = columns.map(at);
  const [pick] = certified;
  if (pick === undefined) {
    const worst = Math.min(...equal.map((column) => ratiosToBest[column]?.low ?? 0));
    return equal.length === contestants.length
      ? { kind: 'nothing-shown', equivalent }
      : { kind: 'several', equivalent, worst };
  }
  const kind = columns.length === contestants.length ? 'all-equal' : 'recommended';
  return { kind, workers: at(pick), best: at(best), equivalent };
}

function raceOf(contestants: readonly CellTrials[], curve: CurveCells, context: AdviceContext): Race {
  const enough = contestants.length > 1 && contestants.every(({ completed }) => completed.length >= MIN_ROUNDS);
  if (!enough) return { contestants, outcome: null };
  const confidence = context.study.study.budgetSeconds === null ? CONFIDENCE : LOOK_CONFIDENCE;
  const outcome = decide(throughputTable(contestants), rngOf(curve, context), confidence);
  return { contestants, outcome };
}

/** Cells that may not be chosen. Few rounds exclude only where other cells have enough. */
function exclusionsOf(groups: readonly CellTrials[], { study, wrongCells }: AdviceContext): readonly Exclusion[] {
  const someHaveEnough = groups.some(({ completed }) => completed.length >= MIN_ROUNDS);
  return groups.flatMap((group) => {
    const exclude = (kind: Exclusion['kind'], why: string) => [{ workers: group.cell.workers, kind, why }];
    if (wrongCells.has(group.cell.id)) return exclude('fault', 'wrong result');
    if (group.completed.length === 0) return exclude('fault', 'no round completed');
    if (someHaveEnough && group.completed.length < MIN_ROUNDS)
      return exclude('fault', `under ${MIN_ROUNDS} rounds completed`);
    if (openLoopOf(group)?.overloaded === true)
      return exclude('overload', 'overloaded: it does not keep up with the arrivals');
    const { broken } = checkLimits(group, study.study.limits);
    return broken === null ? [] : exclude('limit', broken);
  });
}

function candidateOf(
  { cell }: CellTrials,
  exclusions: readonly Exclusion[],
  { contestants, outcome }: Race,
): Candidate {
  const column = contestants.findIndex((contestant) => contestant.cell.workers === cell.workers);
  return {
    workers: cell.workers,
    ratioToBest: outcome?.ratiosToBest[column] ?? null,
    probabilityBest: outcome?.probabilityBest[column] ?? null,
    probabilityGoodEnough: outcome?.probabilityGoodEnough[column] ?? null,
    excludedBy: exclusions.find(({ workers }) => workers === cell.workers)?.why ?? null,
  };
}

function uncheckedLimits({ contestants }: Race, { study }: AdviceContext): string | null {
  const unknown = contestants.map((group) => checkLimits(group, study.study.limits).unknown);
  return unknown.find((names) => names !== null) ?? null;
}

/** A stream that depends on the study's seed and on what the curve is called, not on the other curves. */
function rngOf(curve: CurveCells, { study }: AdviceContext): Rng {
  const { task, executor, inFlight, load } = (curve.cells[0] as CellTrials).cell;
  const rate = load.kind === 'rate' ? [textKey(String(load.perSecond))] : [];
  return new Rng(study.study.seed, textKey(task.name), textKey(executor), inFlight, ...rate);
}
