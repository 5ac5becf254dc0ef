/** Wording that the checks share. */
import { plain } from '../reporters/text/numbers.js';

export { counted, duration, percent } from '../reporters/text/numbers.js';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** A size for people: `512 B`, `1.5 MiB`. */
export function bytes(count: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, Math.abs(count))) / 10));
  return `${plain(power === 0 ? Math.round(count) : count / 2 ** (10 * power))} ${BYTE_UNITS[power]}`;
}
