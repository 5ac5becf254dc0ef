/** The layout of --help: it fits the terminal, and long descriptions stand below their flags. */
import type { Help } from '@commander-js/extra-typings';

/** Columns that a description needs to stand beside its flag. */
const BESIDE = 40;
const INDENT = 2;
const GAP = 2;

/** The layout, as commander takes it. */
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
