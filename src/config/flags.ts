/** The flags that stand for keys, made from the schema; imports little and reads no file: --help stays fast. */
import type { FlagKind } from './key-meta.js';
import { CONFIG_KEYS, type ConfigKey, KEY_GROUPS, metaOf } from './schema.js';

/** A key's flag, all that a command-line parser needs to offer it. */
export interface Flag {
  readonly key: ConfigKey;
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
}

/** Flags in the order of the docs. */
export function configFlags(): readonly Flag[] {
  return CONFIG_KEYS.flatMap((key) => {
    const { flag, description } = metaOf(key);
    return flag === null ? [] : [toFlag(key, flag.kind, flag.value, description)];
  });
}

/** What commander parsed (by attribute) as `loadStudy` takes it (by key); options that are no key are left out. */
export function pickFlags(options: { readonly [attribute: string]: unknown }): Record<string, string | boolean> {
  const picked = configFlags().flatMap(({ key, attribute }) => {
    const value = options[attribute];
    return typeof value === 'string' || typeof value === 'boolean' ? [[key, value] as const] : [];
  });
  return Object.fromEntries(picked);
}

function toFlag(key: ConfigKey, kind: FlagKind, value: string, description: string): Flag {
  const name = key.replaceAll('_', '-');
  const isSwitch = kind === 'boolean';
  return {
    key,
    flag: `--${name}`,
    negatedFlag: isSwitch ? `--no-${name}` : null,
    valueName: isSwitch ? null : `<${value}>`,
    attribute: name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    description,
    heading: KEY_GROUPS.find(({ keys }) => key in keys)?.heading ?? '',
    kind,
  };
}
