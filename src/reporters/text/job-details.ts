import type { Load } from '../../model/load.js';
import type { Report } from '../../model/report.js';
import type { CellReport, LongArgument } from '../../model/row.js';
import type { Point, UnitNoun } from '../../model/study.js';
import { unitNoun } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { visible } from './escape.js';
import { withBigInts } from './json-text.js';
import { cutTo } from './width.js';

/** Columns of arguments in a heading. */
const SHORT = 120;

/**
 * The arguments as the CSV's "Job details" shows them: one scalar alone (`1000000`), several joined by
 * ", ", all else as JSON. Hostile text: escape it for where it is shown.
 */
export function jobDetails(args: readonly unknown[]): string {
  return args.map(argument).join(', ');
}

/** A point of a matrix: `algorithm=Ed25519, operation=sign`. Hostile text. */
export function pointText(point: Point['values']): string {
  return Object.entries(point)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** A task with its arguments, if it has any, for a heading, `sort(1000000)`: escaped for terminals, cut when long. */
export function taskTitle(task: string, cells: readonly CellReport[]): string {
  const point = cells[0]?.point ?? null;
  if (point !== null) return pointTitle(task, pointText(point));
  const variants = new Set(cells.map((cell) => cutTo(visible(jobDetails(cell.args)), SHORT)));
  return (
    cutTo(visible(task), SHORT) + [...variants].map((details) => (details === '' ? '' : `(${details})`)).join(' or ')
  );
}

/** A point's short name, and where that leaves any out its arguments' names and values. */
function pointTitle(name: string, text: string): string {
  const whole = text.replaceAll(', ', ' ') === name ? '' : ` (${cutTo(visible(text), SHORT)})`;
  return cutTo(visible(name), SHORT) + whole;
}

/** The rows of one task. */
export interface TaskCells {
  readonly task: string;
  readonly cells: readonly CellReport[];
}

/** The rows of a report by task, in its order. */
export function cellsByTask({ cells }: Pick<Report, 'cells'>): readonly TaskCells[] {
  const tasks = [...new Set(cells.map(({ task }) => task))];
  return tasks.map((task) => ({ task, cells: cells.filter((cell) => cell.task === task) }));
}

/** `100 units`, `1 run`, `a window of 10 s` or `100 to 500/s for 30 s (open loop)`: what each trial of the cells has. */
export function loadText(cells: readonly CellReport[], { study }: Pick<Report, 'study'>): string {
  const rates = cells.flatMap(({ load }) => (load.kind === 'rate' ? [load.perSecond] : []));
  const span = [...new Set([Math.min(...rates), Math.max(...rates)])].join(' to ');
  return [...new Set(cells.map(({ load }) => oneLoad(load, span, unitNoun(study))))].join(' or ');
}

function oneLoad(load: Load, rates: string, noun: UnitNoun): string {
  switch (load.kind) {
    case 'count':
      return counted(load.units, noun);
    case 'window':
      return `a window of ${load.windowSeconds} s`;
    case 'rate':
      return `${rates}/s for ${load.durationSeconds} s (open loop)`;
  }
}

/** Digits of a digest that tell one argument from another. */
const DIGITS = 12;

function argument(value: unknown): string {
  if (isLong(value))
    return `${value.head}… (${counted(value.length, 'character')}, SHA-256 ${value.sha256.slice(0, DIGITS)}…)`;
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, withBigInts) ?? '';
  return String(value);
}

function isLong(value: unknown): value is LongArgument {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { head, length, sha256 } = value as Partial<LongArgument>;
  return typeof head === 'string' && typeof length === 'number' && /^[0-9a-f]{64}$/.test(String(sha256));
}
