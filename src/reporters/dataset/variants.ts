/** A report's rows as data frames take them: by the way in which units run, each with the values that name it. */
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import type { PointValue } from '../../model/study.js';

/** The rows of all points in one way to run units. */
export interface Variant {
  /** `threads`, `threads_x4`: the file's base name. */
  readonly name: string;
  readonly cells: readonly CellReport[];
}

/** The rows by the way in which they run units, the points side by side. */
export function variantsOf({ cells }: Pick<Report, 'cells'>): readonly Variant[] {
  const names = [...new Set(cells.map(variantName))];
  return names.map((name) => ({ name, cells: cells.filter((cell) => variantName(cell) === name) }));
}

/** A way's id without the position of its task: what it has in common with those of the other points. */
export function variantName({ way }: Pick<CellReport, 'way'>): string {
  return fileName(way.slice(way.indexOf('/') + 1));
}

/** The names of a report's values: those of its matrix; `task` without one. */
export function valueNames({ cells }: Pick<Report, 'cells'>): readonly string[] {
  const names = [...new Set(cells.flatMap(({ point }) => Object.keys(point ?? {})))];
  return names.length === 0 ? ['task'] : names;
}

/** The values of a row, in the order of the names; null where its point has none. */
export function valuesOf(
  { task, point }: Pick<CellReport, 'task' | 'point'>,
  names: readonly string[],
): readonly (PointValue | null)[] {
  if (point === null) return [task];
  return names.map((name) => (Object.hasOwn(point, name) ? (point[name] ?? null) : null));
}

/** The worker count, or the word in its place. */
export function workersOf({ workers, word }: Pick<CellReport, 'workers' | 'word'>): string {
  return word ?? String(workers);
}

/** A part of a file's name: hostile text as what is safe anywhere. */
export function fileName(text: string): string {
  const safe = text.replace(/[^\w.+-]+/g, '-').replace(/^[.-]+/, '');
  return safe.slice(0, 80) || 'row';
}
