/** The flags that stand for keys, made from the schema; imports little and reads no file: --help stays fast. */
import type * as z from 'zod';
import type { FlagKind, FlagMeta, FlagText } from './key-meta.js';
import { memberMeta, membersOf } from './members.js';
import { CONFIG_KEYS, type ConfigKey, configSchema, KEY_GROUPS, metaOf } from './schema.js';

/** A flag: all that a command-line parser needs to offer it. */
export interface Flag {
  /** What it sets: a key (`limits`), or one member of a key's object (`limits.p99_ms`). */
  readonly target: string;
  readonly key: ConfigKey;
  /** Null for a flag that sets the whole key. */
  readonly member: string | null;
  /** `--task-count`. */
  readonly flag: string;
  /** `--no-gc-after-iteration` for keys that are true or false; else null. */
  readonly negatedFlag: string | null;
  /** `<n>`; null for a flag without a value. */
  readonly valueName: string | null;
  /** Commander's name for the option: `taskCount`. */
  readonly attribute: string;
  readonly description: string;
  /** The heading that it stands under in help. */
  readonly heading: string;
  readonly kind: FlagKind;
  /** What its value must be. */
  readonly schema: z.ZodType;
}

/** Made when flags are first asked for: reading the schemas takes a while. */
let flags: readonly Flag[] | undefined;

/** Flags in the order of the docs; those of members come before their key's own, which takes JSON. */
export function configFlags(): readonly Flag[] {
  flags ??= CONFIG_KEYS.flatMap(flagsOf);
  return flags;
}

function flagsOf(key: ConfigKey): readonly Flag[] {
  const schema = configSchema.shape[key];
  const { flag, description, membersHeading } = metaOf(key);
  const heading = KEY_GROUPS.find(({ keys }) => key in keys)?.heading ?? '';
  const ofMembers = Object.entries(membersOf(schema)).flatMap(([member, memberSchema]) => {
    const meta = memberMeta(memberSchema);
    if (meta.flag === undefined) return [];
    const { description } = meta;
    const place = { target: `${key}.${member}`, key, member, heading: membersHeading ?? heading };
    return [{ ...place, description, schema: memberSchema, ...spelling(meta.flag.name, meta.flag) }];
  });
  if (flag === null) return ofMembers;
  const whole = { target: key, key, member: null, heading, description, schema };
  return [...ofMembers, { ...whole, ...spelling(key.replaceAll('_', '-'), flag) }];
}

/** What commander parsed (by attribute) as `loadStudy` takes it (by target); options that are no key are left out. */
export function pickFlags(options: { readonly [attribute: string]: unknown }): Record<string, FlagText> {
  const picked = configFlags().flatMap(({ target, attribute }) => {
    const value = options[attribute];
    const isGiven = typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value);
    return isGiven ? [[target, value as FlagText] as const] : [];
  });
  return Object.fromEntries(picked);
}

/** What commander parsed without the flags of keys, so that none of them is taken for an option of the command. */
export function withoutFlags<Options extends object>(options: Options): Options {
  const attributes = new Set(configFlags().map(({ attribute }) => attribute));
  return Object.fromEntries(Object.entries(options).filter(([name]) => !attributes.has(name))) as Options;
}

function spelling(
  name: string,
  { kind, value }: FlagMeta,
): Pick<Flag, 'flag' | 'negatedFlag' | 'valueName' | 'attribute' | 'kind'> {
  const isSwitch = kind === 'boolean';
  return {
    flag: `--${name}`,
    negatedFlag: isSwitch ? `--no-${name}` : null,
    valueName: isSwitch ? null : `<${value}>`,
    attribute: name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    kind,
  };
}
