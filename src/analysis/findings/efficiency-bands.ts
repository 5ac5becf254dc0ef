/** How well the workers of each curve are used, in three bands. */
import type { Finding } from '../../model/finding.js';
import type { CellReport, EfficiencyBand } from '../../model/row.js';
import { lawOf, speedupBaseline } from '../../seams/subject.js';
import { listText, workersText } from '../../words/counts.js';
import { wholePercent } from '../../words/numbers.js';
import { cpusOf } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { type FindingContext, onCurve } from './context.js';

const WORDS: { readonly [band in EfficiencyBand]: string } = {
  good: 'near-linear (above 90 %)',
  fair: 'mildly contended (70 to 90 %)',
  poor: 'poor (below 70 %)',
};
const GRAVEST: readonly EfficiencyBand[] = ['poor', 'fair', 'good'];

/**
 * For each curve the bands of its efficiency up to the CPUs that it had: beyond them workers can only share. Nothing where
 * all is near-linear, for a healthy study has no finding.
 */
export function efficiencyBandFindings(context: FindingContext): readonly Finding[] {
  return context.curves.flatMap((analysed) => bandsOf(analysed, context));
}

interface Banded {
  readonly workers: number;
  readonly efficiency: NonNullable<CellReport['efficiency']>;
  readonly band: EfficiencyBand;
}

function bandsOf({ curve, cells: own }: AnalysedCurve, { cells, recording }: FindingContext): readonly Finding[] {
  const [first] = own.cells;
  if (first === undefined) return [];
  const cpus = cpusOf(first, recording.study);
  const rows = cells.filter(({ way, workers }) => way === curve.way && workers > 1 && workers <= cpus).flatMap(banded);
  const worst = GRAVEST.find((band) => rows.some((row) => row.band === band));
  if (worst === undefined || worst === 'good') return [];
  const told = GRAVEST.toReversed().flatMap((band) => bandText(band, rows));
  const isOfOne = cells.some(({ way, efficiencyVsOneWorker }) => way === curve.way && efficiencyVsOneWorker !== null);
  const against = isOfOne ? '1 worker' : speedupBaseline(recording.study.study).name;
  return [
    {
      code: 'efficiency-band',
      severity: worst === 'poor' ? 'warning' : 'info',
      likelihood: rows.every(({ efficiency }) => efficiency.low !== null) ? 'likely' : 'possible',
      text: `Against ${against}, scaling is ${told.join('; ')}.`,
      // A law loses what was planted.
      cure:
        worst === 'poor' && lawOf(first.cell.way.task) === null
          ? 'See what the ledger says is lost, and what else ran on the machine.'
          : null,
      ...onCurve(curve),
      evidence: Object.fromEntries(rows.map(({ workers, efficiency }) => [`efficiencyAt${workers}`, efficiency.value])),
    },
  ];
}

/** Against one worker, as long as there is one: against sequential the pool itself is a part of it. */
function banded({ workers, efficiency, efficiencyVsOneWorker, efficiencyBands }: CellReport): readonly Banded[] {
  const figure = efficiencyVsOneWorker ?? efficiency;
  const band = efficiencyBands.vsOneWorker ?? efficiencyBands.vsSequential;
  return figure === null || band === null ? [] : [{ workers, efficiency: figure, band }];
}

/** "poor (below 70 %) with 8 workers (54 %) and 16 workers (24 %)". */
function bandText(band: EfficiencyBand, rows: readonly Banded[]): readonly string[] {
  const inBand = rows.filter((row) => row.band === band);
  if (inBand.length === 0) return [];
  const told = inBand.map(({ workers, efficiency }) => `${workersText(workers)} (${wholePercent(efficiency.value)})`);
  return [`${WORDS[band]} with ${listText(told)}`];
}
