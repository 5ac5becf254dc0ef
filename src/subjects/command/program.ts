/** What is run: found before anything is measured, and what is wrong with it in one line. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { Program } from '../../model/command.js';
import { UserError } from '../../user-error.js';

/** The texts of a program that may hold placeholders. */
export function programTexts(program: Program): readonly string[] {
  return 'shell' in program ? [program.shell] : program.argv;
}

/** The program with each of its texts changed, as by filling placeholders in; `change` hears whether a shell reads it. */
export function changeTexts(program: Program, change: (text: string, inShell: boolean) => string): Program {
  return 'shell' in program
    ? { shell: change(program.shell, true) }
    : { argv: program.argv.map((word) => change(word, false)) };
}

/** A command, hook or rule that cannot be used as it was written. */
export class CommandError extends UserError {
  override readonly name = 'CommandError';
}

/** Where a program runs, and with what. */
export interface Place {
  readonly cwd: string;
  /** The whole environment, not only what is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program with its file found, ready to be started. */
export interface FoundProgram {
  /** The absolute path of the file. */
  readonly file: string;
  /** The name under which it is called, and its arguments. */
  readonly argv: readonly [string, ...string[]];
}

/** The program as a person would type it; what a shell would read otherwise is quoted. Not escaped for a terminal. */
export function programText(program: Program): string {
  return 'shell' in program ? program.shell : program.argv.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/**
 * Finds a program's file, as execvp(3) would.
 * @throws CommandError where there is none, it cannot be executed, or the folder does not exist
 */
export function findProgram(program: Program, place: Place): FoundProgram {
  if (!isFolder(place.cwd)) throw new CommandError(`the folder ${JSON.stringify(place.cwd)} does not exist`);
  const argv = 'shell' in program ? [place.env.SHELL || '/bin/sh', '-c', program.shell] : program.argv;
  const [name = '', ...rest] = argv;
  if (name === '') throw new CommandError('the command is empty');
  return { file: findFile(name, place), argv: [name, ...rest] };
}

/** @throws CommandError where the file that a run is to read cannot be read */
export function findInput(path: string, { cwd }: Pick<Place, 'cwd'>): string {
  const file = resolve(cwd, path);
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new CommandError(`the input file ${JSON.stringify(path)} ${reason}`);
  }
  if (isFolder(file)) throw new CommandError(`the input file ${JSON.stringify(path)} is a folder`);
  return file;
}

function findFile(name: string, { cwd, env }: Place): string {
  const shown = JSON.stringify(name);
  const folders = name.includes('/') ? [''] : (env.PATH ?? '/usr/bin:/bin').split(delimiter);
  const files = folders.map((folder) => (isAbsolute(name) ? name : resolve(cwd, join(folder, name))));
  const found = files.find(isExecutable);
  if (found !== undefined) return found;
  const existing = files.find((file) => statSync(file, { throwIfNoEntry: false }) !== undefined);
  if (existing === undefined) throw new CommandError(notFound(name, shown, cwd));
  if (isFolder(existing)) throw new CommandError(`${shown} is a folder, not a program`);
  throw new CommandError(`${shown} cannot be executed: ${existing} lacks the permission (chmod +x)`);
}

function notFound(name: string, shown: string, cwd: string): string {
  if (/\s/.test(name))
    return `there is no program ${shown}: each argument is a word of its own, without quotes around all`;
  if (name.includes('/')) return `there is no file ${shown}`;
  const missing = `there is no program ${shown} on the PATH`;
  return isInstalled(name, cwd) ? `${missing}, but it is in node_modules/.bin: use npx ${name}` : missing;
}

/** Whether a package that is installed for the folder, or one above it, brings the program. */
function isInstalled(name: string, folder: string): boolean {
  if (isExecutable(join(folder, 'node_modules', '.bin', name))) return true;
  return dirname(folder) !== folder && isInstalled(name, dirname(folder));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
