/** The `simulated` key: laws in the place of tasks. */
import { lawThroughput } from '../executors/simulated.js';
import type { SimulatedLaw, StudyTask } from '../model/study.js';
import type { Inquiry } from './inquiry.js';
import { atPoints, namesOf, type PointValues, refuseName } from './points.js';
import { showValue } from './problems.js';
import type { Config } from './schema.js';
import { lawSchema } from './values.js';

type Law = Extract<NonNullable<Config['simulated']>, { cpus: number }>;

/** Each law, or a law at each point, as a task; null after a complaint. */
export function simulatedTasks(inquiry: Inquiry, points: readonly PointValues[]): readonly StudyTask[] | null {
  const { simulated } = inquiry.config;
  if (simulated === undefined) return noLaw(inquiry);
  noteIgnored(inquiry);
  if (points.length > 0) return lawAtPoints(simulated, points, inquiry);
  if (Array.isArray(simulated)) return distinctNames(simulated, inquiry) ? simulated.map(toTask) : null;
  return [toTask(simulated)];
}

/** The laws of a config, with the path of each below its key. */
export function lawsOf(simulated: Config['simulated']): { readonly law: Law; readonly path: readonly PropertyKey[] }[] {
  if (simulated === undefined) return [];
  if (!Array.isArray(simulated)) return [{ law: simulated, path: [] }];
  return simulated.map((law, i) => ({ law, path: [i] }));
}

/** A matrix over the numbers of one law. */
function lawAtPoints(
  simulated: NonNullable<Config['simulated']>,
  points: readonly PointValues[],
  inquiry: Inquiry,
): readonly StudyTask[] | null {
  if (Array.isArray(simulated)) {
    inquiry.refuse(
      'matrix',
      [],
      'a matrix and a list of laws are given',
      'give one law, and its numbers by the matrix',
    );
    return null;
  }
  const { name: _, ...members } = lawSchema.shape;
  const known = Object.keys(members);
  for (const name of namesOf(points))
    if (!known.includes(name)) refuseName(name, 'a law has no number', known, inquiry);
  const before = inquiry.problems.length;
  const tasks = points.map((values) => toTask({ ...simulated, ...wholeLaw(simulated, values, inquiry) }));
  return inquiry.problems.length > before ? null : atPoints(tasks, points);
}

function wholeLaw(law: Law, values: PointValues, inquiry: Inquiry): Law {
  const parsed = lawSchema.safeParse({ ...law, ...values });
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const [name = ''] = path;
    inquiry.refuse(
      'matrix',
      [name],
      `${String(name)}: expected ${message}, found ${showValue(values[String(name)])}`,
      null,
    );
  }
  return law;
}

/** Complains of laws that give no throughput at one of the worker counts: a negative sigma can do that. */
export function checkLaws(inquiry: Inquiry, workers: readonly number[], tasks: readonly StudyTask[]): void {
  const beyond = (law: SimulatedLaw) =>
    workers.find((count) => !(lawThroughput(law, count) > 0 && Number.isFinite(lawThroughput(law, count))));
  if (tasks.some(({ point }) => point !== undefined)) {
    for (const { subject, point } of tasks) {
      const count = subject.kind === 'law' ? beyond(subject.law) : undefined;
      if (count === undefined) continue;
      const message = `${showValue(point?.values)} leaves no throughput at ${count} workers`;
      inquiry.refuse('matrix', [], message, null);
    }
    return;
  }
  for (const { law, path } of lawsOf(inquiry.config.simulated)) {
    const count = beyond(law);
    if (count === undefined) continue;
    inquiry.complain('simulated', [...path, 'sigma'], `a sigma that leaves a throughput at ${count} workers`);
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
