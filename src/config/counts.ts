/** The keys that span the cells: executors, worker counts, units in flight. */
import { turnsServices } from '../seams/subject.js';
import { counted } from '../words/counts.js';
import { hasKnob, isCommand } from './command.js';
import { mostCpus } from './cpus.js';
import type { Executors, Inquiry } from './inquiry.js';
import type { Config } from './schema.js';
import { turnsService } from './service.js';
import { lawsOf } from './simulated.js';
import { didYouMean } from './suggest.js';
import { autoWorkers, countsAndWords, distinctAscending, MAX_WORKERS, mostWorkers, refusal } from './workers.js';

/** The executors to measure, each once; complains of names that are not on offer, which it leaves out, and of mixtures. */
export function chooseExecutors(inquiry: Inquiry): Executors {
  if (isCommand(inquiry)) return commandExecutor(inquiry);
  if (turnsService(inquiry)) return serviceExecutor(inquiry);
  const given = inquiry.config.executors ?? [];
  const offered = Object.entries(inquiry.context.executors).filter(
    ([, traits]) => traits.mostWorkers > 0 && !traits.runs.includes('command') && !turnsServices(traits),
  );
  const names = offered.map(([name]) => name);
  for (const [i, name] of given.entries()) {
    if (names.includes(name)) continue;
    const traits = Object.hasOwn(inquiry.context.executors, name) ? inquiry.context.executors[name] : undefined;
    const hint = traits?.runs.includes('command')
      ? `${name} runs a command: give one after --`
      : traits !== undefined && turnsServices(traits)
        ? `${name} turns {workers} in the command or env of a service: there is none`
        : traits !== undefined
          ? `${name} is what 0 in workers means`
          : didYouMean(name, names);
    inquiry.complain('executors', [i], `one of ${names.join(', ')}`, hint);
  }
  const distinct = [...new Set(given)];
  if (distinct.length < given.length) inquiry.notes.push('executors names one more than once; it is measured once.');
  const chosen = Object.fromEntries(distinct.flatMap((name) => offered.filter(([other]) => other === name)));
  checkMixture(chosen, distinct.length, inquiry);
  return chosen;
}

/** A command's own knob, or copies of it: which, its words tell. */
function commandExecutor(inquiry: Inquiry): Executors {
  const workersAre = hasKnob(inquiry) ? 'inside' : 'streams';
  const fitting = Object.entries(inquiry.context.executors).filter(
    ([, traits]) => traits.runs.includes('command') && traits.workersAre === workersAre,
  );
  const names = fitting.map(([name]) => name);
  const given = inquiry.setting('executors') === undefined ? names : (inquiry.config.executors ?? names);
  if (given.some((name) => !names.includes(name))) {
    const why =
      workersAre === 'inside'
        ? 'a command with {workers} has a knob of its own'
        : 'a command without {workers} runs in copies';
    inquiry.complain('executors', [], `${names.join(', ')}, or nothing`, why);
  }
  return Object.fromEntries(fitting);
}

/** A service's own workers: whose they are, its words tell. */
function serviceExecutor(inquiry: Inquiry): Executors {
  const fitting = Object.entries(inquiry.context.executors).filter(([, traits]) => turnsServices(traits));
  const names = fitting.map(([name]) => name);
  const given = inquiry.setting('executors') === undefined ? names : (inquiry.config.executors ?? names);
  if (given.some((name) => !names.includes(name)))
    inquiry.complain('executors', [], `${names.join(', ')}, or nothing`, '{workers} in a service is what is counted');
  return Object.fromEntries(fitting);
}

/** Requests in flight for each worker of a service: fewer leave some without connections, however the rest are shared out. */
const CLIENTS_PER_WORKER = 10;
const LEAST_CLIENTS = 50;

/**
 * What keys that were left out mean where a service's own workers are counted: as many clients as any of the counts needs,
 * for all rows share them; and no kernels, which would run in workers of ours.
 */
export function assumeClients(inquiry: Inquiry, executors: Executors, workers: readonly number[]): void {
  if (!Object.values(executors).some(turnsServices)) return;
  inquiry.assume({ machine_ceiling: false });
  if (inquiry.setting('in_flight') !== undefined) return;
  inquiry.assume({ in_flight: Math.max(LEAST_CLIENTS, CLIENTS_PER_WORKER * (workers.at(-1) ?? 1)) });
}

/** The traits that a study keeps: of its executors, and of the one that measures the baseline where none of them does. */
export function withBaseline(executors: Executors, { context }: Inquiry): Executors {
  const chosen = Object.values(executors);
  if (chosen.some((traits) => traits.fewestWorkers === 0 || turnsServices(traits))) return executors;
  const baselines = Object.entries(context.executors).filter(
    ([, { mostWorkers, runs }]) =>
      mostWorkers === 0 && chosen.some((one) => one.runs.some((kind) => runs.includes(kind))),
  );
  return { ...Object.fromEntries(baselines), ...executors };
}

/** 0 where what is measured can run without workers; 1 for a command, because 0 would be none at all. */
export function fewestWorkers(executors: Executors, inquiry: Inquiry): number {
  const fewest = Object.values(withBaseline(executors, inquiry)).map((traits) => traits.fewestWorkers);
  return fewest.length === 0 ? 0 : Math.min(...fewest);
}

/** Whether one of the executors runs a law: it then runs alone. */
export function runsLaw(executors: Executors): boolean {
  return Object.values(executors).some(({ runs }) => runs.includes('law'));
}

function checkMixture(executors: Executors, given: number, inquiry: Inquiry): void {
  const isSimulated = runsLaw(executors);
  if (isSimulated && given > 1) {
    inquiry.complain('executors', [], '"simulated" alone or not at all', 'measured and simulated figures do not mix');
  }
  if (!isSimulated && inquiry.config.executors !== undefined && inquiry.setting('simulated') !== undefined) {
    const hint = 'set "executors": ["simulated"], or take the law out';
    inquiry.refuse('simulated', [], 'a law is given, but the executor is not "simulated"', hint);
  }
}

/** The worker counts, ascending and each once; complains of more than an executor may start. */
export function chooseWorkers(inquiry: Inquiry, executors: Executors): readonly number[] {
  const given = inquiry.config.workers;
  if (given === undefined) return [];
  if (given === 'auto') return autoCounts(inquiry, executors);
  const numbers = countsAndWords(given).counts;
  checkWords(inquiry, executors, numbers);
  if (numbers.includes(0) && fewestWorkers(executors, inquiry) > 0) {
    inquiry.complain('workers', [], 'counts from 1 up', 'its speedup is against 1 worker; 0 would be nothing at all');
  }
  const { counts, repeated } = distinctAscending(numbers);
  if (repeated.length > 0)
    inquiry.notes.push(`workers names ${repeated.join(', ')} more than once; each is measured once.`);
  checkBound(counts.at(-1) ?? 0, inquiry, executors);
  return counts;
}

/** The words that a command's knob is given beside the counts, each once; `chooseWorkers` complains of those that have no knob. */
export function chooseWords({ config }: Inquiry): readonly string[] {
  return config.workers === undefined || config.workers === 'auto' ? [] : countsAndWords(config.workers).words;
}

function checkWords(inquiry: Inquiry, executors: Executors, counts: readonly number[]): void {
  const [first] = chooseWords(inquiry);
  if (first === undefined) return;
  const traits = Object.values(executors);
  if (!traits.some(({ workersAre }) => workersAre === 'inside')) {
    const at = [inquiry.config.workers].flat().indexOf(first);
    const why = traits.some(({ runs }) => runs.includes('command'))
      ? 'the command has no {workers} that a word could stand for'
      : 'a word is for a command or service with {workers}';
    inquiry.complain('workers', [at], 'a worker count', why);
  } else if (counts.length === 0) {
    inquiry.complain('workers', [], 'a worker count beside the words', 'words are only compared with counts');
  }
}

/** The worker counts as they were given, each once; null where they ascend, or trials do not run in the order given. */
export function listedWorkers(config: Config): readonly number[] | null {
  if (config.plan_order !== 'listed' || config.workers === 'auto') return null;
  const given = [...new Set(countsAndWords(config.workers).counts)];
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
function autoCounts(inquiry: Inquiry, executors: Executors): readonly number[] {
  const { memoryBytes = null } = inquiry.context;
  if (!runsLaw(executors)) {
    const fewest = fewestWorkers(executors, inquiry);
    return autoWorkers(mostCpus(inquiry), mostOf(executors, memoryBytes)).filter((count) => count >= fewest);
  }
  const { simulated, matrix } = inquiry.config;
  const varied = (matrix?.cpus ?? []).filter((one) => typeof one === 'number');
  const cpus = [...lawsOf(simulated).map(({ law }) => law.cpus), ...varied];
  return autoWorkers(Math.max(1, ...cpus), MAX_WORKERS);
}

function checkBound(most: number, inquiry: Inquiry, executors: Executors): void {
  const { memoryBytes = null } = inquiry.context;
  const reasons = Object.entries(executors).flatMap(([name, traits]) => refusal(name, traits, most, memoryBytes) ?? []);
  if (reasons.length === 0) return;
  const hint = `${reasons.join(', ')}; the executor "simulated" takes up to ${MAX_WORKERS}`;
  inquiry.complain('workers', [], `at most ${counted(mostOf(executors, memoryBytes), 'worker')}`, hint);
}

/** What every one of the executors can be asked for. */
function mostOf(executors: Executors, memoryBytes: number | null): number {
  return Math.min(...Object.values(executors).map((traits) => mostWorkers(traits, memoryBytes)));
}

/** The units in flight, ascending and each once. */
export function chooseInFlight(inquiry: Inquiry): readonly number[] {
  const { counts, repeated } = distinctAscending([inquiry.config.in_flight ?? []].flat());
  if (repeated.length > 0)
    inquiry.notes.push(`in_flight names ${repeated.join(', ')} more than once; each is measured once.`);
  return counts;
}
