/** The config's schema: the one source of its types, defaults, flags, help, docs and JSON Schema. */
import { z } from 'zod';
import type { KeyMeta } from './key-meta.js';
import { studyKeys } from './keys/study.js';
import { trialKeys } from './keys/trials.js';
import { unitKeys } from './keys/units.js';
import { workKeys } from './keys/work.js';

/** Every key of a config, in the order of the docs. */
export const configSchema = z.strictObject({ ...workKeys, ...unitKeys, ...studyKeys, ...trialKeys });

/** A config after its defaults. */
export type Config = z.output<typeof configSchema>;

/** A config as it may be written: every key optional. */
export type ConfigInput = z.input<typeof configSchema>;

/** A name of a key. */
export type ConfigKey = keyof Config & string;

/** All keys, in the order of the docs. */
export const CONFIG_KEYS = Object.keys(configSchema.shape) as readonly ConfigKey[];

/** What a key's schema carries beside its type. */
export function metaOf(name: ConfigKey): KeyMeta {
  return configSchema.shape[name].meta() as unknown as KeyMeta;
}
