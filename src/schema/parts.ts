/**
 * What the schemas of data from outside are made of. Every part has a bound: whoever reads what passed may go through
 * all of it. Members that no schema names are kept, so that what a newer version adds is not lost.
 */
import * as z from 'zod';

/** Beyond any count or time of a study, and far from what arithmetic loses. */
const MOST = 1e18;
/** Members of a list or an object. */
const MOST_ITEMS = 1_000_000;
const MOST_TEXT = 1_000_000;
/** Deeper values end the stack of whoever goes through them. */
const MOST_LEVELS = 100;
const MOST_VALUES = 5_000_000;

/** A finite number of no absurd size. */
export const figure = z.number().min(-MOST).max(MOST);
/** A whole number from 0, up to `most`. */
export const count = (most = Number.MAX_SAFE_INTEGER) => z.int().min(0).max(most);
/** Hostile text, of at most a million characters. */
export const text = z.string().max(MOST_TEXT);
/** Hostile text on a line that people read. */
export const shortText = z.string().max(10_000);

/** Figures, checked in one go: a list may hold a million, and one complaint says enough. */
export const figures = z.custom<readonly number[]>(
  (value) => isList(value, (one) => typeof one === 'number' && Math.abs(one) <= MOST),
  'expected a list of numbers',
);
/** The same with null where a figure is not known. */
export const figuresOrNull = z.custom<readonly (number | null)[]>(
  (value) => isList(value, (one) => one === null || (typeof one === 'number' && Math.abs(one) <= MOST)),
  'expected a list of numbers and nulls',
);

/** A list of at most `most` parts. One that is longer is refused before its parts are looked at. */
export function list(part: z.ZodType, most = 100_000): z.ZodType {
  return z
    .custom<readonly unknown[]>((value) => Array.isArray(value) && value.length <= most, {
      error: `expected a list of at most ${most} entries`,
      abort: true,
    })
    .pipe(z.array(part) as z.ZodType<unknown, readonly unknown[]>);
}

/** An object with any names, of at most `most` members. */
export function named(part: z.ZodType, most = 10_000): z.ZodType {
  return z
    .custom<object>((value) => typeof value === 'object' && value !== null && Object.keys(value).length <= most, {
      error: `expected an object of at most ${most} members`,
      abort: true,
    })
    .pipe(z.record(z.string().max(10_000), part) as z.ZodType<unknown, object>);
}

/** A value as a task's argument may be: of any shape, but within bounds of depth and number, and without bigints. */
export const value = z.custom<unknown>((given) => {
  let left = MOST_VALUES;
  const isWithin = (one: unknown, levels: number): boolean => {
    if (--left < 0 || levels > MOST_LEVELS || typeof one === 'bigint') return false;
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) return true;
    return Object.values(one).every((member) => isWithin(member, levels + 1));
  };
  return isWithin(given, 0);
}, `expected a value of at most ${MOST_LEVELS} levels`);

function isList(value: unknown, isPart: (part: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= MOST_ITEMS && value.every(isPart);
}

/** What is wrong with a value, in one clause: the path, and what was expected there; null when nothing is. */
export function misfit(schema: z.ZodType, given: unknown): string | null {
  const { error } = schema.safeParse(given);
  const [first] = error?.issues ?? [];
  if (first === undefined) return null;
  const path = first.path.map(String).join('.').slice(0, 200);
  return `${path === '' ? 'the whole' : path}: ${first.message.slice(0, 200)}`;
}
