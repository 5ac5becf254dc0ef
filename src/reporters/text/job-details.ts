import type { CellReport } from '../../model.js';
import { visible } from './escape.js';
import { counted } from './numbers.js';
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

/** A task with its arguments for a heading, `sort(1000000)`: escaped for terminals, cut when long. */
export function taskTitle(task: string, cells: readonly CellReport[]): string {
  const variants = new Set(cells.map((cell) => cutTo(visible(jobDetails(cell.args)), SHORT)));
  return cutTo(visible(task), SHORT) + [...variants].map((details) => `(${details})`).join(' or ');
}

/** `100 units`: how many each trial of the cells has. */
export function unitsText(cells: readonly CellReport[]): string {
  return [...new Set(cells.map((cell) => counted(jobCount(cell), 'unit')))].join(' or ');
}

/** Units of one trial: the CSV's "Job count". */
export function jobCount(cell: CellReport): number {
  return cell.load.units;
}

function argument(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, withBigInts) ?? '';
  return String(value);
}

function withBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
