/** From the user's module to a JavaScript file that workers import: bundled where it is TypeScript. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Message } from 'esbuild';
import type { Study } from '../../model/study.js';
import type { Fault } from '../../model/trial.js';
import { UserError } from '../../user-error.js';
import { ORIGIN_DEFINES, originLength, originPlugin } from './bundle-origin.js';
import { packagesPlugin } from './bundle-packages.js';
import type { Scratch } from './scratch.js';
import { TaskProblem } from './task-problem.js';

/** A module ready to be imported. */
export interface TaskSource {
  readonly moduleUrl: string;
  /** SHA-256 of the text that workers run, in hexadecimal. */
  readonly hash: string;
}

const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx']);

/** Uses of esbuild that are under way: all share its process. */
let underWay = 0;

/** Makes a task's source importable; rejects with TaskProblem for what cannot be read, and for TypeScript that cannot be parsed or resolved. */
export async function prepareSource(modulePath: string, folder: string): Promise<TaskSource> {
  if (isTypeScript(modulePath)) return withEsbuild(() => bundle(modulePath, folder));
  return { moduleUrl: pathToFileURL(modulePath).href, hash: sha256(await read(modulePath)) };
}

/** The hashes of a study's modules by its tasks' names, with which a run can be compared before any of them is imported. */
export async function sourceHashes(study: Study, scratch: Scratch): Promise<{ readonly [task: string]: string }> {
  const sources = new Map<string, TaskSource>();
  const hashes: [string, string][] = [];
  for (const { name, subject } of study.tasks) {
    if (subject.kind !== 'module') continue;
    const { path } = subject;
    // The points of a matrix share one.
    const source = sources.get(path) ?? (await prepareSource(path, scratch.folder(`source-${sources.size}`)));
    sources.set(path, source);
    hashes.push([name, source.hash]);
  }
  return Object.fromEntries(hashes);
}

/**
 * The syntax error, with line and column, for which a JavaScript module was not imported; null where that was no
 * reason. Node gives the line only when it crashes of it. To look before the import would cost each sound module 80 ms.
 */
export async function syntaxProblem(modulePath: string, fault: Fault): Promise<TaskProblem | null> {
  if (isTypeScript(modulePath) || !fault.message.startsWith('SyntaxError: ')) return null;
  return withEsbuild(async () => {
    const { transform } = await import('esbuild');
    const text = await read(modulePath);
    const loader = extname(modulePath) === '.jsx' ? 'jsx' : 'js';
    return transform(text, { loader, sourcefile: modulePath, logLevel: 'silent' }).then(
      () => null,
      (failure) => sourceProblem(modulePath, failure, () => 0),
    );
  });
}

function isTypeScript(modulePath: string): boolean {
  return TYPESCRIPT.has(extname(modulePath));
}

/** Ends esbuild's process after its last use: it would stay beside the whole study. */
async function withEsbuild<Result>(act: () => Promise<Result>): Promise<Result> {
  underWay++;
  try {
    return await act();
  } finally {
    underWay--;
    const { stop } = await import('esbuild');
    if (underWay === 0) await stop();
  }
}

/**
 * TypeScript becomes one JavaScript file, once. A loader inside the workers would put helper calls into
 * the code that is measured. Packages stay outside and are imported from where the user has them.
 */
async function bundle(modulePath: string, folder: string): Promise<TaskSource> {
  const { build } = await import('esbuild');
  const outfile = join(folder, `${basename(modulePath, extname(modulePath))}.mjs`);
  try {
    await build({
      entryPoints: [modulePath],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // What Node itself looks at, and no bundler's extra: the same files as without a bundle.
      conditions: [],
      mainFields: ['main'],
      define: ORIGIN_DEFINES,
      // For profiles, which tell where in the bundle a function is. Node itself does not look at it.
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [packagesPlugin(), originPlugin()],
    });
  } catch (failure) {
    throw sourceProblem(modulePath, failure, originLength);
  }
  return { moduleUrl: pathToFileURL(outfile).href, hash: sha256(await readFile(outfile, 'utf8')) };
}

/** The first error that esbuild found, as the user's problem; throws what is none. */
function sourceProblem(modulePath: string, failure: unknown, shift: (file: string) => number): TaskProblem {
  const [first, ...others] = (failure as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) throw failure;
  if (first.text.startsWith('Failed to write')) {
    const cure = 'make room there, or set TMPDIR to a folder that can be written to';
    throw new UserError(`its bundle cannot be written to the temporary folder: ${first.text}; ${cure}`);
  }
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const cure =
    first.notes[0]?.text ??
    (first.text.startsWith('Could not resolve') ? 'Install it, or fix the import.' : 'Fix the syntax.');
  return new TaskProblem(place(modulePath, first, shift), `${first.text}${more}`, cure);
}

/** `file:line:column`; esbuild names files relative to the working directory, and counts columns from 0. */
function place(modulePath: string, { location }: Message, shift: (file: string) => number): string {
  if (location === null) return modulePath;
  const file = resolve(location.file);
  const shifted = location.line === 1 ? shift(file) : 0;
  return `${file}:${location.line}:${Math.max(0, location.column - shifted) + 1}`;
}

async function read(modulePath: string): Promise<string> {
  try {
    return await readFile(modulePath, 'utf8');
  } catch (error) {
    throw new TaskProblem(
      modulePath,
      `it cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'Check the path of "task".',
    );
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
