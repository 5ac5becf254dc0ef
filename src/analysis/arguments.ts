/** Arguments as reports have them: a long one by its head and digest, for every row repeats it. */
import type { LongArgument } from '../model/row.js';
import { sha256 } from './sha256.js';

/** Characters of JSON that an argument has at most in a report. */
const LONGEST = 4096;
/** Characters of a long one that are shown. */
const HEAD = 200;

const shortened = new WeakMap<readonly unknown[], readonly unknown[]>();

/** The arguments with a LongArgument in the place of each that has over 4,096 characters of JSON. */
export function shortArguments(args: readonly unknown[]): readonly unknown[] {
  const known = shortened.get(args);
  if (known !== undefined) return known;
  const short = args.map(shortArgument);
  shortened.set(args, short);
  return short;
}

function shortArgument(value: unknown): unknown {
  const json = JSON.stringify(value) ?? '';
  if (json.length <= LONGEST) return value;
  return { head: json.slice(0, HEAD), length: json.length, sha256: sha256(json) } satisfies LongArgument;
}
