import type { Plan } from '../../model/plan.js';
import type { Executor } from '../../seams/executor.js';
import { loadExecutor } from '../host/registry.js';

/** The executors of a plan, by name. */
export async function plannedExecutors({ cells }: Plan): Promise<ReadonlyMap<string, Executor>> {
  const names = [...new Set(cells.map(({ way }) => way.executor))];
  return new Map(await Promise.all(names.map(async (name) => [name, await loadExecutor(name)] as const)));
}
