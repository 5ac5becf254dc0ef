/** The advice for one curve: how many workers, how sure, or why there is no answer. */
import type { Advice, Candidate } from '../model/advice.js';
import { Rng, textKey } from '../random.js';
import { workerCountsText } from '../words/counts.js';
import { tell } from './advice-text.js';
import type { CurveCells } from './curves.js';
import { type Decision, decideAmong, hasNoWinner } from './decision.js';
import type { AdviceContext } from './exclusions.js';
import { withBaseline } from './pairing.js';
import { compareReferences } from './references.js';
import type { CellTrials } from './trials.js';
import { wayFields } from './ways.js';

/** Advice for a curve: sequential and every worker count of it are the candidates. */
export function adviseCurve(curve: CurveCells, context: AdviceContext): Advice {
  const groups = withBaseline(curve);
  const decision = decideAmong(groups, context, rngOf(curve, context));
  const names = (rows: readonly CellTrials[]) => workerCountsText(rows.map(({ cell }) => cell.workers));
  const references = compareReferences(curve.references, decision.row ?? loneOf(decision), context);
  const name = (row: CellTrials) => names([row]);
  const text = tell(decision, { study: context.study, baseline: curve.baseline, references, names, name });
  const candidates = groups.map((group) => candidateOf(group, decision));
  const workers = chosenRow(decision)?.cell.workers ?? null;
  const chosen = candidates.find((candidate) => candidate.workers === workers);
  const { cell } = curve.cells[0] as CellTrials;
  return {
    ...wayFields(cell.way),
    verdict: verdictOf(decision),
    workers,
    leader: decision.kind === 'too-few-rounds' ? (decision.row?.cell.workers ?? null) : null,
    certainty: decision.certainty,
    probabilityBest: chosen?.probabilityBest ?? null,
    probabilityGoodEnough: chosen?.probabilityGoodEnough ?? null,
    equivalent: decision.equal.map((group) => group.cell.workers),
    candidates,
    references,
    ...text,
  };
}

/** What is compared with nothing but references. */
function loneOf({ contestants }: Decision): CellTrials | null {
  return contestants.length === 1 ? (contestants[0] as CellTrials) : null;
}

/** The row that a decision names; null when it names none. */
export function chosenRow({ kind, row }: Decision): CellTrials | null {
  return kind === 'chosen' || kind === 'only-one-keeps' ? row : null;
}

/** A row that is named without a winner being claimed is `indistinguishable` from others. */
export function verdictOf(decision: Decision): Advice['verdict'] {
  if (chosenRow(decision) === null) return 'abstained';
  return hasNoWinner(decision) ? 'indistinguishable' : 'recommended';
}

function candidateOf(group: CellTrials, { contestants, outcome, exclusions }: Decision): Candidate {
  const column = contestants.indexOf(group);
  return {
    workers: group.cell.workers,
    ratioToBest: outcome?.ratiosToBest[column] ?? null,
    probabilityBest: outcome?.probabilityBest[column] ?? null,
    probabilityGoodEnough: outcome?.probabilityGoodEnough[column] ?? null,
    excludedBy: exclusions.find((exclusion) => exclusion.group === group)?.why ?? null,
  };
}

/** A stream that depends on the study's seed and on what the curve is called, not on the other curves. */
function rngOf(curve: CurveCells, { study }: AdviceContext): Rng {
  const { task, executor, inFlight, load } = (curve.cells[0] as CellTrials).cell.way;
  const rate = load.kind === 'rate' ? [textKey(String(load.perSecond))] : [];
  return new Rng(study.study.seed, textKey(task.name), textKey(executor), inFlight, ...rate);
}
