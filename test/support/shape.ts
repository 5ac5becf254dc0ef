/** What the files of a run hold, without their figures: two runs of one study have the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from './csv.js';

/** Columns that say what a line is about, in any of the CSVs. */
const KEYS: readonly string[] = [
  ...['Name', 'Workers', 'Job details'],
  ...['task', 'name', 'executor', 'workers', 'round'],
  ...['algorithm', 'operation', 'worker_count', 'worker_id'],
];

/** By file below a run's folder: columns and keys of a CSV, names in a JSON of the dataset, nothing of any other. */
export function shapeOf(folder: string): { readonly [file: string]: unknown } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    // Which pictures report.md has depends on the figures: one of equal values is a sentence.
    .filter((file) => !file.endsWith('.svg'));
  return Object.fromEntries(files.toSorted().map((file) => [file, shapeOfFile(file, join(folder, file))]));
}

function shapeOfFile(file: string, path: string): unknown {
  if (file.endsWith('.csv')) return shapeOfCsv(readFileSync(path, 'utf8'));
  return file.startsWith('data') && file.endsWith('.json') ? namesIn(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/** The columns of a CSV, and each combination of keys that some line has. */
export function shapeOfCsv(text: string): { readonly columns: readonly string[]; readonly keys: readonly string[] } {
  const [columns = [], ...lines] = parseCsv(text);
  const keys = lines.map((line) => line.filter((_, i) => KEYS.includes(columns[i] as string)).join(' | '));
  return { columns, keys: [...new Set(keys)] };
}

/** The names at every depth; of a list those of its first member. */
function namesIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [namesIn(value[0])];
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, namesIn(member)]));
}
