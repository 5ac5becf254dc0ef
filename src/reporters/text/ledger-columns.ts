import type { Curve, CurvePoint } from '../../model.js';
import { percent, plain, ratio } from './numbers.js';
import type { Column } from './table.js';

/** What the table of ledgers is called. */
export const LEDGER_TITLE = 'Where the time of all workers went, and what no speedup can exceed';

/** The points of a curve whose time is accounted for. */
export function ledgerPoints(curve: Curve): readonly CurvePoint[] {
  return curve.points.filter(({ ledger }) => ledger !== null);
}

/** The columns of the efficiency ledger: shares that sum to 100 %, and the ceilings beside them. */
export function ledgerColumns(points: readonly CurvePoint[]): readonly Column<CurvePoint>[] {
  const waits = points.some(({ ledger }) => (ledger?.waiting ?? 0) > 0);
  const hasMachine = points.some(({ machineCeiling }) => machineCeiling !== null);
  return [
    { title: 'workers', align: 'left', expendable: 0, text: ({ workers }) => plain(workers) },
    share('useful', (point) => point.ledger?.useful),
    share('slower', (point) => point.ledger?.inflation),
    ...(waits ? [share('waiting', (point) => point.ledger?.waiting)] : []),
    share('transfer', (point) => point.ledger?.transfer),
    share('idle tail', (point) => point.ledger?.idleTail),
    share('start skew', (point) => point.ledger?.startSkew),
    { title: 'unit ceiling', align: 'right', expendable: 1, text: (point) => ratio(point.quantisationCeiling) },
    ...(hasMachine ? [machineColumn] : []),
  ];
}

const machineColumn: Column<CurvePoint> = {
  title: 'machine',
  align: 'right',
  expendable: 2,
  text: (point) => ratio(point.machineCeiling?.value ?? null),
};

function share(title: string, figure: (point: CurvePoint) => number | undefined): Column<CurvePoint> {
  return { title, align: 'right', expendable: 0, text: (point) => percent(figure(point) ?? null) };
}
