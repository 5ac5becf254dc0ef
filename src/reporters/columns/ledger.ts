import type { BlackBoxLedger, Curve, CurvePoint } from '../../model/curve.js';
import { counted } from '../../words/counts.js';
import { percent, plain, ratio, withInterval } from '../../words/numbers.js';
import { type Column, figureOf, textOf } from './column.js';

/** The account of where a curve's time went. */
export interface LedgerTable {
  readonly title: string;
  readonly columns: readonly Column<CurvePoint>[];
  readonly points: readonly CurvePoint[];
}

/** The account of a curve: of its workers' time, or of the CPUs of a command; null where there is none, nor a reason for that. */
export function ledgerTable(curve: Curve, isCommand: boolean): LedgerTable | null {
  const isWithheld = ({ withheld }: CurvePoint, which: 'ledger' | 'blackBox') =>
    withheld.some(({ figure }) => figure === which);
  const known = curve.points.filter((point) => point.ledger !== null || isWithheld(point, 'ledger'));
  if (known.length > 0) {
    const title = isCommand ? COPIES_TITLE : LEDGER_TITLE;
    return { title, columns: ledgerColumns(known, isCommand), points: known };
  }
  const points = curve.points.filter((point) => point.blackBox !== null || isWithheld(point, 'blackBox'));
  return points.length === 0 ? null : { title: BLACK_BOX_TITLE, columns: BLACK_BOX_COLUMNS, points };
}

const LEDGER_TITLE = "Where the workers' time went, and the speedup that units and machine allow";
const COPIES_TITLE = 'Where the time of N copies went, and the speedup that whole runs allow';
const BLACK_BOX_TITLE = 'Where N × wall time went; computation, the parallel efficiency, is scaling × utilisation';

/** Why a dash stands where a figure was measured, a sentence for each reason. */
export function withheldSentences(points: readonly CurvePoint[]): readonly string[] {
  return points.flatMap(({ workers, withheld }) =>
    withheld.map(({ figure, reason }) => `No ${FIGURES[figure]} with ${counted(workers, 'worker')}: ${reason}.`),
  );
}

const FIGURES = { ledger: 'account', blackBox: 'account', machineCeiling: 'ceiling of the machine' } as const;

/** Nobody hands commands out: what goes by until a run begins, at first or after another, is its start. */
export function startingShare({ ledger }: CurvePoint): number | null {
  return ledger === null ? null : ledger.transfer + ledger.startSkew;
}

/** The columns of the efficiency ledger: shares that sum to 100 %, and the ceilings beside them. */
function ledgerColumns(points: readonly CurvePoint[], isCommand: boolean): readonly Column<CurvePoint>[] {
  const waits = points.some(({ ledger }) => (ledger?.waiting ?? 0) > 0);
  const hasMachine = points.some(({ machineCeiling }) => machineCeiling !== null);
  const lacksCpu = points.some(({ ledger }) => (ledger?.withoutCpu ?? 0) > 0);
  return [
    textOf('workers', 0, ({ workers }) => plain(workers)),
    share('useful', (point) => point.ledger?.useful),
    share('slower', (point) => point.ledger?.inflation),
    ...(lacksCpu ? [share('no CPU', (point) => point.ledger?.withoutCpu)] : []),
    ...(waits ? [share('waiting', (point) => point.ledger?.waiting)] : []),
    ...(isCommand ? [] : [share('transfer', (point) => point.ledger?.transfer)]),
    share('idle tail', (point) => point.ledger?.idleTail),
    isCommand ? share('starting', startingShare) : share('start skew', (point) => point.ledger?.startSkew),
    figureOf(isCommand ? 'run ceiling' : 'unit ceiling', 1, ({ quantisationCeiling }) => quantisationCeiling, ratio),
    ...(hasMachine ? [MACHINE] : []),
  ];
}

const MACHINE: Column<CurvePoint> = {
  ...figureOf<CurvePoint>('machine', 2, ({ machineCeiling }) => machineCeiling?.value),
  text: ({ machineCeiling }) => withInterval(machineCeiling),
};

/** Three shares that sum to 100 %, and the factors of the POP methodology. */
const BLACK_BOX_COLUMNS: readonly Column<CurvePoint>[] = [
  textOf('workers', 0, ({ workers }) => plain(workers)),
  share('computation', ({ blackBox }) => blackBox?.computation),
  share('extra computation', ({ blackBox }) => blackBox?.extraComputation),
  share('idle CPUs', ({ blackBox }) => blackBox?.idle),
  share('scaling', ({ blackBox }) => blackBox && blackBox.computation / usedShare(blackBox)),
  share('utilisation', ({ blackBox }) => blackBox && usedShare(blackBox)),
];

function usedShare({ computation, extraComputation }: BlackBoxLedger): number {
  return computation + extraComputation;
}

function share(title: string, figure: (point: CurvePoint) => number | null | undefined): Column<CurvePoint> {
  return figureOf(title, 0, figure, percent);
}
