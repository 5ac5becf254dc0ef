/** What tasks tell of themselves, and where that differs. */
import type { Recording } from '../model/journal.js';
import type { TaskCounts, TaskFacts } from '../model/setup.js';
import { type CellTrials, groupTrials } from './trials.js';

/**
 * The facts of a row over its completed trials, also those in whose window nothing ended: facts that differ from round
 * to round are told side by side.
 */
export function rowFacts({ records }: Pick<CellTrials, 'records'>): TaskFacts {
  const facts: Record<string, string> = {};
  for (const { measurement, outcome } of records)
    for (const [name, fact] of Object.entries((outcome === 'completed' && measurement?.setup?.facts) || {})) {
      const known = facts[name];
      facts[name] = known === undefined || known === fact ? fact : `${known} and ${fact}`;
    }
  return facts;
}

/** What the task counted in a row, over its completed trials. */
export function rowCounts({ completed }: Pick<CellTrials, 'completed'>): TaskCounts {
  const sums = new Map<string, number>();
  for (const { measurement } of completed)
    for (const [name, count] of Object.entries(measurement.counts ?? {})) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

/** Who tells what: fact's name → what is told → the tasks that tell it, each once, in the study's order. */
export type ToldFacts = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** All facts of some rows by task. */
export function toldFacts(groups: readonly CellTrials[]): ToldFacts {
  const told = new Map<string, Map<string, string[]>>();
  for (const group of groups)
    for (const [name, fact] of Object.entries(rowFacts(group))) {
      const byFact = told.get(name) ?? new Map<string, string[]>();
      const tasks = byFact.get(fact) ?? [];
      const task = group.cell.way.task.name;
      if (!tasks.includes(task)) tasks.push(task);
      told.set(name, byFact.set(fact, tasks));
    }
  return told;
}

/** In which facts two measurements of the same tasks differ, a clause each. */
export function differentFacts(base: Recording, head: Recording): readonly string[] {
  const [before, after] = [base, head].map((one) => byTask(toldFacts(groupTrials(one)))) as [Told, Told];
  const clauses = [...before].flatMap(([key, { name, fact }]) => {
    const other = after.get(key)?.fact ?? fact;
    return other === fact ? [] : [`different ${name}: ${fact} before, ${other} after`];
  });
  return [...new Set(clauses)];
}

type Told = ReadonlyMap<string, { readonly name: string; readonly fact: string }>;

function byTask(told: ToldFacts): Told {
  const flat = [...told].flatMap(([name, byFact]) =>
    [...byFact].flatMap(([fact, tasks]) =>
      tasks.map((task) => [JSON.stringify([task, name]), { name, fact }] as const),
    ),
  );
  return new Map(flat);
}
