/** What the commands share: how one is defined, and how its help is laid out. */
import type { Command, Help } from '@commander-js/extra-typings';

/** What a command may ask of the whole command line. */
export interface CommandLine {
  /** The names of all commands. */
  readonly commands: readonly string[];
  /** The words after `--`, untouched: a command to run. Null where there is no `--`. */
  readonly afterDashes: readonly string[] | null;
  /** Defines every command, and gives the program that holds them. */
  whole(): Promise<Command>;
}

/**
 * Gives a command its arguments, options, examples and action: the default export of each command's file. An action
 * sets the exit status, and throws UserError.
 */
export type DefineCommand = (command: Command, line: CommandLine) => void;

/** What --fail-on means, for help. */
export const FAIL_ON =
  'exit with 4 if a figure (throughput, task_avg, p50, p99) is shown to be worse by this much, such as throughput:5%; repeatable';

/** What flags of several commands mean, for help. */
export const FLAG_HELP = {
  dryRun: 'show the plan and its estimated time; measure nothing',
  json: 'print only report.json on standard output',
  verbose: 'show every table, chart and finding, not only what matters most',
  quiet: 'no progress and no table: only the path of the results',
};

/** The values of a repeatable flag. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Columns that a description needs to stand beside its flag. */
const BESIDE = 40;
const INDENT = 2;
const GAP = 2;

/** The layout of --help, as commander takes it: it fits the terminal, and long descriptions stand below their flags. */
export const HELP_LAYOUT = { minWidthToWrap: 20, formatItem };

/** A flag, an argument or a command with its description, which is beside it where there is room, else below. */
function formatItem(this: Help, term: string, termWidth: number, description: string, helper: Help): string {
  const width = this.helpWidth ?? 80;
  const left = ' '.repeat(INDENT);
  if (description === '') return left + term;
  const column = INDENT + termWidth + GAP;
  const isBeside = width - column >= BESIDE;
  const indent = ' '.repeat(isBeside ? column : INDENT + 4);
  const lines = helper.boxWrap(description, width - indent.length).split('\n');
  const first = isBeside ? term.padEnd(termWidth + GAP) : `${term}\n${indent}`;
  return left + first + lines.join(`\n${indent}`);
}
