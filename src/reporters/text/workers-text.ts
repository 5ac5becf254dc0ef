import { counted } from './numbers.js';

/** Worker counts in words: `1 worker`, `4 and 8 workers`, `sequential, 1 and 2 workers`. */
export function workersText(workers: readonly number[]): string {
  const names = workers.map((count) => (count === 0 ? 'sequential' : String(count)));
  const [first = 0] = workers;
  if (workers.length < 2) return first === 0 ? names.join('') : counted(first, 'worker');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} ${workers.at(-1) === 1 ? 'worker' : 'workers'}`;
}
