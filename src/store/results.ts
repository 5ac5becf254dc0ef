/** Where a run's files lie: `<task>__YYYY_MM_DD__HH_MM_SS.csv`, and beside it the folder of the same name. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Report } from '../model/report.js';
import type { Study } from '../model/study.js';
import { makeFolder, makeFolders } from '../run/system/folders.js';
import type { Reporter } from '../seams/reporter.js';
import { JOURNAL_FILE } from './journal.js';
import { StoreError } from './store-error.js';
import { writeWhole } from './whole-file.js';

/** The paths of one run. */
export interface RunPaths {
  readonly folder: string;
  readonly csv: string;
  readonly journal: string;
}

/** The paths of a run by its folder. */
export function pathsOf(folder: string): RunPaths {
  return { folder, csv: besideOf(folder, '.csv'), journal: join(folder, JOURNAL_FILE) };
}

function besideOf(folder: string, extension: string): string {
  return join(dirname(folder), basename(folder) + extension);
}

/**
 * Makes the folder of a new run. It never takes over one that exists: two runs of one second get
 * different names. Rejects with StoreError when `out` cannot be written to.
 */
export async function createRun(out: string, taskName: string, startedAt: Date): Promise<RunPaths> {
  const name = `${fileNameOf(taskName)}__${timestamp(startedAt)}`;
  try {
    await makeFolders(out);
    for (let attempt = 1; ; attempt++) {
      const paths = pathsOf(join(out, attempt === 1 ? name : `${name}_${attempt}`));
      if (!existsSync(paths.csv) && (await makeFolder(paths.folder))) return paths;
    }
  } catch (error) {
    throw new StoreError('cannot make a folder for the results in', out, error);
  }
}

/**
 * Writes every output of a report that has a file, each whole or not at all. One that cannot be written
 * does not keep the others from it; rejects with the first StoreError in the end.
 */
export async function writeReport(paths: RunPaths, report: Report, reporters: readonly Reporter[]): Promise<void> {
  const failures: unknown[] = [];
  for (const reporter of reporters) await writeFiles(paths, report, reporter).catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function writeFiles(paths: RunPaths, report: Report, reporter: Reporter): Promise<void> {
  if (reporter.file !== null)
    await writeWhole(fileOf(paths, reporter.file), reporter.render(report, basename(paths.folder)));
  for (const { file, text } of reporter.companions?.(report) ?? []) {
    const path = fileOf(paths, file);
    await makeFolders(dirname(path));
    await writeWhole(path, text);
  }
}

function fileOf(paths: RunPaths, file: string): string {
  return file.startsWith('.') ? besideOf(paths.folder, file) : join(paths.folder, file);
}

/** Names come from tasks and their files: only what is safe in a file name anywhere stays. */
export function fileNameOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  return safe.slice(0, 80) || 'task';
}

/** Local time, as the Python tester names its files. */
function timestamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('_');
  return `${day}__${[two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join('_')}`;
}

/** A run is named after its task, one of two versions after both; a study of several laws after what they are. */
export function runName({ tasks, ab }: Study): string {
  const point = tasks[0]?.point;
  if (point !== undefined) return point.subject;
  const names = tasks.map(({ name }) => name);
  if (ab === true) return names.join('_vs_');
  return names.length === 1 ? (names[0] as string) : 'simulated';
}
