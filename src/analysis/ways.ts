/** The one place that tells ways apart: which rows compare, and what reports say of a row's way. */
import type { Cell, Way, WayFields } from '../model/plan.js';
import { groupBy } from './grouping.js';

/** What two ways of one task may differ in. */
type WayPart = 'executor' | 'inFlight' | 'order' | 'load' | 'cpus';

const PARTS: readonly WayPart[] = ['executor', 'inFlight', 'order', 'load', 'cpus'];

/** A way as reports publish it. */
export function wayFields({ id, task, executor, inFlight, order, load, cpus }: Way): WayFields {
  return { way: id, task: task.name, point: task.point?.values ?? null, executor, inFlight, order, load, cpus };
}

/** Whether two ways are of the same task and differ in nothing but what is named. */
export function areAlike(a: Way, b: Way, ...but: readonly WayPart[]): boolean {
  return sharedKey(a, but) === sharedKey(b, but);
}

/** Items in groups whose ways differ in nothing but what is named, in order of their first items. */
export function groupAlike<Item>(
  items: readonly Item[],
  wayOf: (item: Item) => Way,
  ...but: readonly WayPart[]
): readonly (readonly Item[])[] {
  return [...groupBy(items, (item) => sharedKey(wayOf(item), but)).values()];
}

/** The way of a row. */
export function rowWay({ cell }: { readonly cell: Cell }): Way {
  return cell.way;
}

/** A study's tasks have names of their own. */
function sharedKey(way: Way, but: readonly WayPart[]): string {
  return JSON.stringify([way.task.name, ...PARTS.map((part) => (but.includes(part) ? null : way[part]))]);
}
