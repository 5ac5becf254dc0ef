/** The columns of the table that has the points of a matrix beside each other. */
import type { PointRow, PointsReport } from '../../model/points.js';
import type { Report } from '../../model/report.js';
import { milliseconds, NONE, percent, ratio, withInterval } from '../../words/numbers.js';
import { rateUnit } from '../text/command.js';
import { type Column, figureOf, textOf } from './column.js';
import { BANDS } from './speed.js';

/** Each name with its value, then the row to use with its figures. */
export function pointColumns(
  report: Report,
  { names, rows, comparedWorkers }: PointsReport,
): readonly Column<PointRow>[] {
  const unit = rateUnit(report);
  const hasRates = rows.some(({ load }) => load.kind === 'rate');
  const hasEnergy = rows.some(({ joulesPerUnit }) => joulesPerUnit !== null);
  return [
    ...names.map((name) => valueColumn(name, rows)),
    ...(hasRates ? [figureOf<PointRow>('rate', 0, ({ load }) => (load.kind === 'rate' ? load.perSecond : null))] : []),
    {
      ...textOf<PointRow>('use', 0, useText),
      value: ({ row, leader }) => (row ?? leader)?.workers ?? null,
      help: 'The row that its answer names; where rounds are too few for one, the row that is ahead so far.',
    },
    {
      ...figureOf<PointRow>(unit.title, 0, ({ throughput }) => throughput?.value),
      text: ({ throughput }) => withInterval(throughput, unit.format),
      brief: ({ throughput }) => unit.format(throughput?.value ?? null),
    },
    {
      ...figureOf<PointRow>('speedup', 1, ({ speedup }) => speedup?.value),
      text: ({ speedup }) => withInterval(speedup, ratio),
    },
    ...(comparedWorkers === null
      ? []
      : [
          {
            ...figureOf<PointRow>(`efficiency at ${comparedWorkers}`, 0, (row) => row.comparedEfficiency?.value),
            text: ({ comparedEfficiency, comparedBand }: PointRow) =>
              withBand(withInterval(comparedEfficiency, percent), comparedBand),
            brief: ({ comparedEfficiency, comparedBand }: PointRow) =>
              withBand(percent(comparedEfficiency?.value ?? null), comparedBand),
            band: ({ comparedBand }: PointRow) => comparedBand,
            help: `With the most workers that every point was measured with, up to the CPUs. ${BANDS}`,
          },
        ]),
    figureOf('p99', 2, ({ p99Ms }) => p99Ms, milliseconds),
    ...(hasEnergy
      ? [
          figureOf<PointRow>(
            'energy/unit',
            3,
            ({ joulesPerUnit }) => joulesPerUnit?.value,
            (joules) => (joules === null ? NONE : `${ratio(joules)} J`),
          ),
        ]
      : []),
  ];
}

/** Numbers stand right, as figures do. */
function valueColumn(name: string, rows: readonly PointRow[]): Column<PointRow> {
  const at = ({ point }: PointRow) => (Object.hasOwn(point, name) ? (point[name] ?? null) : null);
  return {
    title: name,
    align: rows.every((row) => typeof at(row) === 'number') ? 'right' : 'left',
    expendable: 0,
    text: (row) => {
      const value = at(row);
      return value === null ? '' : String(value);
    },
    value: (row) => {
      const value = at(row);
      return typeof value === 'boolean' ? String(value) : value;
    },
  };
}

/** `2 workers`, or `ahead: 2 workers` before there is an answer. */
function useText({ row, rowName, provisional }: PointRow): string {
  if (rowName === null) return NONE;
  return `${row === null ? 'ahead: ' : ''}${rowName}${provisional === null ? '' : ', provisional'}`;
}

/** With its band in words, as beside the efficiency of a row. */
function withBand(text: string, band: PointRow['comparedBand']): string {
  return band === null ? text : `${text} ${band}`;
}
