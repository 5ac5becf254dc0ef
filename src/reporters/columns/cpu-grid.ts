/** Workers × CPUs: the main figure of a study in several sets of CPUs, a line for each worker count and a column for each set. */
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { traitsOf } from '../../seams/executor.js';
import { cpusText, workersText } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { duration } from '../../words/numbers.js';
import { rateUnit, throughputText } from '../text/command.js';
import { isOnCurve } from '../text/same-curve.js';
import { type Column, textOf } from './column.js';
import { COMMAND } from './command.js';
import { LATENCY } from './latency.js';

/** A worker count, or a word, in every set. */
export interface CpuLine {
  readonly workers: string;
  /** By the size of the set. */
  readonly cells: ReadonlyMap<number | null, CellReport>;
}

/** One table, of a way to run the task that was measured in several sets. */
export interface CpuGrid {
  /** Such as `time of a run by workers and CPUs`; names the way where there are several. */
  readonly title: string;
  readonly columns: readonly Column<CpuLine>[];
  readonly lines: readonly CpuLine[];
}

/** The tables of a task's rows; none where there are not several sets. */
export function cpuGrids(report: Report, cells: readonly CellReport[]): readonly CpuGrid[] {
  const curves = report.curves.filter(({ task }) => cells.some((cell) => cell.task === task));
  const ways = new Map<string, typeof curves>();
  for (const curve of curves) {
    const name = curveName({ ...curve, cpus: null });
    ways.set(name, [...(ways.get(name) ?? []), curve]);
  }
  return [...ways].flatMap(([name, own]) => {
    const rows = cells.filter((cell) => own.some((curve) => isOnCurve(cell, curve)));
    const sets = [...new Set(own.map(({ cpus }) => cpus))];
    return sets.length < 2 ? [] : [gridOf(report, rows, sets, ways.size > 1 ? `, ${name}` : '')];
  });
}

/** In what a set differs from a machine of its size, to be said beside the tables; null where nothing is said of it. */
export function setCaveat({ findings }: Pick<Report, 'findings'>): string | null {
  return findings.find(({ code }) => code === 'cpu-set')?.text ?? null;
}

function gridOf(
  report: Report,
  rows: readonly CellReport[],
  sets: readonly (number | null)[],
  suffix: string,
): CpuGrid {
  const { what, text, brief } = figureIn(report, rows.at(-1) as CellReport);
  const lines = new Map<string, Map<number | null, CellReport>>();
  for (const cell of rows) {
    const workers = cell.word ?? workersText(cell.workers);
    lines.set(workers, (lines.get(workers) ?? new Map()).set(cell.cpus, cell));
  }
  const shown = (show: (cell: CellReport) => string, cpus: number | null) => (line: CpuLine) => {
    const cell = line.cells.get(cpus);
    return cell === undefined ? '' : show(cell);
  };
  return {
    title: `${what} by workers and CPUs${suffix}`,
    columns: [
      textOf('workers', 0, ({ workers }) => workers),
      ...sets.map(
        (cpus): Column<CpuLine> => ({
          title: cpus === null ? 'all CPUs' : cpusText(cpus),
          align: 'right',
          expendable: 0,
          text: shown(text, cpus),
          brief: shown(brief, cpus),
        }),
      ),
    ],
    lines: [...lines].map(([workers, cells]) => ({ workers, cells })),
  };
}

/** A figure of a row, with its interval and without. */
interface GridFigure {
  readonly what: string;
  readonly text: (cell: CellReport) => string;
  readonly brief: (cell: CellReport) => string;
}

/** Under a rate the latency counts, of a command with a knob the time of a run, else the throughput. */
function figureIn(report: Report, { load, command, executor }: CellReport): GridFigure {
  if (load.kind === 'rate') {
    const text = (cell: CellReport) => LATENCY.p99.text(cell, report);
    return { what: 'p99', text, brief: text };
  }
  if (command !== null && traitsOf(report.study, executor).workersAre === 'inside')
    return {
      what: 'time of a run',
      text: (cell) => COMMAND.wall.text(cell, report),
      brief: (cell) => duration(cell.command?.wallSeconds?.value ?? null),
    };
  const unit = rateUnit(report);
  return {
    what: unit.words,
    text: ({ throughput }) => throughputText(report, throughput),
    brief: ({ throughput }) => unit.format(throughput?.value ?? null),
  };
}
