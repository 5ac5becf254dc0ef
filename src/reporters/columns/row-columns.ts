/** Every column that rows have, wherever it is shown. */

import { COMMAND } from './command.js';
import { LATENCY, RESOURCES } from './latency.js';
import { IDENTITY, OUTCOME_COLUMNS, REMARKS, UNITS_DONE } from './row.js';
import { SERVICE } from './service.js';
import { ARRIVALS, COMPARED, THROUGHPUT, TIMES } from './speed.js';

/** Every column of rows, by key. A new figure of a row is one entry in one of these lists. */
export const ROW_COLUMNS = {
  ...IDENTITY,
  ...OUTCOME_COLUMNS,
  ...TIMES,
  ...THROUGHPUT,
  ...COMPARED,
  ...ARRIVALS,
  ...LATENCY,
  ...REMARKS,
  ...UNITS_DONE,
  ...RESOURCES,
  ...COMMAND,
  ...SERVICE,
};

/** The key of a column of rows. */
export type ColumnKey = keyof typeof ROW_COLUMNS;

/** A column's place in a table: when a terminal does without it (see `Column`), and a title of the table's own. */
export type Place = readonly [key: ColumnKey, expendable: number | null, title?: string];

/** Those places, where the condition holds. */
export function placesIf(condition: boolean, ...places: readonly Place[]): readonly Place[] {
  return condition ? places : [];
}
