/** Curves: one task and executor over its worker counts, with ceilings, ledger and fits. */

import type { Curve, CurvePoint } from '../model/curve.js';
import type { Estimate } from '../model/estimate.js';
import { traitsOf } from '../seams/executor.js';
import { meanEstimate, ratioEstimate } from '../statistics/estimate.js';
import { agreeing, counted, workerCountsText } from '../words/counts.js';
import { beyondPeak } from './beyond-peak.js';
import { blackBoxOf } from './black-box.js';
import { machineCeiling, quantisationCeiling, serialFraction } from './ceilings.js';
import { type CellContext, speedupsOf } from './cells.js';
import { type FitRange, fitRange } from './cpu-bound.js';
import { efficiencyOf, speedupVsOneWorker } from './efficiency.js';
import { type CurveFits, fitCurve, MIN_WORKER_COUNTS } from './fits.js';
import { groupBy } from './grouping.js';
import { hypothesesOf, waitsForShared } from './hypotheses.js';
import { ledgerDoubt, ledgerOf } from './ledger.js';
import { isOpenLoop } from './loads.js';
import { baselineOf } from './pairing.js';
import type { Observation } from './shape-fit.js';
import type { CellTrials } from './trials.js';
import { wayFields } from './ways.js';

/** The cells of one curve: same task, executor, units in flight and load, workers from 1 up, ascending. */
export interface CurveCells {
  readonly cells: readonly CellTrials[];
  readonly baseline: CellTrials | null;
  /** Rows of the same way with a word in the count's place: they are compared, and no part of the curve. */
  readonly references: readonly CellTrials[];
}

/** A curve, with what the findings need of its fits. */
export interface AnalysedCurve {
  readonly curve: Curve;
  readonly cells: CurveCells;
  readonly fits: CurveFits | null;
  /** The worker counts that the fits are over. */
  readonly fittedWorkers: readonly number[];
}

const OPEN_LOOP_NOTE = 'no fit: under an open loop throughput is what arrives, not what workers can do';

/**
 * All curves of a study in the plan's order, sequential cells being their baselines. Cells of another order than
 * the study's first are beside a curve, not on one: what their order costs is a finding.
 */
export function curveCells(groups: readonly CellTrials[]): readonly CurveCells[] {
  // Rates that a search chose belong to one worker count each: there is nothing to compare.
  const planned = groups.filter(({ records }) => records.every(({ cell }) => cell === undefined));
  const first = planned.find(({ cell }) => cell.workers > 0)?.cell.way.order;
  const parallel = planned.filter(({ cell }) => cell.workers > 0 && cell.way.order === first);
  const curves = groupBy(parallel, ({ cell }) => cell.way.id);
  return [...curves].map(([way, cells]) => ({
    cells: cells.toSorted((a, b) => a.cell.workers - b.cell.workers),
    baseline: baselineOf(cells[0] as CellTrials, groups),
    references: planned.filter(({ cell }) => cell.word !== undefined && cell.way.id === way),
  }));
}

/** Units that ran one at a time and whose CPU time counts the whole process: the sequential ones. */
function loneUnits({ baseline }: CurveCells): CellTrials | null {
  return baseline !== null && baseline.completed.length > 0 ? baseline : null;
}

/** The curve of its cells; cells without a completed round give no point. */
export function analyseCurve(cells: CurveCells, context: CellContext): AnalysedCurve {
  const measured = cells.cells.filter(({ completed }) => completed.length > 0);
  const { cell } = cells.cells[0] as CellTrials;
  const single = measured.find((group) => group.cell.workers === 1) ?? null;
  const range = fitRange(loneUnits(cells) ?? single, context.study);
  const sound = measured.filter((group) => !context.wrongCells.has(group.cell.id));
  const fitted = (isOpenLoop(cell.way) ? [] : sound).filter(
    (group) => range.largest === null || group.cell.workers <= range.largest,
  );
  const points = measured.map((group) => curvePoint(group, cells.baseline, context));
  const hypotheses = hypothesesOf(points, cells, context.study);
  const fits =
    fitted.length < MIN_WORKER_COUNTS ? null : fitCurve(fitted.flatMap(observationsOf), waitsForShared(hypotheses));
  const curve: Curve = {
    ...wayFields(cell.way),
    points,
    fits: fits?.fits ?? [],
    fitNote: isOpenLoop(cell.way) ? OPEN_LOOP_NOTE : fitNote(sound, fitted, range, fits),
    hypotheses,
    beyondPeak: beyondPeak(sound),
  };
  return { curve, cells, fits, fittedWorkers: fits === null ? [] : fitted.map((group) => group.cell.workers) };
}

function observationsOf({ cell, completed }: CellTrials): readonly Observation[] {
  return completed.map(({ round, throughput }) => ({ workers: cell.workers, round, throughput }));
}

function curvePoint(group: CellTrials, baseline: CellTrials | null, context: CellContext): CurvePoint {
  const { workers, way } = group.cell;
  const { load, inFlight } = way;
  const { chunk } = context.study.study;
  const streams = workers * inFlight;
  const speedups = speedupsOf(group, context);
  const speedup = ratioEstimate(speedups.map(({ ratio }) => ratio));
  const wrong = context.wrongCells.has(group.cell.id);
  const { doubt, ...ceilings } = machineCeiling(group, baseline, speedups);
  const isKnob = traitsOf(context.study.study, way.executor).workersAre === 'inside';
  const ledger = wrong || isKnob ? null : ledgerOf(group, baseline);
  const blackBox = wrong || !isKnob ? { ledger: null, doubt: null } : blackBoxOf(group, baseline);
  const distrust = ledger === null || baseline === null ? null : ledgerDoubt(ledger, group, baseline);
  return {
    workers,
    throughput: meanEstimate(group.completed.map((trial) => trial.throughput)) as Estimate,
    speedup,
    efficiency: efficiencyOf(speedup, workers),
    speedupVsOneWorker: speedupVsOneWorker(group, context),
    serialFraction: speedup === null ? null : serialFraction(speedup.value, workers),
    quantisationCeiling: load.kind === 'count' && !isKnob ? quantisationCeiling(load.units, streams, chunk) : null,
    ...ceilings,
    ledger: distrust === null ? ledger : null,
    blackBox: blackBox.ledger,
    withheld: [
      ...(distrust === null ? [] : [{ figure: 'ledger' as const, reason: distrust }]),
      ...(blackBox.doubt === null ? [] : [{ figure: 'blackBox' as const, reason: blackBox.doubt }]),
      ...(doubt === null ? [] : [{ figure: 'machineCeiling' as const, reason: doubt }]),
    ],
  };
}

/** Why there is no fit, or which worker counts it leaves out. */
function fitNote(
  sound: readonly CellTrials[],
  fitted: readonly CellTrials[],
  range: FitRange,
  fits: CurveFits | null,
): string | null {
  const left = sound.filter((group) => !fitted.includes(group)).map(({ cell }) => cell.workers);
  const leftOut =
    left.length === 0
      ? null
      : `${workerCountsText(left)} ${agreeing(left.length === 1 ? (left[0] ?? 0) : left.length, 'is', 'are')} left out of the fits: ${range.reason}`;
  if (fits === null) {
    const few = `no fit: ${counted(fitted.length, 'usable worker count')}, and a fit needs ${MIN_WORKER_COUNTS}`;
    return leftOut === null ? few : `${few}; ${leftOut}`;
  }
  const notes = [leftOut, fits.contradiction === null ? null : `no fit is selected: ${fits.contradiction.reason}`];
  return notes.filter((note) => note !== null).join('; ') || null;
}
