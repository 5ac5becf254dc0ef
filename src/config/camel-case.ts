/** A study's options as the library takes them: the config's keys in camelCase, in its errors too. */
import type { StudyContext } from './inquiry.js';
import { membersOf } from './members.js';
import { ConfigError, type Problem } from './problems.js';
import { CONFIG_KEYS, configSchema } from './schema.js';
import { type LoadedStudy, studyFromConfig } from './study.js';

/** The study of options in camelCase; paths start from the context's `cwd`. Throws ConfigError, with the options' names. */
export function studyFromOptions(options: unknown, context: StudyContext): LoadedStudy {
  try {
    return studyFromConfig(snakeCased(options), context);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const names = new Map([...configNames(), ...namesIn(options)].map((name) => [snakeCase(name), name]));
    throw new ConfigError(error.problems.map((problem) => asOption(problem, names)));
  }
}

/** Options whose objects hold names of the user's. */
const OWN_NAMES = ['env', 'capacities', 'matrix', 'only'];

/** Values of a task's own arguments keep their keys. */
function snakeCased(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    return [snakeCase(key), OWN_NAMES.includes(key) ? inner : snakeCased(inner)] as const;
  });
  return Object.fromEntries(entries);
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A problem with the options' names in its texts; what else holds an underscore stays. */
function asOption(
  { where, key, message, expected, found, hint }: Problem,
  names: ReadonlyMap<string, string>,
): Problem {
  const named = (text: string) => text.replace(/\w*_\w+/g, (word) => names.get(word) ?? word);
  const orNull = (text: string | null) => (text === null ? null : named(text));
  return {
    where,
    key: orNull(key),
    message: named(message),
    expected: orNull(expected),
    found: orNull(found),
    hint: orNull(hint),
  };
}

/** The names of keys, and of members of their objects, in camelCase. */
function configNames(): readonly string[] {
  const members = CONFIG_KEYS.flatMap((key) => Object.keys(membersOf(configSchema.shape[key])));
  return [...CONFIG_KEYS, ...members].map((name) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()));
}

/** The names as they were given, known or not. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}
