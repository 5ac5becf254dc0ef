import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type ConfigError, showValue, usageError } from '../config/problems.js';
import type { Recording } from '../model/journal.js';
import { readJournal } from '../store/read-journal.js';
import { pathsOf } from '../store/results.js';
import { StoreError } from '../store/store-error.js';

/** A run's folder by any of its paths: the folder itself, its journal, or the CSV beside it. */
function runFolder(path: string): string {
  if (path.endsWith('.csv')) return join(dirname(path), basename(path, '.csv'));
  return path.endsWith('.jsonl') ? dirname(path) : path;
}

/** The folder of a run that is there; `argument` names where its path was given. Throws ConfigError when there is none. */
export function existingRun(path: string, argument: string): string {
  const folder = runFolder(resolve(path));
  if (!existsSync(pathsOf(folder).journal)) throw noRun(path, argument);
  return folder;
}

/** Reads a run back; `argument` names where its path was given. Rejects with ConfigError when there is none. */
export async function readRun(path: string, argument: string): Promise<Recording> {
  const resolved = resolve(path);
  const journal = isFile(resolved) && resolved.endsWith('.jsonl') ? resolved : pathsOf(runFolder(resolved)).journal;
  if (!existsSync(journal)) throw noRun(path, argument);
  try {
    return (await readJournal(journal)).recording;
  } catch (error) {
    if (error instanceof StoreError) throw usageError(argument, error.message, null);
    throw error;
  }
}

/** Runs given one by one or with commas; a path that exists is never taken apart. */
export function runPaths(given: readonly string[]): readonly string[] {
  return given.flatMap((text) => (existsSync(text) ? [text] : text.split(',').map((part) => part.trim())));
}

function noRun(path: string, argument: string): ConfigError {
  return usageError(argument, `there is no run at ${showValue(path)}`, 'give its folder, its journal or its CSV');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
