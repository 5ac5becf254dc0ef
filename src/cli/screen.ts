/** What a stream can show, and styles for it. */
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** The part of a terminal stream that matters here. */
export interface ScreenStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Environment variables by name. */
export type Environment = { readonly [name: string]: string | undefined };

/** How to write to a stream. */
export interface Screen {
  readonly isTTY: boolean;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Columns; 80 if the stream does not say. */
  readonly width: number;
}

/** What a stream can show in an environment. */
export function screenOf(stream: ScreenStream, env: Environment): Screen {
  const isTTY = stream.isTTY === true;
  return { isTTY, colour: hasColour(isTTY, env), unicode: hasUnicode(isTTY, env), width: widthOf(stream) };
}

/** Puts a style on a text when `colour`, and changes nothing otherwise. */
export function paint(colour: boolean, format: Format, text: string): string {
  // Newer Node versions look at standard output themselves unless told not to; the decision is made above.
  return colour ? styleText(format, text, { validateStream: false }) : text;
}

/** FORCE_COLOR (0 or false is off) comes before NO_COLOR (no-color.org), as in Node; then the terminal decides. */
function hasColour(isTTY: boolean, env: Environment): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return isTTY && env.TERM !== 'dumb';
}

/** Files and pipes take UTF-8; the bare Linux console and dumb terminals draw little beyond ASCII. */
function hasUnicode(isTTY: boolean, env: Environment): boolean {
  return !isTTY || (env.TERM !== 'linux' && env.TERM !== 'dumb');
}

function widthOf(stream: ScreenStream): number {
  const { columns } = stream;
  return columns !== undefined && Number.isInteger(columns) && columns > 0 ? columns : 80;
}
