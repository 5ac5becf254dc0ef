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

/** A schema that is made when it is first asked for: to make all of them takes longer than a small study. */
export function lazily(make: () => z.ZodType): () => z.ZodType {
  let made: z.ZodType | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** An object of the model: each of its members has its part here, or this does not compile. */
export function object<Model>(members: { readonly [member in keyof Required<Model>]: z.ZodType }): z.ZodType {
  return z.looseObject(members);
}

/** A finite number of no absurd size. */
export const figure = z.number().min(-MOST).max(MOST);
/** The same, or null where it is not known. */
export const amount = figure.nullable();
/** A whole number from 0, up to `most`. */
export const count = (most = Number.MAX_SAFE_INTEGER) => z.int().min(0).max(most);
/** Workers, streams, rounds: nothing measures a million of them. */
export const few = count(1_000_000);
export const flag = z.boolean();
/** Hostile text, of at most a million characters. */
export const text = z.string().max(MOST_TEXT);
/** Hostile text on a line that people read. */
export const shortText = z.string().max(10_000);
/** One of some words. */
export const word = (words: readonly string[]) => z.enum(words as [string, ...string[]]);

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
  const issue = schema.safeParse(given).error?.issues[0];
  if (issue === undefined) return null;
  const { path, message } = deepest(issue);
  const place = path.map(String).join('.').slice(0, 200);
  return `${place === '' ? 'the whole' : place}: ${message.slice(0, 200)}`;
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** Of several shapes that a part may have, the one that was followed furthest. */
function deepest(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap(([first]) => (first === undefined ? [] : [deepest(first)]));
  const longest = inner.reduce<Issue>((best, one) => (one.path.length > best.path.length ? one : best), {
    path: [],
    message: issue.message,
  });
  return { path: [...issue.path, ...longest.path], message: longest.message };
}
