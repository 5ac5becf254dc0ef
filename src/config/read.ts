/** A config file as settings with their lines and columns. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { readJson } from './json.js';
import type { Problem, Where } from './problems.js';
import { type Setting, settingsOf } from './settings.js';
import type { Source } from './source.js';
import { readYaml } from './yaml.js';

const MAX_BYTES = 1024 * 1024;

const FORMATS: { readonly [extension: string]: (text: string) => Source } = {
  '.json': readJson,
  '.jsonc': readJson,
  '.yaml': readYaml,
  '.yml': readYaml,
};

/** What a file gave: its settings, or the problems for which none of it can be used. */
export interface ConfigFile {
  readonly settings: ReadonlyMap<string, Setting>;
  readonly problems: readonly Problem[];
  /** The start of the root object, for problems with what is missing. */
  readonly start: Where;
}

/** Reads `file` (relative to `cwd`; shown as given). Never throws for what the file is or holds. */
export function readConfig(file: string, cwd: string): ConfigFile {
  const nowhere: Where = { file, line: null, column: null };
  const path = resolve(cwd, file);
  const text = readText(path);
  if ('refusal' in text) return broken(nowhere, [problem(nowhere, text.refusal)]);
  const read = FORMATS[extname(path).toLowerCase()];
  if (read === undefined)
    return broken(nowhere, [problem(nowhere, 'expected a name that ends in .json, .jsonc, .yaml or .yml')]);
  return toSettings(read(text.text), dirname(path), placer(file, text.text));
}

/** A key that stands there ten thousand times is told often enough; each place costs a walk over the lines. */
const MOST_FAULTS = 100;

function toSettings({ root, faults }: Source, folder: string, place: (offset: number) => Where): ConfigFile {
  const start = place(root?.offset ?? 0);
  if (faults.length > 0)
    return broken(
      start,
      faults.slice(0, MOST_FAULTS).map(({ offset, message }) => problem(place(offset), message)),
    );
  if (root?.kind !== 'object') return broken(start, [problem(start, 'expected an object with the keys of a config')]);
  return { settings: settingsOf(root, folder, place), problems: [], start };
}

function broken(start: Where, problems: readonly Problem[]): ConfigFile {
  return { settings: new Map(), problems, start };
}

function problem(where: Where, message: string): Problem {
  return { where, key: null, message, expected: null, found: null, hint: null };
}

type Text = { readonly text: string } | { readonly refusal: string };

function readText(path: string): Text {
  try {
    const stats = statSync(path);
    const refusal = refusalOf(stats);
    return refusal === null ? decode(readFileSync(path)) : { refusal };
  } catch (error) {
    return { refusal: reasonText(error) };
  }
}

function refusalOf(stats: Stats): string | null {
  if (stats.isDirectory()) return 'expected a config file, found a folder';
  if (!stats.isFile()) return 'expected a regular file';
  if (stats.size > MAX_BYTES) return `expected at most 1 MiB, found ${(stats.size / MAX_BYTES).toFixed(1)} MiB`;
  return null;
}

/** Strict UTF-8; the decoder takes a byte order mark away. */
function decode(bytes: Uint8Array): Text {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' ? { refusal: 'the file is empty' } : { text };
  } catch {
    return { refusal: 'the file is not UTF-8 text' };
  }
}

function reasonText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'the file may not be read';
  return `the file cannot be read (${code ?? 'unknown reason'})`;
}

/** Line and column (UTF-16 units), both from 1; a line ends with LF, CR LF or CR. */
function placer(file: string, text: string): (offset: number) => Where {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length)];
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { file, line: line + 1, column: offset - (starts[line] as number) + 1 };
  };
}
