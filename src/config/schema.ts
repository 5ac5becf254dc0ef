/** The config's schema: the one source of its types, defaults, flags, help, docs and JSON Schema. */
import * as z from 'zod';
import type { KeyMeta } from './key-meta.js';
import { advancedKeys } from './keys/advanced.js';
import { basicKeys } from './keys/basic.js';
import { commandKeys } from './keys/command.js';
import { matrixKeys } from './keys/matrix.js';
import { pythonKeys } from './keys/python.js';
import { reportKeys } from './keys/report.js';
import { serviceKeys } from './keys/service.js';
import { trialKeys } from './keys/trials.js';
import { unitKeys } from './keys/units.js';

/** The keys under the headings of docs and help, in their order: those that everyone needs come first. */
export const KEY_GROUPS = [
  { heading: 'Start here', keys: basicKeys },
  { heading: 'Commands', keys: commandKeys },
  { heading: 'Matrix', keys: matrixKeys },
  { heading: 'Services', keys: serviceKeys },
  { heading: 'How units run', keys: unitKeys },
  { heading: 'Trials and rounds', keys: trialKeys },
  { heading: 'Observation and report', keys: reportKeys },
  { heading: 'Advanced', keys: advancedKeys },
  { heading: 'From the Python tester', keys: pythonKeys },
] as const;

/** Every key of a config, in the order of the docs. */
export const configSchema = z.strictObject({
  ...basicKeys,
  ...commandKeys,
  ...matrixKeys,
  ...serviceKeys,
  ...unitKeys,
  ...trialKeys,
  ...reportKeys,
  ...advancedKeys,
  ...pythonKeys,
});

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
