/** Whether runs did the same work: digests of what they wrote, without what may differ. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from './program.js';

/** One replacement, made in each line. */
export interface NormaliseRule {
  readonly pattern: RegExp;
  readonly replace: (match: string, groups: readonly (string | undefined)[]) => string;
}

/** What a set of files holds. */
export interface FilesDigest {
  /** SHA-256 of the sorted paths and their contents, in hexadecimal digits. */
  readonly digest: string;
  readonly files: number;
}

/**
 * Reads a rule as sed writes it: `s/PATTERN/REPLACEMENT/FLAGS`, with any other character in place of the slashes, the
 * flags g and i, and `&`, `\1` to `\9`, `\n` and `\t` in the replacement. The pattern is a JavaScript one, and so much
 * like those of `sed -E`.
 * @throws CommandError which names what is wrong
 */
export function parseNormaliseRule(text: string): NormaliseRule {
  const shown = JSON.stringify(text);
  const [, delimiter] = /^s([^\w\s\\])/.exec(text) ?? [];
  if (delimiter === undefined) throw new CommandError(`${shown} is no rule: write s/PATTERN/REPLACEMENT/, as for sed`);
  const parts = partsOf(text.slice(2), delimiter);
  if (parts.length !== 3) {
    const wrong = parts.length < 3 ? 'lacks' : 'has too many of';
    throw new CommandError(
      `${shown} ${wrong} its "${delimiter}": write s${delimiter}PATTERN${delimiter}REPLACEMENT${delimiter}`,
    );
  }
  const [pattern, replacement, flags] = parts as [string, string, string];
  const wrongFlag = /[^gi]/.exec(flags)?.[0];
  if (wrongFlag !== undefined) throw new CommandError(`${shown} has the flag "${wrongFlag}": there are g and i`);
  if (pattern === '') throw new CommandError(`${shown} has an empty pattern`);
  try {
    return { pattern: new RegExp(pattern, flags), replace: replacer(replacement) };
  } catch (error) {
    throw new CommandError(`${shown}: ${(error as Error).message}`);
  }
}

/** The line with all rules applied, one after the other. */
export function normaliseLine(line: string, rules: readonly NormaliseRule[]): string {
  return rules.reduce(
    (text, { pattern, replace }) =>
      text.replace(pattern, (...found) => {
        const end = found.findIndex((each) => typeof each === 'number');
        return replace(found[0], found.slice(1, end));
      }),
    line,
  );
}

/** The SHA-256 of a file with its lines normalised, in hexadecimal digits. It may be larger than memory. */
export async function outputDigest(path: string, rules: readonly NormaliseRule[]): Promise<string> {
  const hash = createHash('sha256');
  if (rules.length === 0) for await (const chunk of createReadStream(path)) hash.update(chunk);
  else {
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) hash.update(`${normaliseLine(line, rules)}\n`);
  }
  return hash.digest('hex');
}

/**
 * A digest of the files that patterns such as `dist/**` name, below `cwd`. Rules are applied to files that are text;
 * paths stay as they are. Links are not followed.
 */
export async function filesDigest(
  cwd: string,
  patterns: readonly string[],
  rules: readonly NormaliseRule[],
): Promise<FilesDigest> {
  // Loaded when it is needed: each host would pay for it.
  const { glob } = await import('tinyglobby');
  const options = { cwd, dot: true, onlyFiles: true, followSymbolicLinks: false, expandDirectories: false };
  const paths = (await glob([...patterns], options)).sort();
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = createHash('sha256')
      .update(normaliseContent(await readFile(join(cwd, path)), rules))
      .digest('hex');
    hash.update(`${path}\0${content}\n`);
  }
  return { digest: hash.digest('hex'), files: paths.length };
}

function normaliseContent(content: Buffer, rules: readonly NormaliseRule[]): Buffer | string {
  if (rules.length === 0 || !isUtf8(content)) return content;
  return content
    .toString('utf8')
    .split('\n')
    .map((line) => normaliseLine(line, rules))
    .join('\n');
}

/** Splits at each delimiter that has no backslash; one that has stands for itself. */
function partsOf(text: string, delimiter: string): readonly string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    const next = text[at + 1];
    if (letter === delimiter) parts.push('');
    else if (letter === '\\' && next !== undefined) {
      parts[parts.length - 1] += next === delimiter && delimiter === '/' ? '/' : letter + next;
      at++;
    } else parts[parts.length - 1] += letter;
  }
  return parts;
}

const ESCAPES: { readonly [letter: string]: string } = { n: '\n', t: '\t' };

function replacer(replacement: string): NormaliseRule['replace'] {
  return (match, groups) =>
    replacement.replace(/\\(.)|&/g, (whole, letter: string | undefined) => {
      if (whole === '&') return match;
      if (letter !== undefined && /[1-9]/.test(letter)) return groups[Number(letter) - 1] ?? '';
      return ESCAPES[letter as string] ?? (letter as string);
    });
}
