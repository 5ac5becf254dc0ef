/** What a study's ways and cells are called. */
import type { Load } from '../model/load.js';
import type { Cell, Way } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { traitsOf } from '../seams/executor.js';
import { turnsServices } from '../seams/subject.js';

/** A way with its id; the study decides the task's position in it. */
export function makeWay({ tasks }: Pick<Study, 'tasks'>, parts: Omit<Way, 'id'>): Way {
  const { task, executor, inFlight, order, load, cpus } = parts;
  const position = tasks.findIndex(({ name }) => name === task.name);
  return { id: `${idUnderAnyLoad(position, parts)}${rateText(load)}`, task, executor, inFlight, order, load, cpus };
}

/** A way's id without its load; `place` is its task's position in the study, or what stands for that. */
export function idUnderAnyLoad(place: number | string, { executor, inFlight, order, cpus }: Omit<Way, 'id'>): string {
  const flight = inFlight === 1 ? '' : `_x${inFlight}`;
  const kept = order === 'none' ? '' : `_${order}`;
  return `${place}/${executor}${flight}${kept}${setText(cpus)}`;
}

/** A way at a worker count. */
export function makeCell(study: Study, way: Way, workers: number): Cell {
  return { ...named(study, way, workers === 0 ? null : workers), way, workers };
}

/** A reference row: a way with a word in the count's place. */
export function makeReference(study: Study, way: Way, word: string): Cell {
  return { ...named(study, way, word), way, workers: 0, word };
}

function named(study: Study, way: Way, workers: number | string | null): Pick<Cell, 'id' | 'name'> {
  const task = study.tasks.findIndex(({ name }) => name === way.task.name);
  const name = cellName(study, way, workers);
  return { id: `${task}/${name}`, name };
}

/** A cell like another one, under another load. */
export function withLoad(study: Study, { way, workers, word }: Cell, load: Load): Cell {
  const other = makeWay(study, { ...way, load });
  return word === undefined ? makeCell(study, other, workers) : makeReference(study, other, word);
}

/** The CPUs that a way's trials can have, of those that there are. */
export function cpusWithin({ cpus }: Pick<Way, 'cpus'>, available: number): number {
  return Math.min(cpus ?? available, available);
}

/** Units in flight mean something only where units are handed to workers, or clients drive a service. */
export function inFlightOf(study: Study, executor: string): readonly number[] {
  const traits = traitsOf(study, executor);
  return traits.handsOut || turnsServices(traits) ? study.inFlight : [1];
}

/** The CSV's row name: as the Python tester's, and longer only where a study has more to tell apart; null is sequential. */
function cellName(
  study: Study,
  { task, executor, inFlight, order, load, cpus }: Way,
  workers: number | string | null,
): string {
  const prefix = study.tasks.length > 1 ? `${task.name}:` : '';
  if (workers === null) return `${prefix}sequential${setText(cpus)}${rateText(load)}`;
  const kind = study.executors.length > 1 ? executor : 'parallel';
  const suffix = inFlightOf(study, executor).length > 1 ? `_x${inFlight}` : '';
  const kept = study.orders.length > 1 && order !== 'none' ? `_${order}` : '';
  return `${prefix}${kind}_${workers}${suffix}${kept}${setText(cpus)}${rateText(load)}`;
}

function setText(cpus: number | null): string {
  return cpus === null ? '' : `@${cpus}cpu`;
}

function rateText(load: Load): string {
  return load.kind === 'rate' ? `@${load.perSecond}/s` : '';
}
