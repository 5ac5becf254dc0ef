/** Values against the schema, key by key, so that one bad key hides no other. */
import type * as z from 'zod';
import { configFlags } from './flags.js';
import { memberNames, objectMeant } from './members.js';
import { type Problem, pathText, showValue } from './problems.js';
import { CONFIG_KEYS, type Config, type ConfigKey, configSchema, metaOf } from './schema.js';
import type { Setting, Settings } from './settings.js';
import { didYouMean } from './suggest.js';

/** What was wrong with one value: where below its key, and what would be right. */
interface Fault {
  readonly path: readonly PropertyKey[];
  /** Null for a key that is not known. */
  readonly expected: string | null;
}

/** The keys that hold, defaults included, and the problems of the others. */
export interface Checked {
  readonly config: Partial<Config>;
  readonly problems: readonly Problem[];
}

/** Problems of one kind beyond this many are left out: whoever fixes a hundred sees the next. */
const MAX_OF_A_KIND = 100;

/**
 * The settings without the Python tester's keys that are null: there, and so here, null stands for the default. A
 * null that a flag gives takes the place of the file's value first.
 */
export function withoutNulls(settings: Settings): Settings {
  const asksForDefault = (key: string) => CONFIG_KEYS.some((known) => known === key && metaOf(known).seed);
  return new Map([...settings].filter(([key, { value }]) => value !== null || !asksForDefault(key)));
}

/** Checks every given key and fills in the defaults of the others. */
export function checkSettings(settings: Settings): Checked {
  const config: { [key: string]: unknown } = {};
  const problems = unknownKeys(settings);
  for (const key of CONFIG_KEYS) {
    const setting = settings.get(key);
    const result = configSchema.shape[key].safeParse(setting?.value);
    if (result.success) config[key] = result.data;
    else if (setting !== undefined) problems.push(...keyProblems(key, setting, result.error.issues));
  }
  return { config: config as Partial<Config>, problems };
}

/** A problem with the value at `path` below a key. */
export function valueProblem(
  key: string,
  setting: Setting,
  path: readonly PropertyKey[],
  { expected, hint = null }: { readonly expected: string; readonly hint?: string | null },
): Problem {
  const found = showValue(valueAt(setting.value, path));
  const message = `${label(key, setting, path)}expected ${expected}, found ${found}`;
  return { where: setting.where(path, 'value'), key: pathText([key, ...path]), message, expected, found, hint };
}

/** The key's path and a colon, without what the place says already. */
function label(key: string, setting: Setting, path: readonly PropertyKey[]): string {
  const named = setting.named(path);
  // A flag that takes a list makes one of a single value, too.
  const list = named === 0 ? null : valueAt(setting.value, path.slice(0, named - 1));
  const shown = [key, ...path].slice(named + (Array.isArray(list) && list.length === 1 ? 1 : 0));
  return shown.length === 0 ? '' : `${pathText(shown)}: `;
}

function unknownKeys(settings: Settings): Problem[] {
  const known = new Set<string>(CONFIG_KEYS);
  const unknown = [...settings].filter(([key]) => !known.has(key));
  return unknown.slice(0, MAX_OF_A_KIND).map(([key, setting]) => unknownProblem(key, setting, [], CONFIG_KEYS));
}

function unknownProblem(
  key: string,
  setting: Setting,
  path: readonly PropertyKey[],
  known: readonly string[],
): Problem {
  const name = String(path.at(-1) ?? key);
  const inside = path.length > 0 && setting.named(path) === 0 ? ` in ${pathText([key, ...path.slice(0, -1)])}` : '';
  return {
    where: setting.where(path, 'key'),
    key: pathText([key, ...path]),
    message: `unknown key ${showValue(name)}${inside}`,
    expected: `one of ${known.join(', ')}`,
    found: showValue(name),
    hint: (path.length === 0 ? flagHint(name) : null) ?? didYouMean(name, known) ?? knownHint(path, known),
  };
}

/** A member's flag is no key: `rate` is `load.per_second` in a file. */
function flagHint(name: string): string | null {
  const flag = configFlags().find((one) => one.member !== null && one.flag === `--${name.replaceAll('_', '-')}`);
  return flag === undefined ? null : `${flag.flag} is ${flag.target} in a config`;
}

function knownHint(path: readonly PropertyKey[], known: readonly string[]): string {
  return path.length === 0 ? 'docs/config.md lists every key' : `known: ${known.join(', ')}`;
}

function keyProblems(key: ConfigKey, setting: Setting, issues: readonly z.core.$ZodIssue[]): Problem[] {
  const faults = issues.flatMap((issue) => faultsOf(issue, [])).slice(0, MAX_OF_A_KIND);
  return distinct(faults).map(({ path, expected }) =>
    expected === null
      ? unknownProblem(key, setting, path, memberNames(configSchema.shape[key], path))
      : valueProblem(key, setting, path, { expected, hint: hintFor(key, setting, path) }),
  );
}

/** Lists are the one thing that people leave out: a single argument, a single executor. */
function hintFor(key: ConfigKey, setting: Setting, path: readonly PropertyKey[]): string | null {
  const value = valueAt(setting.value, path);
  if (value === undefined) return setting.absent(path);
  const meant = typeof value === 'string' && path.length === 0 ? objectMeant(configSchema.shape[key], value) : null;
  if (meant !== null) return `write ${JSON.stringify(meant)}`;
  const listKey = key === 'task_args' || key === 'executors';
  return listKey && path.length === 0 && !Array.isArray(value) ? `write [${showValue(value)}]` : null;
}

/** An issue's faults. A union's are those of its only branch with the value's type, if there is one. */
function faultsOf(issue: z.core.$ZodIssue, parent: readonly PropertyKey[]): Fault[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => ({ path: [...path, name], expected: null }));
  if (issue.code === 'invalid_union') {
    const fitting = issue.errors.filter((branch) => !branch.some(isWrongType));
    if (fitting.length === 1) return (fitting[0] ?? []).flatMap((inner) => faultsOf(inner, path));
  }
  return [{ path, expected: issue.message }];
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function distinct(faults: readonly Fault[]): Fault[] {
  const byPath = new Map<string, Fault>();
  for (const fault of faults) {
    const text = pathText(fault.path);
    if (!byPath.has(text)) byPath.set(text, fault);
  }
  return [...byPath.values()];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}
