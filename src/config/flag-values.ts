/** Flags as settings: their texts become the values that the keys would have in a file. */
import { configFlags, type Flag } from './flags.js';
import { readJson } from './json.js';
import type { FlagKind } from './key-meta.js';
import { type Problem, showValue } from './problems.js';
import { flagSetting, type Setting } from './settings.js';
import { plainValue } from './source.js';
import { didYouMean } from './suggest.js';

/** A flag's value, or why its text has none. A text of the wrong shape stays text, for the schema to refuse. */
export type FlagValue = { readonly value: unknown } | { readonly fault: string };

/** The settings that flags (by key) stand for, and the problems of those that do not parse. */
export function flagSettings(
  flags: Readonly<Record<string, string | boolean>>,
  cwd: string,
): { readonly settings: ReadonlyMap<string, Setting>; readonly problems: readonly Problem[] } {
  const settings = new Map<string, Setting>();
  const problems: Problem[] = [];
  const known = configFlags();
  for (const [key, text] of Object.entries(flags)) {
    const flag = known.find((one) => one.key === key);
    if (flag === undefined) problems.push(unknownFlag(key, known));
    else addFlag(flag, text, cwd, settings, problems);
  }
  return { settings, problems };
}

function addFlag(flag: Flag, text: string | boolean, cwd: string, settings: Map<string, Setting>, problems: Problem[]) {
  const parsed = parseFlag(flag.kind, text);
  if ('value' in parsed) settings.set(flag.key, flagSetting(flag.flag, parsed.value, cwd));
  else problems.push(flagProblem(flag.flag, flag.key, `expected JSON, found ${showValue(text)}`, parsed.fault));
}

function unknownFlag(key: string, known: readonly Flag[]): Problem {
  const names = known.map(({ flag }) => flag.slice(2));
  const name = key.replaceAll('_', '-');
  return flagProblem(`--${showValue(name).slice(1, -1)}`, key, 'unknown flag', didYouMean(name, names));
}

function flagProblem(flag: string, key: string, message: string, hint: string | null): Problem {
  return { where: { flag }, key, message, expected: null, found: null, hint };
}

/** The value of a flag's text; `none`, or `null` as in a file, stands where a number may be missing. */
export function parseFlag(kind: FlagKind, text: string | boolean): FlagValue {
  return typeof text === 'boolean' ? { value: text } : PARSERS[kind](text);
}

const PARSERS: { readonly [kind in FlagKind]: (text: string) => FlagValue } = {
  number: (text) => ({ value: text === 'none' || text === 'null' ? null : parseNumber(text) }),
  numbers: (text) => ({ value: parseNumbers(text) }),
  names: (text) => ({ value: text.split(',').map((name) => name.trim()) }),
  'names-or-none': (text) => (text === 'none' ? { value: false } : PARSERS.names(text)),
  text: (text) => ({ value: text }),
  boolean: (text) => ({ value: text === 'true' ? true : text === 'false' ? false : text }),
  json: parseJson,
};

/** Decimal numbers only: what Number() takes beyond them (blanks, hexadecimal) is more likely a slip. */
function parseNumber(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
}

/** No flag needs a longer range; a typing error should not fill the memory. */
const MAX_RANGE = 1000;

/** `0,1,2,4` and ranges, `0-8`, mixed at will. */
function parseNumbers(text: string): readonly number[] | string {
  const parts = text.split(',').map((part) => parseRange(part.trim()));
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

function parseJson(text: string): FlagValue {
  const { root, faults } = readJson(text);
  const [first] = faults;
  if (first !== undefined) return { fault: `at character ${first.offset + 1}: ${first.message}` };
  return { value: root === null ? text : plainValue(root) };
}
