/** Flags as settings: of a whole key, or of members of a key's object, which they put into what a file says. */
import * as z from 'zod';
import { parseFlag } from './flag-values.js';
import { configFlags, type Flag } from './flags.js';
import type { FlagText } from './key-meta.js';
import { discriminatorOf, type Members, objectMeant, objectsOf } from './members.js';
import { isRecord, type Problem, showValue } from './problems.js';
import { type ConfigKey, configSchema } from './schema.js';
import { flagSetting, type Setting, type Settings } from './settings.js';
import { didYouMean } from './suggest.js';

/** A flag that was given, with its value. */
interface Given {
  readonly flag: Flag;
  readonly value: unknown;
}

/**
 * The settings that flags (by target) stand for, and the problems of those that do not parse or go together. `file`
 * holds what the config file says.
 */
export function flagSettings(
  flags: Readonly<Record<string, FlagText>>,
  cwd: string,
  file: Settings,
): { readonly settings: Settings; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const given = Object.entries(flags).flatMap(([target, text]) => parsed(target, text, problems));
  const settings = new Map<string, Setting>();
  for (const key of new Set(given.map(({ flag }) => flag.key))) {
    const ofKey = given.filter(({ flag }) => flag.key === key);
    const members = ofKey.filter(({ flag }) => flag.member !== null);
    const whole = ofKey.find(({ flag }) => flag.member === null);
    const wrong = whole === undefined ? apart(key, members) : twice(whole, members);
    problems.push(...wrong);
    if (whole !== undefined) settings.set(key, flagSetting(whole.flag.flag, whole.value, cwd));
    else if (wrong.length === 0) settings.set(key, memberSetting(key, members, cwd, file.get(key)));
  }
  return { settings, problems };
}

function parsed(target: string, text: FlagText, problems: Problem[]): readonly Given[] {
  const flag = configFlags().find((one) => one.target === target);
  if (flag === undefined) {
    problems.push(unknownFlag(target));
    return [];
  }
  const value = parseFlag(flag.kind, text);
  if ('value' in value) return [{ flag, value: value.value }];
  problems.push(
    flag.kind === 'assignments' || flag.kind === 'value-lists'
      ? problem(flag, value.fault, null)
      : problem(flag, `expected JSON, found ${showValue(text)}`, shorterFlag(flag, text) ?? value.fault),
  );
  return [];
}

/** A word for a key that takes an object belongs to the flag of the member that it stands for. */
function shorterFlag({ key, schema }: Flag, text: FlagText): string | null {
  const meant = typeof text === 'string' ? objectMeant(schema, text) : null;
  const flag = configFlags().find((one) => one.key === key && one.member !== null && one.member in (meant ?? {}));
  return flag === undefined ? null : `write ${flag.flag} ${text}`;
}

/** A key that is said as a whole and in parts. */
function twice({ flag: whole }: Given, members: readonly Given[]): readonly Problem[] {
  return members.map(({ flag }) => problem(flag, `${whole.flag} is given, too`, 'say it in one of the two ways'));
}

/** Members that no object holds together, such as those of two kinds of load. */
function apart(key: ConfigKey, members: readonly Given[]): readonly Problem[] {
  const schema = configSchema.shape[key];
  if (objectsOf(schema).some((object) => holds(object, members))) return [];
  for (const [i, { flag }] of members.entries()) {
    const other = members
      .slice(0, i)
      .find((one) => !objectsOf(schema).some((object) => holds(object, [one, { flag }])));
    if (other !== undefined) return [problem(flag, `does not go with ${other.flag.flag}`, 'give one of them')];
  }
  return [];
}

function holds(object: Members, given: readonly Pick<Given, 'flag'>[]): boolean {
  return given.every(({ flag }) => flag.member !== null && flag.member in object);
}

/** What a file says of the key, where the members fit it, with them in their places; else the members alone. */
function memberSetting(key: ConfigKey, members: readonly Given[], folder: string, file: Setting | undefined): Setting {
  const kept = file !== undefined && fits(key, members, file.value) ? file : null;
  const base = isRecord(kept?.value) ? kept.value : firstKind(key, members);
  const flagOf = (path: readonly PropertyKey[]) => members.find(({ flag }) => flag.member === path[0])?.flag;
  const [first] = members;
  return {
    value: { ...base, ...Object.fromEntries(members.map(({ flag, value }) => [flag.member, value])) },
    folder,
    named: (path) => (flagOf(path) !== undefined ? 2 : kept !== null ? 0 : 1),
    where: (path, part) => {
      const flag = flagOf(path) ?? (kept === null ? first?.flag : undefined);
      return flag === undefined ? (kept as Setting).where(path, part) : { flag: flag.flag };
    },
    absent: ([name]) => {
      const missing = configFlags().find((flag) => flag.key === key && flag.member === name);
      return missing === undefined ? null : `add ${missing.flag} ${missing.valueName}`;
    },
  };
}

/** The kinds of object, by what tells them apart, that hold these members; one without a name where there is one kind. */
function kindsOf(key: ConfigKey, members: readonly Given[]): readonly unknown[] {
  const discriminator = discriminatorOf(configSchema.shape[key]);
  const objects = objectsOf(configSchema.shape[key]).filter((object) => holds(object, members));
  return objects.map((object) => {
    const word = discriminator === null ? undefined : object[discriminator];
    return word instanceof z.ZodLiteral ? word.value : undefined;
  });
}

function fits(key: ConfigKey, members: readonly Given[], value: unknown): boolean {
  const discriminator = discriminatorOf(configSchema.shape[key]);
  return isRecord(value) && (discriminator === null || kindsOf(key, members).includes(value[discriminator]));
}

/** The least that the members can be put into. */
function firstKind(key: ConfigKey, members: readonly Given[]): Record<string, unknown> {
  const discriminator = discriminatorOf(configSchema.shape[key]);
  return discriminator === null ? {} : { [discriminator]: kindsOf(key, members)[0] };
}

function unknownFlag(target: string): Problem {
  const names = configFlags().map(({ flag }) => flag.slice(2));
  const name = target.replaceAll('_', '-');
  const where = { flag: `--${showValue(name).slice(1, -1)}` };
  return { where, key: target, message: 'unknown flag', expected: null, found: null, hint: didYouMean(name, names) };
}

function problem({ flag, target }: Flag, message: string, hint: string | null): Problem {
  return { where: { flag }, key: target, message, expected: null, found: null, hint };
}
