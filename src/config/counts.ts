/** The keys that span the cells: executors, worker counts, units in flight. */
import { counted } from '../words/counts.js';
import type { Inquiry } from './inquiry.js';
import type { Config } from './schema.js';
import { lawsOf } from './simulated.js';
import { didYouMean } from './suggest.js';
import { autoWorkers, distinctAscending, MAX_SIMULATED_WORKERS, mostWorkers, refusal } from './workers.js';

/** The executors to measure, each once; complains of names that are not on offer and of mixtures. */
export function chooseExecutors(inquiry: Inquiry): readonly string[] {
  const given = inquiry.config.executors ?? [];
  given.forEach((name, i) => {
    checkName(name, i, inquiry);
  });
  const distinct = [...new Set(given)];
  if (distinct.length < given.length) inquiry.notes.push('executors names one more than once; it is measured once.');
  checkMixture(distinct, inquiry);
  return distinct;
}

function checkName(name: string, i: number, inquiry: Inquiry): void {
  const offered = inquiry.context.executors.filter((executor) => executor !== 'sequential');
  if (name === 'sequential') {
    inquiry.complain('executors', [i], `one of ${offered.join(', ')}`, 'sequential is what 0 in workers means');
  } else if (!offered.includes(name)) {
    inquiry.complain('executors', [i], `one of ${offered.join(', ')}`, didYouMean(name, offered));
  }
}

function checkMixture(executors: readonly string[], inquiry: Inquiry): void {
  const isSimulated = executors.includes('simulated');
  if (isSimulated && executors.length > 1) {
    inquiry.complain('executors', [], '"simulated" alone or not at all', 'measured and simulated figures do not mix');
  }
  if (!isSimulated && inquiry.config.executors !== undefined && inquiry.setting('simulated') !== undefined) {
    const hint = 'set "executors": ["simulated"], or take the law out';
    inquiry.refuse('simulated', [], 'a law is given, but the executor is not "simulated"', hint);
  }
}

/** The worker counts, ascending and each once; complains of more than an executor may start. */
export function chooseWorkers(inquiry: Inquiry, executors: readonly string[]): readonly number[] {
  const given = inquiry.config.workers;
  if (given === undefined) return [];
  if (given === 'auto') return autoCounts(inquiry, executors);
  const { counts, repeated } = distinctAscending([given].flat());
  if (repeated.length > 0)
    inquiry.notes.push(`workers names ${repeated.join(', ')} more than once; each is measured once.`);
  checkBound(counts.at(-1) ?? 0, inquiry, executors);
  return counts;
}

/** The worker counts as they were given, each once; null where they ascend, or trials do not run in the order given. */
export function listedWorkers(config: Config): readonly number[] | null {
  if (config.plan_order !== 'listed' || config.workers === 'auto') return null;
  const given = [...new Set([config.workers].flat())];
  return given.every((count, i) => i === 0 || count > (given[i - 1] as number)) ? null : given;
}

/** The worker count that rows are compared with; undefined for sequential. Complains of one that is not measured. */
export function chooseBaseline(inquiry: Inquiry, workers: readonly number[]): number | undefined {
  const given = inquiry.config.baseline;
  if (given !== undefined && workers.length > 0 && !workers.includes(given)) {
    const shown = workers.length > MOST_SHOWN ? `${workers.slice(0, MOST_SHOWN).join(', ')}, …` : workers.join(', ');
    inquiry.complain('baseline', [], `one of the worker counts, ${shown}`);
  }
  return given;
}

/** Worker counts in a message. */
const MOST_SHOWN = 20;

/** A simulated machine has CPUs of its own. */
function autoCounts(inquiry: Inquiry, executors: readonly string[]): readonly number[] {
  const { effectiveCpus, memoryBytes = null } = inquiry.context;
  if (!executors.includes('simulated')) return autoWorkers(effectiveCpus, mostOf(executors, memoryBytes));
  const cpus = lawsOf(inquiry.config.simulated).map(({ law }) => law.cpus);
  return autoWorkers(Math.max(1, ...cpus), MAX_SIMULATED_WORKERS);
}

function checkBound(most: number, inquiry: Inquiry, executors: readonly string[]): void {
  const { memoryBytes = null } = inquiry.context;
  const reasons = executors.flatMap((executor) => refusal(executor, most, memoryBytes) ?? []);
  if (reasons.length === 0) return;
  const hint = `${reasons.join(', ')}; the executor "simulated" takes up to ${MAX_SIMULATED_WORKERS}`;
  inquiry.complain('workers', [], `at most ${counted(mostOf(executors, memoryBytes), 'worker')}`, hint);
}

/** What every one of the executors can be asked for. */
function mostOf(executors: readonly string[], memoryBytes: number | null): number {
  return Math.min(...executors.map((executor) => mostWorkers(executor, memoryBytes)));
}

/** The units in flight, ascending and each once. */
export function chooseInFlight(inquiry: Inquiry): readonly number[] {
  const { counts, repeated } = distinctAscending([inquiry.config.in_flight ?? []].flat());
  if (repeated.length > 0)
    inquiry.notes.push(`in_flight names ${repeated.join(', ')} more than once; each is measured once.`);
  return counts;
}
