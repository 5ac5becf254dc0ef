import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { historiesOf, type PlacedReport } from '../analysis/history.js';
import { showValue, usageError } from '../config/problems.js';
import type { Report } from '../model/report.js';
import { renderHistories } from '../reporters/history/terminal.js';
import { jsonText } from '../reporters/text/json-text.js';
import { wrongInReport } from '../schema/report.js';
import { print, screens, tell } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint history results
  $ kneepoint history results --task sort --executor threads --workers 4
  $ kneepoint history results --json > history.json

A step is a lasting change of level; finding one takes at least 8 runs.`;

/** What the command line gave. */
interface HistoryRequest {
  readonly task?: string | undefined;
  readonly executor?: string | undefined;
  readonly workers?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `kneepoint history DIR`: the runs in a folder of results over time. */
export default function defineHistory(command: Command): void {
  command
    .argument('<dir>', 'a folder of results, or one above such folders')
    .option('--task <name>', 'only this task')
    .option('--executor <name>', 'only this executor')
    .option('--workers <n>', 'worker count to follow (the fastest that most runs have)')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(showHistory);
}

function showHistory(dir: string, request: HistoryRequest): void {
  const workers = request.workers === undefined ? null : Number(request.workers);
  if (workers !== null && !(Number.isInteger(workers) && workers >= 0))
    throw usageError('--workers', `expected a worker count, found ${showValue(request.workers)}`, null);
  const { places, unread } = readReports(dir);
  if (unread > 0) tell(`note: ${unread} of the runs have no readable report.json and are left out.`);
  const { task = null, executor = null } = request;
  const histories = historiesOf(places, { task, executor, workers });
  if (histories.length === 0)
    throw usageError('history', `no run in ${showValue(dir)} fits`, available(places, request));
  print(request.json === true ? jsonText(histories) : renderHistories(histories, screens.out));
}

/** The reports of all runs that lie in a folder of results, or below it. */
function readReports(dir: string): { readonly places: readonly PlacedReport[]; readonly unread: number } {
  const folders = runsBelow(dir, '.', MOST_LEVELS);
  const read = folders.map((folder) => ({ folder, report: readReport(join(resolve(dir), folder, 'report.json')) }));
  const places = read.flatMap(({ folder, report }) => (report === null ? [] : [{ folder, report }]));
  return { places, unread: read.length - places.length };
}

/** Folders of results lie that deep below a project's own folder at most. */
const MOST_LEVELS = 4;

/** The folders of runs below `folder`, relative to `dir`. Packages and hidden folders hold none. */
function runsBelow(dir: string, folder: string, levels: number): readonly string[] {
  return foldersIn(dir, folder).flatMap((name) => {
    const path = join(folder, name);
    if (existsSync(join(resolve(dir), path, 'journal.jsonl'))) return [path];
    return levels > 1 && !/^\.|^node_modules$/.test(name) ? runsBelow(dir, path, levels - 1) : [];
  });
}

function foldersIn(dir: string, folder: string): readonly string[] {
  try {
    const entries = readdirSync(join(resolve(dir), folder), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    // One below that may not be read holds no runs that could be.
    if (folder !== '.') return [];
    throw usageError('history', `${showValue(dir)} is not a readable folder`, 'give a folder of results');
  }
}

/** Ten times what a report of thousands of rows comes to. */
const MOST_BYTES = 100_000_000;

/** Null for a run that was killed before its report, and for what is no report: a pipe or a device may never end. */
function readReport(path: string): Report | null {
  try {
    const facts = statSync(path);
    if (!facts.isFile() || facts.size > MOST_BYTES) return null;
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return wrongInReport(report) === null ? (report as Report) : null;
  } catch {
    return null;
  }
}

/** What the flag that was given could have named; of several the first. */
function available(places: readonly PlacedReport[], { task, executor }: HistoryRequest): string | null {
  const cells = places.flatMap(({ report }) => report.cells);
  const list = (values: readonly (string | number)[]) => showValue([...new Set(values)].join(', '));
  if (cells.length === 0) return null;
  if (task !== undefined && cells.every((cell) => cell.task !== task))
    return `tasks with runs: ${list(cells.map((cell) => cell.task))}`;
  if (executor !== undefined && cells.every((cell) => cell.executor !== executor))
    return `executors with runs: ${list(cells.map((cell) => cell.executor))}`;
  const counts = cells.map(({ workers }) => workers).toSorted((a, b) => a - b);
  return `worker counts with runs: ${list(counts)}`;
}
