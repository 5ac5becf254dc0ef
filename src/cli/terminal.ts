/** The command line's two streams: what each can show, and how to write to them. */
import { styleText } from 'node:util';
import { visible } from '../reporters/text/escape.js';
import { EXIT, UserError } from '../user-error.js';

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
  /** Whether it makes links of OSC 8's escape sequences. */
  readonly links: boolean;
  /** Columns; 80 if the stream does not say. */
  readonly width: number;
}

/** What a stream can show in an environment. */
export function screenOf(stream: ScreenStream, env: Environment): Screen {
  const isTTY = stream.isTTY === true;
  return {
    isTTY,
    colour: hasColour(isTTY, env),
    unicode: hasUnicode(isTTY, env),
    links: hasLinks(isTTY, env),
    width: widthOf(stream),
  };
}

/** Puts a style on a text when `colour`, and changes nothing otherwise. */
export function paint(colour: boolean, format: Parameters<typeof styleText>[0], text: string): string {
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

/** Programs that say who they are and are known to show links; FORCE_HYPERLINK decides, as in other tools. */
const LINKING_PROGRAMS = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'Tabby', 'rio'];
const LINKING_TERMS = /kitty|alacritty|foot|ghostty|wezterm|contour/;
/** The first version of VTE (GNOME Terminal and others) that shows links without faults: 0.50. */
const LINKING_VTE = 5000;

function hasLinks(isTTY: boolean, env: Environment): boolean {
  const forced = env.FORCE_HYPERLINK;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (!isTTY || env.CI !== undefined || env.TERM === 'dumb') return false;
  return (
    LINKING_PROGRAMS.includes(env.TERM_PROGRAM ?? '') ||
    LINKING_TERMS.test(env.TERM ?? '') ||
    Number(env.VTE_VERSION ?? 0) >= LINKING_VTE ||
    env.WT_SESSION !== undefined ||
    env.KONSOLE_VERSION !== undefined
  );
}

/** The text as a link (OSC 8) where the screen makes one of it; the address holds no control characters. */
export function linked({ links }: Pick<Screen, 'links'>, text: string, address: string): string {
  return links ? `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\` : text;
}

function widthOf(stream: ScreenStream): number {
  const { columns } = stream;
  return columns !== undefined && Number.isInteger(columns) && columns > 0 ? columns : 80;
}

/** What standard output and standard error can show. */
export const screens: { readonly out: Screen; readonly err: Screen } = {
  out: screenOf(process.stdout, process.env),
  err: screenOf(process.stderr, process.env),
};

/** Writes to standard output; its text is ours or escaped. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Writes a line to standard error. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * What the streams cannot take ends no run, whose files are written all the same. A reader that has seen enough
 * (`| head`) closes its stream; progress that nobody gets is not missed; but a standard output that is full is an
 * output that could not be written.
 */
export function guardStreams(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || process.listenerCount('exit', failOutput) > 0) return;
    process.on('exit', failOutput);
    tell(`error: standard output could not be written to (${code}); free some space, or send it elsewhere`);
  });
}

/** A signal's status says more. */
function failOutput(status: number): void {
  if (status < 128) process.exitCode = EXIT.notWritten;
}

/** Says what went wrong: the user's mistakes without a stack, ours with one. */
export function tellError(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text =
    error instanceof UserError
      ? error.message
      : `this is a bug in kneepoint, please report it with this text:\n${stack}`;
  tell(`${paint(screens.err.colour, 'red', 'error:')} ${text.split('\n').map(visible).join('\n')}`);
}
