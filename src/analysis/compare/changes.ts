/** What changed from base to head: each figure with its ratio, its test, and what may be said of it. */
import { mean } from 'simple-statistics';
import type { ComparedMetric, Comparison, FigureChange } from '../../model/comparison.js';
import type { Estimate } from '../../model/estimate.js';
import { Rng } from '../../random.js';
import { studentTwoSided } from '../../statistics/distributions.js';
import { CONFIDENCE, describe, MIN_ROUNDS, RESOLUTION, ratioFromLogs } from '../../statistics/estimate.js';
import { holm, relabelled, signFlipped } from '../../statistics/multiplicity.js';
import { rankSumP, shift } from '../../statistics/rank-sum.js';
import { wayFields } from '../ways.js';
import type { Figures, Row } from './figures.js';

/** Keeps the relabellings' random stream apart from others of the same seed. */
const RELABEL_STREAM = 0x1abe1;

/** Rounds from which the changed signs of whole rounds can show a change: 2 of 2⁶ labellings are 3 %. */
const MIN_FLIPPED = 6;

/** A figure's ratio and what its own test says of it. */
interface Tested {
  readonly row: Row;
  readonly ratio: Estimate;
  readonly pValue: number | null;
}

/** How changes are judged. */
export interface Judgement {
  /** True when both sides were measured in the same rounds. */
  readonly paired: boolean;
  readonly thresholds: Comparison['thresholds'];
  readonly seed: number;
}

/** Every figure's change, in the order of the rows. */
export function changesOf({ rows }: Figures, judgement: Judgement): readonly FigureChange[] {
  const { paired, seed } = judgement;
  const tested = rows.map(paired ? testPaired : testApart);
  const judged = tested.flatMap(({ pValue }, i) => (pValue === null ? [] : [i]));
  const rng = new Rng(seed, RELABEL_STREAM);
  const adjusted = paired ? adjustPaired(tested, judged, rng) : adjustApart(rows, judged, rng);
  const byRow = new Map(judged.map((index, i) => [index, adjusted[i] as number]));
  return tested.map((each, i) => changeOf(each, byRow.get(i) ?? null, judgement));
}

/** Signs of 5 rounds can be changed in 32 ways, too few to show anything: there Holm's stricter way has to do. */
function adjustPaired(tested: readonly Tested[], judged: readonly number[], rng: Rng): readonly number[] {
  const rows = judged.map((index) => tested[index] as Tested);
  const rounds = Math.max(0, ...rows.map(({ row }) => differencesOf(row).filter(isKnown).length));
  if (rounds < MIN_FLIPPED) return holm(rows.map(({ pValue }) => pValue as number));
  return signFlipped(
    rows.map(({ row }) => ({ values: differencesOf(row) })),
    rng,
  );
}

/** The relabelling speaks of the rows that can be judged, and of sums over them. */
function adjustApart(rows: readonly Row[], judged: readonly number[], rng: Rng): readonly number[] {
  if (judged.length === 0) return [];
  const ranked = judged.map((index) => {
    const { base, head, of } = rows[index] as Row;
    const parts = of?.map((part) => judged.indexOf(part)).filter((part) => part >= 0) ?? null;
    return { values: [...base, ...head], of: parts };
  });
  return relabelled(ranked, (rows[judged[0] ?? 0]?.base ?? []).length, rng);
}

/** Rounds of their own: Mann–Whitney's test, and the Hodges–Lehmann shift that goes with it. */
function testApart(row: Row): Tested {
  const [base, head] = [row.base.filter(isKnown), row.head.filter(isKnown)];
  if (base.length === 0 || head.length === 0) return { row, ratio: { value: 1, low: null, high: null }, pValue: null };
  const { value, low, high } = shift(base, head);
  if (Math.min(base.length, head.length) < MIN_ROUNDS)
    return { row, ratio: { value: Math.exp(value), low: null, high: null }, pValue: null };
  const ratio = { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
  return { row, ratio, pValue: rankSumP(base, head) };
}

/** The same rounds: Student's t on the differences of logarithms. */
function testPaired(row: Row): Tested {
  const differences = differencesOf(row).filter(isKnown);
  if (differences.length === 0) return { row, ratio: { value: 1, low: null, high: null }, pValue: null };
  const sample = describe(differences);
  const ratio = ratioFromLogs(sample);
  if (differences.length < MIN_ROUNDS) return { row, ratio, pValue: null };
  const t = sample.mean / Math.max(sample.standardError, RESOLUTION);
  return { row, ratio, pValue: studentTwoSided(t, sample.degreesOfFreedom) };
}

/** By rounds; NaN where either side is missing. */
function differencesOf({ base, head }: Row): readonly number[] {
  return Array.from({ length: Math.max(base.length, head.length) }, (_, i) => {
    return (head[i] ?? Number.NaN) - (base[i] ?? Number.NaN);
  });
}

function changeOf(
  { row, ratio, pValue }: Tested,
  adjusted: number | null,
  { paired: isPaired, thresholds }: Judgement,
) {
  const { metric, way, workers, word } = row;
  const pairedValues = isPaired ? differencesOf(row).filter(isKnown).map(Math.exp) : [];
  const verdict = verdictOf(metric, ratio.value, adjusted);
  return {
    ...{ metric, ...wayFields(way), workers, word },
    base: workers === null ? null : geometricMean(row.base),
    head: workers === null ? null : geometricMean(row.head),
    ratio,
    byRound: pairedValues,
    pValue,
    adjustedPValue: adjusted,
    verdict,
    severity: verdict === 'worse' ? severityOf(lossOf(metric, ratio.value), thresholds) : null,
  } satisfies FigureChange;
}

function verdictOf(metric: ComparedMetric, ratio: number, adjusted: number | null): FigureChange['verdict'] {
  if (adjusted === null) return 'too few rounds';
  if (adjusted >= 1 - CONFIDENCE || ratio === 1) return 'no change shown';
  return lossOf(metric, ratio) > 0 ? 'worse' : 'better';
}

/** By which share a figure became worse: throughput by what it lost, times by what they gained. */
export function lossOf(metric: ComparedMetric, ratio: number): number {
  return metric === 'throughput' ? 1 - ratio : ratio - 1;
}

function severityOf(loss: number, { warning, critical }: Comparison['thresholds']): FigureChange['severity'] {
  if (loss >= critical) return 'critical';
  return loss >= warning ? 'warning' : 'info';
}

/** Null where no observation has the figure. */
function geometricMean(logs: readonly number[]): number | null {
  const known = logs.filter(isKnown);
  return known.length === 0 ? null : Math.exp(mean(known));
}

function isKnown(value: number): boolean {
  return !Number.isNaN(value);
}
