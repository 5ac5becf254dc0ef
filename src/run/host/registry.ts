/** What a host chooses from, too: the files of executors/ and tasks/. One more file is one more entry. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExecutorTraits } from '../../model/study.js';
import type { Executor } from '../../seams/executor.js';

const EXECUTORS = new URL('../../executors/', import.meta.url);
const TASKS = new URL('../../../tasks/', import.meta.url);

/** Names of the built-in tasks. */
export function builtInTaskNames(): readonly string[] {
  return moduleNames(TASKS);
}

/** Where a built-in task's module lies. */
export function builtInTaskPath(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, TASKS));
}

/** Imports one executor; throws RangeError for a name that there is not. */
export async function loadExecutor(name: string): Promise<Executor> {
  if (!moduleNames(EXECUTORS).includes(name)) throw new RangeError(`there is no executor "${name}"`);
  return (await import(`../../executors/${name}.js`)).default as Executor;
}

/** Imports all executors, the one that measures nothing but the baseline first. */
export async function loadExecutors(): Promise<readonly Executor[]> {
  const executors = await Promise.all(moduleNames(EXECUTORS).map(loadExecutor));
  return executors.toSorted((a, b) => Math.sign(a.traits.mostWorkers) - Math.sign(b.traits.mostWorkers));
}

/** The traits of all executors, by name. */
export async function executorTraits(): Promise<{ readonly [executor: string]: ExecutorTraits }> {
  return Object.fromEntries((await loadExecutors()).map(({ name, traits }) => [name, traits]));
}

/** Names of the modules in a folder, sorted. */
export function moduleNames(folder: URL): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();
}
