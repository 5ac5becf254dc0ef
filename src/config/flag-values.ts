/** How a flag's text becomes the value that its key, or a member of it, would have in a file. */
import { parseDuration } from './duration.js';
import { readJson } from './json.js';
import type { FlagKind, FlagText } from './key-meta.js';
import { plainValue } from './source.js';
import { KNOB_WORD } from './workers.js';

/** A flag's value, or why its text has none. A text of the wrong shape stays text, for the schema to refuse. */
export type FlagValue = { readonly value: unknown } | { readonly fault: string };

/** The value of a flag's text; `none`, or `null` as in a file, stands where a number or an object may be missing. */
export function parseFlag(kind: FlagKind, text: FlagText): FlagValue {
  if (typeof text === 'boolean') return { value: text };
  if (kind === 'texts') return { value: [text].flat() };
  if (kind === 'assignments') return assignments([text].flat());
  if (kind === 'value-lists') return valueLists([text].flat());
  return PARSERS[kind]([text].flat().at(-1) ?? '');
}

/** `NAME=VALUE` texts as an object; a later one wins. */
function assignments(texts: readonly string[]): FlagValue {
  const wrong = texts.find((text) => !/^[^=]+=/.test(text));
  if (wrong !== undefined) return { fault: `expected NAME=VALUE, found ${JSON.stringify(wrong)}` };
  return {
    value: Object.fromEntries(
      texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
    ),
  };
}

/** `NAME=a,b` texts as lists by name, of numbers, true, false and texts; the lists of one name are put together. */
function valueLists(texts: readonly string[]): FlagValue {
  const wrong = texts.find((text) => !/^[^=]+=./.test(text));
  if (wrong !== undefined) return { fault: `expected NAME=VALUE,VALUE, found ${JSON.stringify(wrong)}` };
  const lists = new Map<string, unknown[]>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    const values = namesOf(text.slice(at + 1)).map((one) =>
      one === 'true' ? true : one === 'false' ? false : parseNumber(one),
    );
    lists.set(name, [...(lists.get(name) ?? []), ...values]);
  }
  return { value: Object.fromEntries(lists) };
}

/** The text of a flag's value: what parses to it again. */
export function flagText(kind: FlagKind, value: unknown): string {
  if (kind === 'seconds') return `${value}s`;
  if (kind === 'assignments')
    return Object.entries(value as object)
      .map(([name, one]) => `'${name}=${one}'`)
      .join(' ');
  if (kind === 'texts') return (value as readonly string[]).map((one) => `'${one}'`).join(' ');
  return Array.isArray(value) ? value.join(',') : String(value);
}

const PARSERS: {
  readonly [kind in Exclude<FlagKind, 'texts' | 'assignments' | 'value-lists'>]: (text: string) => FlagValue;
} = {
  number: orNone(parseNumber),
  numbers: (text) => ({ value: parseNumbers(text) }),
  counts: (text) => ({ value: parseCounts(text) }),
  seconds: orNone((text) => withUnit(text, 1)),
  milliseconds: orNone((text) => withUnit(text, 1000)),
  share: orNone((text) => percent(text) ?? parseNumber(text)),
  names: (text) => ({ value: namesOf(text) }),
  'names-or-none': (text) => ({ value: text === 'none' ? false : namesOf(text) }),
  switches: (text) => (text.trimStart().startsWith('{') ? parseJson(text) : { value: switchesOf(text) }),
  text: (text) => ({ value: text }),
  boolean: (text) => ({ value: text === 'true' ? true : text === 'false' ? false : text }),
  json: (text) => (text === 'none' ? { value: null } : parseJson(text)),
};

function orNone(parse: (text: string) => number | string): (text: string) => FlagValue {
  return (text) => ({ value: text === 'none' || text === 'null' ? null : parse(text) });
}

/** Decimal numbers only: what Number() takes beyond them (blanks, hexadecimal) is more likely a slip. */
function parseNumber(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
}

/** A duration, in parts of a second; a number without a unit is one of them already. */
function withUnit(text: string, perSecond: number): number | string {
  const seconds = parseDuration(text.trim());
  return seconds === null ? parseNumber(text) : tidy(seconds * perSecond);
}

/** `1%` as 0.01; null for anything else. */
function percent(text: string): number | null {
  const number = /%\s*$/.test(text) ? parseNumber(text.replace(/\s*%\s*$/, '')) : text;
  return typeof number === 'number' ? tidy(number / 100) : null;
}

/** Without what binary fractions add: 1.1 s are 1100 ms. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** No flag needs a longer range; a typing error should not fill the memory. */
const MAX_RANGE = 1000;

/** `0,1,2,4` and ranges, `0-8`, mixed at will. */
function parseNumbers(text: string): readonly number[] | string {
  const parts = text.split(',').map((part) => parseRange(part.trim()));
  return parts.includes(null) ? text : parts.flatMap((part) => part ?? []);
}

/** The same, with words among the numbers: `off,auto,1,2,4`. */
function parseCounts(text: string): readonly (number | string)[] | string {
  const words = text.split(',').map((part) => part.trim());
  if (words.length < 2) return parseNumbers(text);
  const parts: (readonly (number | string)[] | null)[] = words.map(
    (part) => parseRange(part) ?? (KNOB_WORD.test(part) ? [part] : null),
  );
  return parts.includes(null) ? text : parts.flatMap((part) => part ?? []);
}

function parseRange(part: string): readonly number[] | null {
  const range = /^(\d+)-(\d+)$/.exec(part);
  if (range === null) {
    const number = parseNumber(part);
    return typeof number === 'number' ? [number] : null;
  }
  const [low, high] = [Number(range[1]), Number(range[2])];
  if (high < low || high - low >= MAX_RANGE) return null;
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

function namesOf(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

/** `cpu,heap` as what is on; `none` is nothing. */
function switchesOf(text: string): { readonly [name: string]: true } {
  return text === 'none' ? {} : Object.fromEntries(namesOf(text).map((name) => [name, true]));
}

function parseJson(text: string): FlagValue {
  const { root, faults } = readJson(text);
  const [first] = faults;
  if (first !== undefined) return { fault: `at character ${first.offset + 1}: ${first.message}` };
  return { value: root === null ? text : plainValue(root) };
}
