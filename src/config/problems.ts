/** What is wrong with a config or its flags, as data, and its one-line form for people. */
import { UserError } from '../user-error.js';

/** A place in a file; line and column count from 1. `file` is null for the library API, which reads none. */
export interface FilePlace {
  /** The path as the user wrote it. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** Where a problem lies: in a file, or on the command line (`--workers`, or `<task>` for the positional). */
export type Where = FilePlace | { readonly flag: string };

/** One thing that keeps a config from being a study. All texts are escaped already, except `where.file`. */
export interface Problem {
  readonly where: Where;
  /** The key with its path: `workers`, `limits.p99_ms`, `executors[1]`; null for the whole file. */
  readonly key: string | null;
  /** The problem in one line, without its place and its hint. */
  readonly message: string;
  /** What would be right; null when the message says it all. */
  readonly expected: string | null;
  /** What was there, quoted and cut; null when nothing was looked at. */
  readonly found: string | null;
  /** What to do; null when there is nothing to suggest. */
  readonly hint: string | null;
}

/** A config or its flags cannot become a study. Carries every problem found, its message shows them all. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(byPlace);
    super(formatProblems(sorted));
    this.problems = sorted;
  }
}

/** A mistake on the command line, with its place (a flag, or `<task>`) and what to do about it. */
export function usageError(flag: string, message: string, hint: string | null = null): ConfigError {
  return new ConfigError([{ where: { flag }, key: null, message, expected: null, found: null, hint }]);
}

/** One line a problem: its place, the problem, and the hint. Contains no raw control characters. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

/** A key's path as text: `limits.p99_ms`, `task_args[0]["odd key"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) => stepText(part, i === 0)).join('');
}

function stepText(part: PropertyKey, first: boolean): string {
  if (typeof part === 'number') return `[${part}]`;
  const name = String(part);
  if (!/^[A-Za-z_$][\w$]*$/.test(name) || name.length > MAX_SHOWN) return `[${showValue(name)}]`;
  return first ? name : `.${name}`;
}

const MAX_SHOWN = 60;

/**
 * A value as it is shown to people: like JSON, on one line, cut to about 60 characters, without raw
 * control or direction characters. Calls no code of the value.
 */
export function showValue(value: unknown): string {
  const text = render(value);
  return text.length > 2 * MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function render(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return 'a bigint';
  if (Array.isArray(value)) return `[${renderParts(value, render)}]`;
  if (isRecord(value))
    return `{${renderParts(Object.entries(value), ([key, one]) => `${quote(key)}: ${render(one)}`)}}`;
  return typeof value === 'object' ? 'an object that is not plain data' : `a ${typeof value}`;
}

/** Stops at the first part that does not fit, so that a huge value costs nothing. */
function renderParts<T>(parts: readonly T[], renderPart: (part: T) => string): string {
  let text = '';
  for (const [i, part] of parts.entries()) {
    if (text.length > MAX_SHOWN) return `${text}, …`;
    text += (i > 0 ? ', ' : '') + renderPart(part);
  }
  return text;
}

function quote(text: string): string {
  const kept = [...text.slice(0, 2 * MAX_SHOWN)].slice(0, MAX_SHOWN).join('');
  return `"${escapeText(JSON.stringify(kept).slice(1, -1))}${kept.length < text.length ? '…' : ''}"`;
}

/** Control and format characters (direction marks, zero-width), line separators and lone surrogates as \uXXXX. */
function escapeText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** True for an object made of plain members: a literal, or one without a prototype. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function formatProblem({ where, message, hint }: Problem): string {
  const place = placeText(where);
  return `${place === '' ? '' : `${place}: `}${message}${hint === null ? '' : `; ${hint}`}`;
}

/** A place as it stands before a message: `study.json:3:16`, `--workers`; empty for an object's. */
export function placeText(where: Where): string {
  if ('flag' in where) return where.flag;
  if (where.file === null) return '';
  const file = escapeText(where.file);
  return where.line === null ? file : `${file}:${where.line}:${where.column ?? 1}`;
}

/** Files before flags, a file's problems from top to bottom; sorting is stable. */
function byPlace(a: Problem, b: Problem): number {
  if ('flag' in a.where || 'flag' in b.where) return Number('flag' in a.where) - Number('flag' in b.where);
  return (a.where.line ?? 0) - (b.where.line ?? 0) || (a.where.column ?? 0) - (b.where.column ?? 0);
}
