/** The config's docs, rendered from its schema: docs/config.md and docs/config.schema.json. */
import * as z from 'zod';
import { flagText } from './flag-values.js';
import { configFlags } from './flags.js';
import type { KeyMeta } from './key-meta.js';
import { commandKeys } from './keys/command.js';
import { discriminatorOf, memberMeta, membersOf } from './members.js';
import { isRecord } from './problems.js';
import { CONFIG_KEYS, type ConfigKey, configSchema, KEY_GROUPS, metaOf } from './schema.js';

/** docs/config.md: every key with its meaning, type, default, flag and example. */
export function renderConfigDocs(): string {
  const parts = [
    INTRODUCTION,
    ...KEY_GROUPS.flatMap(({ heading, keys }) => [
      `## ${heading}`,
      ...CONFIG_KEYS.filter((key) => key in keys).map(keySection),
    ]),
    `## A whole example\n\n\`\`\`jsonc\n${exampleText()}\n\`\`\``,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** docs/config.schema.json: JSON Schema, draft 2020-12, of what may be written (defaults may be left out). */
export function renderJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'throw', override: dropOwnMeta });
  for (const key of CONFIG_KEYS) if (metaOf(key).seed) allowNull(schema.properties?.[key]);
  return `${JSON.stringify({ title: 'A config of kneepoint', ...schema }, null, 2)}\n`;
}

/** Null stands for the default of a key of the Python tester; a schema without a type takes it already. */
function allowNull(schema: z.core.JSONSchema._JSONSchema | undefined): void {
  if (typeof schema !== 'object') return;
  const { type, anyOf } = schema;
  if (typeof type === 'string') Object.assign(schema, { type: [type, 'null'] });
  else if (anyOf !== undefined) schema.anyOf = [...anyOf, { type: 'null' }];
}

/** What the schema carries for flags and docs is no part of JSON Schema. */
function dropOwnMeta({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  for (const name of ['flag', 'seed', 'membersHeading']) delete jsonSchema[name];
}

const PYTHON_KEYS = CONFIG_KEYS.filter((key) => metaOf(key).seed)
  .map((key) => `\`${key}\``)
  .join(', ');

const INTRODUCTION = `# The config

<!-- Generated from the schema in src/config/keys; do not edit. After a build: node dist/src/config/write-docs.js -->

A config is one object in a \`.json\`, \`.jsonc\`, \`.yaml\` or \`.yml\` file of at most 1 MiB of UTF-8; JSON may have comments and trailing commas. Every key is optional, except that there must be something to measure: \`task\` or \`simulated\`.

Flags override keys. On the command line, write lists with commas (\`--workers 0,1,2,4\` or \`--workers 0-8\`), times in seconds or with a unit (\`500ms\`, \`30s\`, \`2m\`, \`1h30m\`), JSON in quotes (\`--task-args '[1000000]'\`), and \`none\` for null. Load, limits and pinning need no JSON: \`--rate 500 --duration 30s --p99 50\`. Such a flag replaces one member of what the file says, and keeps the others. \`--load\`, \`--limits\` and \`--cpu-affinity\` replace all of them, and do not go together with the flags of their members. \`--quick\` takes a first look: at most 2 rounds of at most 20 units (or about a second, where a time is given), at most 0.05 seconds of warm-up, and no rests.

All errors are reported together, each with its file, line and column. For completion in an editor, point \`$schema\` at \`docs/config.schema.json\`.

Configs of the Python tester work unchanged; in the keys that it knows (${PYTHON_KEYS}), null stands for the default.`;

function keySection(key: ConfigKey): string {
  const meta = metaOf(key);
  const members = memberTable(key);
  const lines = [
    `- Type: ${typeText(key)}`,
    `- Default: ${defaultOf(configSchema.shape[key])}`,
    `- Flag: ${flagList(key)}`,
    `- Example: ${meta.examples.map((example) => exampleOf(key, example)).join(' or ')}`,
  ];
  return [`### ${key}`, meta.description, lines.join('\n'), ...(members === null ? [] : [members])].join('\n\n');
}

/** The words with which the schema refuses a value that no key takes. */
function typeText(key: ConfigKey): string {
  return refusalText(configSchema.shape[key]);
}

function refusalText(schema: z.ZodType): string {
  return schema.safeParse(Symbol('a value of no config')).error?.issues[0]?.message ?? 'anything';
}

function defaultOf(schema: z.ZodType): string {
  const value = schema.safeParse(undefined).data;
  return value === undefined ? 'none' : `\`${JSON.stringify(value)}\``;
}

/** Flags that need no JSON come first. */
function flagList(key: ConfigKey): string {
  const spelt = configFlags()
    .filter((one) => one.key === key)
    .flatMap(({ flag, valueName, negatedFlag }) => [
      valueName === null ? flag : `${flag} ${valueName}`,
      ...(negatedFlag === null ? [] : [negatedFlag]),
    ]);
  return spelt.length === 0 ? 'none' : spelt.map((text) => `\`${text}\``).join(', ');
}

/** An example as the flags of its members, and as it stands in a file. */
function exampleOf(key: ConfigKey, example: unknown): string {
  const inFile = `\`"${key}": ${JSON.stringify(example)}\``;
  const flags = memberFlags(key, example);
  return flags === null ? inFile : `\`${flags}\`, in a file ${inFile}`;
}

/** `--rate 100,500 --duration 30s`: an example in flags of members; null for one that they cannot say. */
export function memberFlags(key: ConfigKey, example: unknown): string | null {
  const discriminator = discriminatorOf(configSchema.shape[key]);
  if (!isRecord(example)) return null;
  const texts = Object.entries(example)
    .filter(([name]) => name !== discriminator)
    .map(([name, value]) => {
      const flag = configFlags().find(({ target }) => target === `${key}.${name}`);
      return flag === undefined ? null : `${flag.flag} ${flagText(flag.kind, value)}`;
    });
  return texts.length === 0 || texts.includes(null) ? null : texts.join(' ');
}

function memberTable(key: ConfigKey): string | null {
  const members = Object.entries(membersOf(configSchema.shape[key]));
  if (members.length === 0) return null;
  const flags = configFlags().filter((flag) => flag.key === key && flag.member !== null);
  const rows = members.map(([name, schema]) => {
    const flag = flags.find(({ member }) => member === name)?.flag;
    return [
      `\`${name}\``,
      ...(flags.length === 0 ? [] : [flag === undefined ? '' : `\`${flag}\``]),
      memberMeta(schema).description,
      refusalText(schema),
      defaultOf(schema),
    ];
  });
  return paddedTable([['key', ...(flags.length === 0 ? [] : ['flag']), 'meaning', 'type', 'default'], ...rows]);
}

/** Columns in line, as the project's formatter would have them. */
function paddedTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** Keys that have no effect in an example that measures a task in no order, or measure something else. */
const IDLE_IN_EXAMPLE: readonly ConfigKey[] = [
  'simulated',
  'multiprocessing_start_method',
  'keys',
  'ab',
  'service',
  'allow_target',
];

/** The first example of every other key that tasks have: one file that shows them all. */
function exampleText(): string {
  // A command would stand in the task's place.
  const shown = CONFIG_KEYS.filter((key) => !IDLE_IN_EXAMPLE.includes(key) && !(key in commandKeys));
  const lines = shown.map((key, i) => exampleLine(key, metaOf(key), i === shown.length - 1));
  return `{\n${lines.join('\n')}\n}`;
}

function exampleLine(key: ConfigKey, { examples }: KeyMeta, last: boolean): string {
  return `  ${JSON.stringify(key)}: ${spacedJson(examples[0])}${last ? '' : ','}`;
}

/** JSON on one line, as the project's formatter would have it: `{ "a": [1, 2] }`. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${spacedJson(member)}`)
    .join(', ')} }`;
}
