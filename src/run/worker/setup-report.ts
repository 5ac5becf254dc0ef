/** What the setups of a trial's workers tell, and what their tasks count. */
import type { SetupReport, TaskCounts, TaskFacts } from '../../model/setup.js';
import type { TrialSpec } from '../../seams/executor.js';
import { type LoadedTask, TaskShapeError } from './task-module.js';

/** Facts that a report has room for, and characters of each. */
const MOST_FACTS = 20;
const LONGEST = 200;

/** What keeps the cached values of tasks apart: a built-in task's name, or the path of a module. */
export function cacheScope({ task: { given, subject } }: TrialSpec): string {
  return subject.kind === 'module' && /[\\/.]/.test(given) ? subject.path : given;
}

/** The facts that a task tells of itself; throws what it throws, and TaskShapeError for what is none. */
export function factsOf(task: LoadedTask, state: unknown, args: readonly unknown[]): TaskFacts {
  const told: unknown = task.facts?.(state, ...args) ?? {};
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw new TaskShapeError('the task\'s "facts" must give an object of texts by name');
  const facts = Object.entries(told).slice(0, MOST_FACTS);
  const wrong = facts.find(([, fact]) => typeof fact !== 'string');
  if (wrong !== undefined)
    throw new TaskShapeError(`the task's "facts" must give texts, but "${wrong[0]}" is of type ${typeof wrong[1]}`);
  return Object.fromEntries(facts.map(([name, fact]) => [name.slice(0, LONGEST), String(fact).slice(0, LONGEST)]));
}

/** What a task has counted, null where it counts nothing; throws what it throws, and TaskShapeError for what is no count. */
export function countsOf(task: LoadedTask, state: unknown, args: readonly unknown[]): TaskCounts | null {
  if (task.counts === undefined) return null;
  const told: unknown = task.counts(state, ...args);
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw new TaskShapeError('the task\'s "counts" must give an object of numbers by name');
  const counts = Object.entries(told).slice(0, MOST_FACTS);
  const wrong = counts.find(([, count]) => !Number.isFinite(count));
  if (wrong !== undefined)
    throw new TaskShapeError(`the task's "counts" must give numbers, but "${wrong[0]}" is ${String(wrong[1])}`);
  return Object.fromEntries(counts.map(([name, count]) => [name.slice(0, LONGEST), Number(count)]));
}

/** Of all workers together; null where nobody counts anything. */
export function addCounts(told: readonly (TaskCounts | null | undefined)[]): TaskCounts | null {
  const sums: Record<string, number> = {};
  for (const [name, count] of told.flatMap((counts) => Object.entries(counts ?? {})))
    sums[name] = (Object.hasOwn(sums, name) ? (sums[name] as number) : 0) + count;
  return Object.keys(sums).length === 0 ? null : sums;
}

/** Of all workers together: facts that differ are told side by side. Null where nobody told anything. */
export function mergeSetups(told: readonly (SetupReport | null)[]): SetupReport | null {
  const reports = told.filter((report) => report !== null);
  const facts = new Map<string, Set<string>>();
  for (const [name, fact] of reports.flatMap((report) => Object.entries(report.facts)))
    facts.set(name, (facts.get(name) ?? new Set()).add(fact));
  const cache = reports.flatMap((report) => report.cache);
  if (facts.size === 0 && cache.length === 0) return null;
  return { facts: Object.fromEntries([...facts].map(([name, values]) => [name, [...values].join(' and ')])), cache };
}
