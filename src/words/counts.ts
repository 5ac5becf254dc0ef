/** Counts in words, for every sentence that people read: of findings, advice, reports, checks and errors. */
import { short } from './numbers.js';

/** `1 row`, `12,345 rows`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
}

/** The verb that goes with a count: `agreeing(1, 'loses', 'lose')` is `loses`. */
export function agreeing(count: number, singular: string, plural: string): string {
  return count === 1 ? singular : plural;
}

/** `sequential`, `1 worker`, `8 workers`. */
export function workersText(workers: number): string {
  return workers === 0 ? 'sequential' : counted(workers, 'worker');
}

/** `sequential, 1 and 4 workers`, `1 worker`; empty for none. */
export function workerCountsText(workers: readonly number[]): string {
  const [first] = workers;
  if (first === undefined) return '';
  if (workers.length === 1) return workersText(first);
  const last = workers.at(-1) as number;
  return `${listText(workers.map((count) => (count === 0 ? 'sequential' : count.toLocaleString('en'))))}${last === 0 ? '' : ` ${agreeing(last, 'worker', 'workers')}`}`;
}

/** `1 CPU`, `32 CPUs`, and parts of them as a quota gives: `1.5 CPUs`. */
export function cpusText(cpus: number): string {
  return `${short(cpus)} ${agreeing(cpus, 'CPU', 'CPUs')}`;
}

/** `in one thread`, `on 1 worker`, `on 8 workers`: where something ran. */
export function placeText(workers: number): string {
  return workers === 0 ? 'in one thread' : `on ${workersText(workers)}`;
}

/** `1`, `1 and 2`, `1, 2 and 4`; texts that hold commas need another separator. */
export function listText(texts: readonly (string | number)[], separator = ', ', last = ' and '): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(separator)}${last}${texts.at(-1)}`;
}
