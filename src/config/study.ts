/** From flags, a config file or an object to a validated study, or to every problem at once. */
import { resolve } from 'node:path';
import type { Limits, Study, StudyTask } from '../model/study.js';
import { loadsOf } from '../plan/plan.js';
import { quickStudy } from '../plan/quick.js';
import { isSimulated } from '../seams/executor.js';
import { toAffinity } from './affinity.js';
import { checkSettings, withoutNulls } from './check.js';
import {
  chooseBaseline,
  chooseExecutors,
  chooseInFlight,
  chooseWorkers,
  listedWorkers,
  runsLaw,
  withBaseline,
} from './counts.js';
import { parseDuration } from './duration.js';
import { flagSettings } from './flag-values.js';
import { type Executors, Inquiry, type StudyContext } from './inquiry.js';
import { chooseLoad } from './load.js';
import { readObject } from './object.js';
import { chooseOrders } from './order.js';
import { chooseProbes } from './probes.js';
import { ConfigError, type Problem, showValue, type Where } from './problems.js';
import { type ConfigFile, readConfig } from './read.js';
import type { Config } from './schema.js';
import { flagSetting, type Setting, type Settings, settingsOf } from './settings.js';
import { checkLaws, simulatedTasks } from './simulated.js';
import { choosePair, chooseTask } from './task.js';

/** What the command line asks for. */
export interface StudyRequest extends StudyContext {
  /** The config file, relative to `cwd`; shown as given. */
  readonly config?: string | undefined;
  /** Flags' texts by config key; see `configFlags` and `pickFlags`. */
  readonly flags: Readonly<Record<string, string | boolean>>;
  /** The task named without a flag; a path starts from `cwd`. */
  readonly task?: string | undefined;
  /** Two tasks to compare within the run, in the task's place; paths start from `cwd`. */
  readonly ab?: readonly string[] | undefined;
}

/** A validated study, and what belongs to its run alone. */
export interface LoadedStudy {
  readonly study: Study;
  /** Folder of the results (absolute). */
  readonly out: string;
  /** What the user calls this kind of machine; null when unnamed. */
  readonly instance: string | null;
  /** Harmless oddities of the config, one sentence each. */
  readonly notes: readonly string[];
}

/** More trials than this would fill the memory with plans, and no one would wait for them. */
const MAX_TRIALS = 1_000_000;

const POSITIONAL = '<task>';
const AB = '--ab';

/** The study that a config file and flags ask for; flags win. Throws ConfigError with every problem. */
export function loadStudy(request: StudyRequest): LoadedStudy {
  const file = readFile(request);
  const fromFile = withoutNulls(file.settings);
  const flags = flagSettings(request.flags, request.cwd);
  const positional = request.ab === undefined ? positionalTask(request) : twoTasks(request, request.ab);
  const settings = withoutNulls(new Map([...fromFile, ...flags.settings, ...positional.settings]));
  const problems = [...file.problems, ...flags.problems, ...positional.problems];
  const loaded = build(settings, file.start, request, problems, file.problems.length === 0, request.ab);
  return { ...loaded, notes: [...overrideNotes(fromFile, settings), ...loaded.notes] };
}

/** The study of an object with a config's keys; paths start from `cwd`. Throws ConfigError with every problem. */
export function studyFromConfig(config: unknown, context: StudyContext): LoadedStudy {
  const nowhere: Where = { file: null, line: null, column: null };
  const { root, faults } = readObject(config);
  const refusals = root?.kind === 'object' ? faults.map(({ message }) => message) : [faults[0]?.message ?? NO_OBJECT];
  if (root?.kind !== 'object' || refusals.length > 0)
    throw new ConfigError(refusals.map((message) => plain(nowhere, message)));
  return build(withoutNulls(settingsOf(root, context.cwd, () => nowhere)), nowhere, context, [], true);
}

const NO_OBJECT = 'expected an object with the keys of a config';

function plain(where: Where, message: string, key: string | null = null): Problem {
  return { where, key, message, expected: null, found: null, hint: null };
}

function readFile({ config, cwd }: StudyRequest): ConfigFile {
  if (config !== undefined) return readConfig(config, cwd);
  return { settings: new Map(), problems: [], start: { flag: POSITIONAL } };
}

function positionalTask({ task, flags, cwd }: StudyRequest): {
  readonly settings: ReadonlyMap<string, Setting>;
  readonly problems: readonly Problem[];
} {
  if (task === undefined) return { settings: new Map(), problems: [] };
  const settings = new Map([['task', flagSetting(POSITIONAL, task, cwd)]]);
  if (flags.task === undefined || flags.task === task) return { settings, problems: [] };
  const message = `two tasks are given: ${showValue(task)} and, with --task, ${showValue(flags.task)}`;
  return { settings, problems: [plain({ flag: POSITIONAL }, message, 'task')] };
}

/** The first stands where a task's name does; both are looked up when all keys hold. */
function twoTasks({ task, flags, cwd }: StudyRequest, ab: readonly string[]): ReturnType<typeof positionalTask> {
  const settings = new Map([['task', flagSetting(AB, ab[0], cwd)]]);
  const refuse = (message: string) => ({ settings, problems: [plain({ flag: AB }, message, 'task')] });
  if (ab.length !== 2) return refuse(`expected two tasks, found ${ab.length}`);
  if (task !== undefined || flags.task !== undefined) return refuse('takes the place of the task; give no other');
  return { settings, problems: [] };
}

/** Arguments that were written for another task reach the one that replaced it: legal, and worth a word. */
function overrideNotes(file: Settings, all: Settings): string[] {
  const replaced = file.has('task') && file.get('task')?.value !== all.get('task')?.value;
  const kept = file.has('task_args') && file.get('task_args') === all.get('task_args');
  return replaced && kept
    ? ["The config file's task_args are given to the task that a flag put in its task's place."]
    : [];
}

/** `whole` is false when a part of the settings could not be read: what is missing may be there. */
function build(
  settings: Settings,
  start: Where,
  context: StudyContext,
  problems: Problem[],
  whole: boolean,
  ab?: readonly string[],
): LoadedStudy {
  const checked = checkSettings(settings);
  const inquiry = new Inquiry(checked.config, settings, start, context, [...problems, ...checked.problems]);
  const study = whole ? toStudy(inquiry, ab) : null;
  if (study === null || inquiry.problems.length > 0) throw new ConfigError(inquiry.problems);
  noteIdleKeys(inquiry, study);
  const out = resolve(context.cwd, (inquiry.config as Config).out);
  const instance = inquiry.config.instance ?? null;
  return { study: context.quick === true ? quickStudy(study) : study, out, instance, notes: inquiry.notes };
}

/** Null when a problem stands in the way; the inquiry has it. */
function toStudy(inquiry: Inquiry, ab?: readonly string[]): Study | null {
  const executors = chooseExecutors(inquiry);
  const workers = chooseWorkers(inquiry, executors);
  const baseline = chooseBaseline(inquiry, workers);
  const inFlight = chooseInFlight(inquiry);
  const probes = chooseProbes(inquiry);
  const load = chooseLoad(inquiry);
  const orders = chooseOrders(inquiry, executors);
  const tasks = chooseTasks(inquiry, executors, ab);
  checkLaws(inquiry, workers);
  if (tasks === null || load === null || inquiry.problems.length > 0) return null;
  const config = inquiry.config as Config;
  const listed = listedWorkers(config);
  const cells =
    tasks.length *
    Object.keys(executors).length *
    workers.length *
    inFlight.length *
    orders.length *
    loadsOf(load).length;
  checkTrials(inquiry, cells, config.iterations);
  return {
    tasks,
    ...(ab === undefined ? {} : { ab: true as const }),
    executors: Object.keys(executors),
    traits: withBaseline(executors, inquiry),
    workers,
    inFlight,
    load,
    dispatch: config.dispatch,
    orders,
    keys: config.keys,
    chunk: config.chunk,
    rounds: config.iterations,
    planOrder: config.plan_order,
    ...(listed === null ? {} : { listedWorkers: listed }),
    seed: config.seed,
    timeoutSeconds: config.timeout,
    warmupSeconds: config.warmup,
    waitAfterRunnerSeconds: config.wait_time_after_runner,
    waitAfterIterationSeconds: config.wait_time_after_iteration,
    gcAfterIteration: config.gc_after_iteration,
    uvThreadpoolSize: threadpoolSize(inquiry, config),
    ...(baseline === undefined ? {} : { baseline }),
    limits: toLimits(config.limits),
    ...(config.capacities === undefined ? {} : { capacities: config.capacities }),
    budgetSeconds: typeof config.budget === 'string' ? parseDuration(config.budget) : config.budget,
    machineCeiling: config.machine_ceiling,
    probes,
    sampleIntervalSeconds: config.sample_interval,
    maxLatencySamples: config.max_latency_samples,
    cpuAffinity: toAffinity(config.cpu_affinity),
    retryDisturbed: config.retry_disturbed,
    retryFailed: config.retry_failed,
    profile: config.profile,
    quick: false,
  };
}

/** An executors key that does not hold says nothing about which tasks are needed. */
function chooseTasks(inquiry: Inquiry, executors: Executors, ab?: readonly string[]): readonly StudyTask[] | null {
  if (inquiry.config.executors === undefined) return null;
  if (ab !== undefined) return choosePair(ab, executors, inquiry);
  if (runsLaw(executors)) return simulatedTasks(inquiry);
  const task = chooseTask(inquiry);
  return task === null ? null : [task];
}

function checkTrials(inquiry: Inquiry, cells: number, rounds: number): void {
  if (cells * rounds <= MAX_TRIALS) return;
  const hint = 'measure fewer worker counts or fewer iterations';
  inquiry.refuse('iterations', [], `${cells} cells in ${rounds} rounds are more than ${MAX_TRIALS} trials`, hint);
}

/** The environment's pool size stands in for libuv's own when no key gives one. */
function threadpoolSize(inquiry: Inquiry, config: Config): number {
  const isGiven = inquiry.setting('uv_threadpool_size') !== undefined;
  return isGiven ? config.uv_threadpool_size : (inquiry.context.uvThreadpoolDefault ?? config.uv_threadpool_size);
}

function toLimits({ p50_ms, p99_ms, rss_mb, error_rate, labels = {} }: Config['limits']): Limits {
  const byLabel = Object.entries(labels).filter(([, limit]) => limit.p50_ms !== null || limit.p99_ms !== null);
  return {
    p50Ms: p50_ms,
    p99Ms: p99_ms,
    rssMb: rss_mb,
    errorRate: error_rate,
    ...(byLabel.length === 0
      ? {}
      : {
          labels: Object.fromEntries(
            byLabel.map(([label, limit]) => [label, { p50Ms: limit.p50_ms, p99Ms: limit.p99_ms }]),
          ),
        }),
  };
}

function noteIdleKeys(inquiry: Inquiry, study: Study): void {
  if (inquiry.setting('multiprocessing_start_method') !== undefined) {
    inquiry.notes.push('multiprocessing_start_method: Node starts workers in its own way; this key has no effect.');
  }
  if (inquiry.setting('keys') !== undefined && !study.orders.includes('key')) {
    inquiry.notes.push('keys has no effect without "order": "key".');
  }
  const handsOut = Object.values(study.traits).some((traits) => traits.handsOut);
  for (const key of handsOut ? [] : (['dispatch', 'in_flight'] as const)) {
    if (inquiry.setting(key) === undefined) continue;
    inquiry.notes.push(`${key} has no effect with the executor "${study.executors[0]}": it hands no units to workers.`);
  }
  if ((study.profile.cpu || study.profile.heap) && isSimulated(study)) {
    inquiry.notes.push('profile: a simulated machine runs no task, so there is nothing to profile.');
  }
  if (study.baseline !== undefined && study.load.kind === 'rate') {
    inquiry.notes.push(
      'baseline has no effect under a rate: throughput is then what arrives, not what workers can do.',
    );
  }
  if (!study.workers.includes(0)) {
    inquiry.notes.push('workers has no 0: without a sequential baseline there is no speedup.');
  }
}
