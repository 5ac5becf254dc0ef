/** What there is to complete, read from commander's own commands: a new command or flag completes by being there. */
import * as z from 'zod';
import { configFlags } from '../../config/flags.js';
import { membersOf } from '../../config/members.js';

/** What a value may be. `names` is one of the lists of `Names`. */
export type CompletionValue =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly list: boolean }
  | { readonly kind: 'task'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'text' };

/** One option of a command. */
export interface CompletionOption {
  /** `-c` and `--config`; the long one is last. */
  readonly flags: readonly string[];
  /** Null for a flag without a value. */
  readonly value: CompletionValue | null;
  readonly description: string;
}

/** One command. */
export interface CompletionCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletionOption[];
  /** Of every position without a flag; null where there is none. */
  readonly argument: CompletionValue | null;
}

/** All commands. Words without a command are those of the default command. */
export interface CompletionTree {
  readonly program: string;
  readonly commands: readonly CompletionCommand[];
  /** The program's own options: `--version`. */
  readonly options: readonly CompletionOption[];
  readonly defaultCommand: CompletionCommand;
}

/** The names that values are chosen from. */
export interface Names {
  readonly tasks: readonly string[];
  readonly executors: readonly string[];
}

/** What is read of a command; commander's types know each by its own arguments. */
export interface ReadableCommand {
  name(): string;
  description(): string;
  readonly options: readonly ReadableOption[];
  readonly commands: readonly ReadableCommand[];
  readonly registeredArguments: readonly { name(): string; readonly argChoices?: readonly string[] | undefined }[];
}

interface ReadableOption {
  /** As written: `-c, --config <file>`. */
  readonly flags: string;
  readonly short?: string | undefined;
  readonly long?: string | undefined;
  readonly required: boolean;
  readonly optional: boolean;
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
  /** One that help does not show, either. */
  readonly hidden?: boolean;
}

const HELP: CompletionOption = { flags: ['-h', '--help'], value: null, description: 'display help for command' };

/** Reads a program's tree; its first command is the default one. Throws RangeError for a program that has none. */
export function completionTree(program: ReadableCommand, names: Names): CompletionTree {
  const commands = program.commands.map((command) => commandOf(command, names));
  const [defaultCommand] = commands;
  if (defaultCommand === undefined) throw new RangeError('the program has no commands');
  return {
    program: program.name(),
    commands,
    options: program.options.map((option) => optionOf(option, names)),
    defaultCommand,
  };
}

function commandOf(command: ReadableCommand, names: Names): CompletionCommand {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.filter(({ hidden }) => hidden !== true).map((option) => optionOf(option, names)),
      HELP,
    ],
    argument: argument === undefined ? null : argumentValue(argument.name(), argument.argChoices, names),
  };
}

function argumentValue(name: string, choices: readonly string[] | undefined, names: Names): CompletionValue {
  if (choices !== undefined) return { kind: 'words', words: choices, list: false };
  if (name === 'task') return { kind: 'task', words: names.tasks };
  return { kind: name === 'dir' ? 'folder' : 'file' };
}

function optionOf(option: ReadableOption, names: Names): CompletionOption {
  const flags = [option.short, option.long].filter((flag) => typeof flag === 'string');
  const takesValue = option.required || option.optional;
  return { flags, value: takesValue ? optionValue(option, names) : null, description: option.description };
}

function optionValue(option: ReadableOption, names: Names): CompletionValue {
  if (option.argChoices !== undefined) return { kind: 'words', words: option.argChoices, list: false };
  const flag = configFlags().find(({ flag }) => flag === option.long);
  if (flag?.target === 'executors') return { kind: 'words', words: names.executors, list: true };
  if (flag?.target === 'task') return { kind: 'task', words: names.tasks };
  if (flag?.kind === 'switches') return { kind: 'words', words: Object.keys(membersOf(flag.schema)), list: true };
  const words = flag === undefined ? [] : wordsOf(flag.schema);
  if (words.length > 0) return { kind: 'words', words, list: false };
  const valueName = /<([^>]+)>/.exec(option.flags)?.[1] ?? '';
  if (/\bdir\b/.test(valueName)) return { kind: 'folder' };
  return { kind: /\b(file|path)\b/.test(valueName) ? 'file' : 'text' };
}

/** The words that a flag's schema takes, where it takes only words. */
function wordsOf(schema: z.ZodType): readonly string[] {
  const { enum: words } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return (words ?? []).filter((word) => typeof word === 'string');
}
