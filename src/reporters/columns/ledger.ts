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

/** One of the shares that sum to 100 %. */
export interface LedgerPart {
  /** In a picture's legend. */
  readonly name:
    | 'useful'
    | 'slower units'
    | 'slower runs'
    | 'without a CPU'
    | 'waiting'
    | 'transfer'
    | 'idle tail'
    | 'start skew'
    | 'starting'
    | 'computation'
    | 'extra computation'
    | 'idle CPUs';
  /** In a table's head; the name where there is none. */
  readonly title?: string;
  /** Left out of a table where it is nothing everywhere. */
  readonly isRare?: true;
  readonly share: (point: CurvePoint) => number | null | undefined;
}

const USEFUL: LedgerPart = { name: 'useful', share: ({ ledger }) => ledger?.useful };
const WITHOUT_CPU: LedgerPart = {
  name: 'without a CPU',
  title: 'no CPU',
  isRare: true,
  share: ({ ledger }) => ledger?.withoutCpu,
};
const IDLE_TAIL: LedgerPart = { name: 'idle tail', share: ({ ledger }) => ledger?.idleTail };

/** Where the workers' time went. */
const WORKERS: readonly LedgerPart[] = [
  USEFUL,
  { name: 'slower units', title: 'slower', share: ({ ledger }) => ledger?.inflation },
  WITHOUT_CPU,
  { name: 'waiting', isRare: true, share: ({ ledger }) => ledger?.waiting },
  { name: 'transfer', share: ({ ledger }) => ledger?.transfer },
  IDLE_TAIL,
  { name: 'start skew', share: ({ ledger }) => ledger?.startSkew },
];

/** The same of copies of a command, which nobody hands out: what goes by until a run begins, at first or after another, is its start. */
const COPIES: readonly LedgerPart[] = [
  USEFUL,
  { name: 'slower runs', title: 'slower', share: ({ ledger }) => ledger?.inflation },
  WITHOUT_CPU,
  IDLE_TAIL,
  { name: 'starting', share: ({ ledger }) => ledger && ledger.transfer + ledger.startSkew },
];

/** Where the CPU time of a command with N workers went. */
export const BLACK_BOX_PARTS: readonly LedgerPart[] = [
  { name: 'computation', share: ({ blackBox }) => blackBox?.computation },
  { name: 'extra computation', share: ({ blackBox }) => blackBox?.extraComputation },
  { name: 'idle CPUs', share: ({ blackBox }) => blackBox?.idle },
];

/** The shares of a ledger, of a task's workers or of a command's copies. */
export function ledgerParts(isCommand: boolean): readonly LedgerPart[] {
  return isCommand ? COPIES : WORKERS;
}

/** The columns of the efficiency ledger: shares that sum to 100 %, and the ceilings beside them. */
function ledgerColumns(points: readonly CurvePoint[], isCommand: boolean): readonly Column<CurvePoint>[] {
  const hasMachine = points.some(({ machineCeiling }) => machineCeiling !== null);
  const isTelling = ({ isRare, share }: LedgerPart) =>
    isRare !== true || points.some((point) => (share(point) ?? 0) > 0);
  return [
    textOf('workers', 0, ({ workers }) => plain(workers)),
    ...ledgerParts(isCommand).filter(isTelling).map(partColumn),
    figureOf(isCommand ? 'run ceiling' : 'unit ceiling', 1, ({ quantisationCeiling }) => quantisationCeiling, ratio),
    ...(hasMachine ? [MACHINE] : []),
  ];
}

function partColumn({ name, title = name, share }: LedgerPart): Column<CurvePoint> {
  return figureOf(title, 0, share, percent);
}

const MACHINE: Column<CurvePoint> = {
  ...figureOf<CurvePoint>('machine', 2, ({ machineCeiling }) => machineCeiling?.value),
  text: ({ machineCeiling }) => withInterval(machineCeiling),
};

/** Three shares that sum to 100 %, and the factors of the POP methodology. */
const BLACK_BOX_COLUMNS: readonly Column<CurvePoint>[] = [
  textOf('workers', 0, ({ workers }) => plain(workers)),
  ...BLACK_BOX_PARTS.map(partColumn),
  figureOf('scaling', 0, ({ blackBox }) => blackBox && blackBox.computation / usedShare(blackBox), percent),
  figureOf('utilisation', 0, ({ blackBox }) => blackBox && usedShare(blackBox), percent),
];

function usedShare({ computation, extraComputation }: BlackBoxLedger): number {
  return computation + extraComputation;
}
