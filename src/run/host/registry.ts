/** What there is to choose from: the files of executors/, probes/, reporters/ and tasks/. One more file is one more entry. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExecutorTraits } from '../../model/study.js';
import type { Executor } from '../../seams/executor.js';
import type { Probe } from '../../seams/probe.js';
import type { Reporter } from '../../seams/reporter.js';

const EXECUTORS = new URL('../../executors/', import.meta.url);
const PROBES = new URL('../../probes/', import.meta.url);
const REPORTERS = new URL('../../reporters/', import.meta.url);
const TASKS = new URL('../../../tasks/', import.meta.url);

/** Names of the probes. */
export function probeNames(): readonly string[] {
  return moduleNames(PROBES);
}

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
  const executors = await loadAll<Executor>(EXECUTORS);
  return executors.toSorted((a, b) => Math.sign(a.traits.mostWorkers) - Math.sign(b.traits.mostWorkers));
}

/** The traits of all executors, by name. */
export async function executorTraits(): Promise<{ readonly [executor: string]: ExecutorTraits }> {
  return Object.fromEntries((await loadExecutors()).map(({ name, traits }) => [name, traits]));
}

/** Imports the probes of these names, all for null. */
export async function loadProbes(names: readonly string[] | null): Promise<readonly Probe[]> {
  const probes = await loadAll<Probe>(PROBES);
  return names === null ? probes : probes.filter(({ name }) => names.includes(name));
}

/** Imports all reporters. */
export function loadReporters(): Promise<readonly Reporter[]> {
  return loadAll<Reporter>(REPORTERS);
}

async function loadAll<Plugin>(folder: URL): Promise<readonly Plugin[]> {
  const modules = moduleNames(folder).map((name) => import(new URL(`${name}.js`, folder).href));
  return (await Promise.all(modules)).map((module) => module.default as Plugin);
}

function moduleNames(folder: URL): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();
}
