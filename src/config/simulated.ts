/** The `simulated` key: laws in the place of tasks. */
import { lawThroughput } from '../executors/simulated.js';
import type { StudyTask } from '../model/study.js';
import type { Inquiry } from './inquiry.js';
import type { Config } from './schema.js';

type Law = Extract<NonNullable<Config['simulated']>, { cpus: number }>;

/** Each law as a task; null after a complaint. */
export function simulatedTasks(inquiry: Inquiry): StudyTask[] | null {
  const { simulated } = inquiry.config;
  if (simulated === undefined) return noLaw(inquiry);
  noteIgnored(inquiry);
  if (Array.isArray(simulated)) return distinctNames(simulated, inquiry) ? simulated.map(toTask) : null;
  return [toTask(simulated)];
}

/** The laws of a config, with the path of each below its key. */
export function lawsOf(simulated: Config['simulated']): { readonly law: Law; readonly path: readonly PropertyKey[] }[] {
  if (simulated === undefined) return [];
  if (!Array.isArray(simulated)) return [{ law: simulated, path: [] }];
  return simulated.map((law, i) => ({ law, path: [i] }));
}

/** Complains of laws that give no throughput at one of the worker counts: a negative sigma can do that. */
export function checkLaws(inquiry: Inquiry, workers: readonly number[]): void {
  for (const { law, path } of lawsOf(inquiry.config.simulated)) {
    const beyond = workers.find(
      (count) => !(lawThroughput(law, count) > 0 && Number.isFinite(lawThroughput(law, count))),
    );
    if (beyond === undefined) continue;
    inquiry.complain('simulated', [...path, 'sigma'], `a sigma that leaves a throughput at ${beyond} workers`);
  }
}

function toTask({ name, cpus, lambda, sigma, kappa, noise }: Law): StudyTask {
  const law = { cpus, lambda, sigma, kappa, noise };
  return { name, given: name, args: null, subject: { kind: 'law', law } };
}

function noLaw(inquiry: Inquiry): null {
  if (inquiry.setting('simulated') !== undefined) return null;
  const hint = 'add "simulated": {"cpus": 8, "lambda": 100, "sigma": 0.05, "kappa": 0.001, "noise": 0.05}';
  inquiry.missing('simulated', 'the executor "simulated" needs a law', hint);
  return null;
}

function distinctNames(laws: readonly Law[], inquiry: Inquiry): boolean {
  const names = laws.map(({ name }) => name);
  const repeated = names.flatMap((name, i) => (names.indexOf(name) < i ? [i] : []));
  for (const i of repeated) inquiry.complain('simulated', [i, 'name'], 'a name that no other law has');
  return repeated.length === 0;
}

function noteIgnored(inquiry: Inquiry): void {
  for (const key of ['task', 'task_args'] as const) {
    if (inquiry.setting(key) !== undefined) inquiry.notes.push(`${key} has no effect with the executor "simulated".`);
  }
}
