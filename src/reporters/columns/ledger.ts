import type { Curve, CurvePoint } from '../../model/curve.js';
import { counted } from '../../words/counts.js';
import { percent, plain, ratio, withInterval } from '../../words/numbers.js';
import { type Column, figureOf, textOf } from './column.js';

/** What the table of ledgers is called. */
export const LEDGER_TITLE = "Where the workers' time went, and the speedup that units and machine allow";

/** The points of a curve whose time is accounted for; none where nothing is. */
export function ledgerPoints(curve: Curve): readonly CurvePoint[] {
  const isWithheld = ({ withheld }: CurvePoint) => withheld.some(({ figure }) => figure === 'ledger');
  return curve.points.filter((point) => point.ledger !== null || isWithheld(point));
}

/** Why a dash stands where a figure was measured, a sentence for each reason. */
export function withheldSentences(points: readonly CurvePoint[]): readonly string[] {
  return points.flatMap(({ workers, withheld }) =>
    withheld.map(({ figure, reason }) => `No ${FIGURES[figure]} with ${counted(workers, 'worker')}: ${reason}.`),
  );
}

const FIGURES = { ledger: 'account', blackBox: 'account', machineCeiling: 'ceiling of the machine' } as const;

/** The columns of the efficiency ledger: shares that sum to 100 %, and the ceilings beside them. */
export function ledgerColumns(points: readonly CurvePoint[]): readonly Column<CurvePoint>[] {
  const waits = points.some(({ ledger }) => (ledger?.waiting ?? 0) > 0);
  const hasMachine = points.some(({ machineCeiling }) => machineCeiling !== null);
  const lacksCpu = points.some(({ ledger }) => (ledger?.withoutCpu ?? 0) > 0);
  return [
    textOf('workers', 0, ({ workers }) => plain(workers)),
    share('useful', (point) => point.ledger?.useful),
    share('slower', (point) => point.ledger?.inflation),
    ...(lacksCpu ? [share('no CPU', (point) => point.ledger?.withoutCpu)] : []),
    ...(waits ? [share('waiting', (point) => point.ledger?.waiting)] : []),
    share('transfer', (point) => point.ledger?.transfer),
    share('idle tail', (point) => point.ledger?.idleTail),
    share('start skew', (point) => point.ledger?.startSkew),
    figureOf('unit ceiling', 1, ({ quantisationCeiling }) => quantisationCeiling, ratio),
    ...(hasMachine ? [MACHINE] : []),
  ];
}

const MACHINE: Column<CurvePoint> = {
  ...figureOf<CurvePoint>('machine', 2, ({ machineCeiling }) => machineCeiling?.value),
  text: ({ machineCeiling }) => withInterval(machineCeiling),
};

function share(title: string, figure: (point: CurvePoint) => number | null | undefined): Column<CurvePoint> {
  return figureOf(title, 0, figure, percent);
}
