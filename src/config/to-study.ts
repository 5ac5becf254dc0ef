/** From checked keys to a study: what follows from several keys together. */
import { resolve } from 'node:path';
import type { StudyLoad } from '../model/load.js';
import type { Study, StudyTask } from '../model/study.js';
import { loadsOf } from '../plan/plan.js';
import { isSimulated } from '../seams/executor.js';
import { turnsServices } from '../seams/subject.js';
import { toAffinity } from './affinity.js';
import { chooseCommands, commandDefaults, isCommand } from './command.js';
import {
  assumeClients,
  chooseBaseline,
  chooseExecutors,
  chooseInFlight,
  chooseWords,
  chooseWorkers,
  listedWorkers,
  runsLaw,
  withBaseline,
} from './counts.js';
import { chooseCpus } from './cpus.js';
import { parseDuration } from './duration.js';
import type { Executors, Inquiry } from './inquiry.js';
import { commandKeys } from './keys/command.js';
import { toLimits } from './limits.js';
import { chooseLoad } from './load.js';
import { choosePoints } from './matrix.js';
import { chooseOrders } from './order.js';
import { chooseProbes } from './probes.js';
import type { Config, ConfigKey } from './schema.js';
import { assumeServiceWorkers, chooseServices, forServices } from './service.js';
import { checkLaws, simulatedTasks } from './simulated.js';
import { choosePair, chooseTask, namedApart } from './task.js';

/** More trials than this would fill the memory with plans, and no one would wait for them. */
const MAX_TRIALS = 1_000_000;

/** Keys about code of ours around a function, which a command has none of. */
const NOT_FOR_COMMANDS: readonly ConfigKey[] = [
  'task_args',
  'chunk',
  'cpu_affinity',
  'gc_after_iteration',
  'machine_ceiling',
  'profile',
];
const ONLY_FOR_COMMANDS = Object.keys(commandKeys).filter((key) => key !== 'command') as ConfigKey[];

/** Null when a problem stands in the way; the inquiry has it. */
export function toStudy(inquiry: Inquiry): Study | null {
  assumeServiceWorkers(inquiry);
  const executors = chooseExecutors(inquiry);
  const workers = chooseWorkers(inquiry, executors);
  if (isCommand(inquiry)) inquiry.assume(commandDefaults(inquiry, workers));
  const services = chooseServices(inquiry);
  assumeClients(inquiry, executors, workers);
  const words = chooseWords(inquiry);
  const baseline = chooseBaseline(inquiry, workers);
  const inFlight = chooseInFlight(inquiry);
  const cpus = chooseCpus(inquiry, executors);
  const probes = chooseProbes(inquiry);
  const load = chooseLoad(inquiry);
  const orders = chooseOrders(inquiry, executors);
  const tasks = chooseTasks(inquiry, executors);
  checkLaws(inquiry, workers, tasks ?? []);
  if (tasks === null || load === null || inquiry.problems.length > 0) return null;
  const config = inquiry.config as Config;
  const listed = listedWorkers(config);
  const cells =
    tasks.length *
    Object.keys(executors).length *
    (workers.length + words.length) *
    inFlight.length *
    orders.length *
    (cpus?.length ?? 1) *
    loadsOf(load).length;
  checkTrials(inquiry, cells, config.iterations);
  return {
    tasks,
    ...(config.ab === undefined ? {} : { ab: true as const }),
    ...(services === undefined ? {} : { services }),
    executors: Object.keys(executors),
    traits: withBaseline(executors, inquiry),
    workers,
    ...(words.length > 0 && { words }),
    inFlight,
    ...(cpus === undefined ? {} : { cpus }),
    load,
    dispatch: config.dispatch,
    orders,
    keys: config.keys,
    chunk: config.chunk,
    rounds: config.iterations,
    planOrder: config.plan_order,
    ...(listed === null ? {} : { listedWorkers: listed }),
    seed: config.seed,
    // A command's timeout is a run's.
    timeoutSeconds: isCommand(inquiry) ? null : config.timeout,
    warmupSeconds: config.warmup,
    waitAfterRunnerSeconds: config.wait_time_after_runner,
    waitAfterIterationSeconds: config.wait_time_after_iteration,
    gcAfterIteration: config.gc_after_iteration,
    uvThreadpoolSize: threadpoolSize(inquiry, config),
    ...(baseline === undefined ? {} : { baseline }),
    limits: toLimits(config.limits),
    ...(config.capacities === undefined ? {} : { capacities: config.capacities }),
    ...(config.target_rate === undefined ? {} : { targetPerSecond: config.target_rate }),
    budgetSeconds: typeof config.budget === 'string' ? parseDuration(config.budget) : config.budget,
    machineCeiling: config.machine_ceiling,
    probes,
    sampleIntervalSeconds: config.sample_interval,
    maxLatencySamples: config.max_latency_samples,
    cpuAffinity: toAffinity(config.cpu_affinity),
    retryDisturbed: config.retry_disturbed,
    retryFailed: config.retry_failed,
    profile: config.profile,
    ...cacheOf(inquiry, config),
    ...freeOf(inquiry, load),
    ...(config.dataset && { dataset: true as const }),
    quick: false,
  };
}

/** The numbers that nobody gave. A command's runs are as many as its workers ask for. */
function freeOf(inquiry: Inquiry, load: StudyLoad): Pick<Study, 'free'> {
  const isGiven = (key: ConfigKey) => inquiry.setting(key) !== undefined;
  if (isCommand(inquiry) || load.kind !== 'count' || isGiven('task_count') || isGiven('load')) return {};
  return { free: isGiven('iterations') ? ['units'] : ['units', 'rounds'] };
}

/** An executors key that does not hold says nothing about which tasks are needed. */
function chooseTasks(inquiry: Inquiry, executors: Executors): readonly StudyTask[] | null {
  const { ab } = inquiry.config;
  if (inquiry.config.executors === undefined) return null;
  const subjects = (['ab', 'command', 'task'] as const).filter((key) => inquiry.setting(key) !== undefined);
  const [first, second] = subjects;
  const before = inquiry.problems.length;
  const points = choosePoints(inquiry);
  if (inquiry.problems.length > before) return null;
  if (first !== undefined && second !== undefined && first !== 'task')
    inquiry.refuse(first, [], `${first} and ${second} are given`, 'a study measures one of them');
  if (inquiry.setting('service') !== undefined && (isCommand(inquiry) || runsLaw(executors)))
    inquiry.refuse('service', [], 'a service is there for the units of a task', 'name a task: "http" sends requests');
  if (isCommand(inquiry)) {
    const commands = chooseCommands(inquiry, points);
    if (points.length > 0) return commands;
    return commands === null ? null : namedApart(commands);
  }
  if (ab !== undefined) return choosePair(executors, inquiry);
  if (runsLaw(executors)) return simulatedTasks(inquiry, points);
  const tasks = chooseTask(inquiry, points);
  return tasks && forServices(inquiry, tasks);
}

function checkTrials(inquiry: Inquiry, cells: number, rounds: number): void {
  if (cells * rounds <= MAX_TRIALS) return;
  const hint = 'measure fewer worker counts or fewer iterations';
  inquiry.refuse('iterations', [], `${cells} cells in ${rounds} rounds are more than ${MAX_TRIALS} trials`, hint);
}

/** Where tasks keep what takes long to make. */
function cacheOf({ context }: Inquiry, { cache, cache_dir }: Config): Pick<Study, 'cache'> {
  if (!cache) return { cache: false };
  return cache_dir === undefined ? {} : { cache: resolve(context.cwd, cache_dir) };
}

/** The environment's pool size stands in for libuv's own when no key gives one. */
function threadpoolSize(inquiry: Inquiry, config: Config): number {
  const isGiven = inquiry.setting('uv_threadpool_size') !== undefined;
  return isGiven ? config.uv_threadpool_size : (inquiry.context.uvThreadpoolDefault ?? config.uv_threadpool_size);
}

/** Notes every key that was given and changes nothing in this study. */
export function noteIdleKeys(inquiry: Inquiry, study: Study): void {
  const { notes } = inquiry;
  const given = (keys: readonly ConfigKey[]) => keys.filter((key) => inquiry.setting(key) !== undefined);
  const executors = Object.values(study.traits);
  if (given(['multiprocessing_start_method']).length > 0) {
    notes.push('multiprocessing_start_method: Node starts workers in its own way; this key has no effect.');
  }
  if (given(['keys']).length > 0 && !study.orders.includes('key')) {
    notes.push('keys has no effect without "order": "key".');
  }
  const drives = executors.some(turnsServices);
  for (const key of executors.some(({ handsOut }) => handsOut)
    ? []
    : given(drives ? ['dispatch'] : ['dispatch', 'in_flight'])) {
    notes.push(`${key} has no effect with the executor "${study.executors[0]}": it hands no units to workers.`);
  }
  for (const key of given(isCommand(inquiry) ? NOT_FOR_COMMANDS : ONLY_FOR_COMMANDS)) {
    notes.push(isCommand(inquiry) ? `${key} has no effect on a command.` : `${key} has no effect: it is for commands.`);
  }
  if ((study.profile.cpu || study.profile.heap) && isSimulated(study)) {
    notes.push('profile: a simulated machine runs no task, so there is nothing to profile.');
  }
  if (study.targetPerSecond !== undefined && study.load.kind === 'rate') {
    notes.push('target_rate has no effect under a rate, which says itself what is wanted.');
  }
  if (study.baseline !== undefined && study.load.kind === 'rate') {
    notes.push('baseline has no effect under a rate: throughput is then what arrives, not what workers can do.');
  }
  const fewest = Math.min(...executors.map(({ fewestWorkers }) => fewestWorkers));
  if (!study.workers.includes(fewest) && study.words === undefined) {
    const baseline = fewest === 0 ? 'a sequential baseline' : 'a baseline';
    notes.push(`workers has no ${fewest}: without ${baseline} there is no speedup.`);
  }
}
