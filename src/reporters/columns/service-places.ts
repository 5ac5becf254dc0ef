/** The tables of a service: what each count of its workers holds, and what that takes of the machine. */
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { speedupBaseline } from '../../seams/subject.js';
import { rateTitle } from '../text/cell-figures.js';
import { type Place, placesIf } from './row-columns.js';

/** The main table of a service: what each count of its workers holds, and what that takes of the machine. */
export function servicePlaces(cells: readonly CellReport[], report: Report): readonly Place[] {
  const isOpen = cells.some(({ load }) => load.kind === 'rate');
  return [
    ['name', 0],
    ['workers', null],
    ...placesIf(new Set(cells.map(({ inFlight }) => inFlight)).size > 1, ['inFlight', 0, 'clients']),
    ...placesIf(
      cells.some(({ cpus }) => cpus !== null),
      ['cpus', 0],
    ),
    ...placesIf(isOpen, ['offered', 4], ['lateShare', null], ['droppedShare', 6], ['behind', null]),
    ['throughput', 0, rateTitle(report, cells)],
    ...placesIf(!isOpen, ['speedup', 3, `vs ${speedupBaseline(report.study).name}`]),
    ['p50', 2],
    ['p99', 0],
    ['p999', 7],
    ['failedShare', 1],
    ['serverCpu', 1],
    ['serverRss', 5],
    ...placesIf(
      cells.some(({ limits }) => limits !== null),
      ['limits', 0],
    ),
    ['verdict', null],
    ['note', null],
  ];
}

/** What a service took beside that, and its clients, which are no part of it. */
export const SERVICE_DETAILS: readonly Place[] = [
  ['name', 0],
  ['unitsCompleted', 6],
  ['unitsFailed', 0],
  ['firstError', null],
  ['variation', 8],
  ['mean', 9],
  ['p90', null],
  ['maximum', 5],
  ['serverCpuPerUnit', 0, 'CPU each'],
  ['serverProcesses', 3],
  ['serverThreads', 4],
  ['serverConnections', 1],
  ['cpu', 2, 'client CPU'],
  ['rss', 7, 'client memory'],
];
