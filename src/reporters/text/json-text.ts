/** JSON that no reader mistakes for anything else, and that steers no terminal. */

/** What JSON leaves raw although it can steer a terminal or reverse the reading direction. */
const UNSAFE = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

/**
 * A value as JSON, indented by two, with a newline at its end. BigInts become texts; numbers that JSON cannot
 * write (NaN, infinities) become null.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, withBigInts, 2).replace(UNSAFE, escaped)}\n`;
}

/** For JSON.stringify: BigInts as texts. */
export function withBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** A character as JSON escapes it. Those in question only occur inside strings, where an escape means the same. */
export function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}
