/** The check of a task module before a long run: looks at it in disposable processes, and judges what it saw. */
import { neededServices } from '../fixtures/service.js';
import type { PlannedTrial } from '../model/plan.js';
import type { Study, StudyTask } from '../model/study.js';
import type { Fault } from '../model/trial.js';
import { makeWay } from '../plan/ways.js';
import type { TaskInspection } from '../run/host/inspection.js';
import { cacheFolder } from '../run/supervisor/cache-folder.js';
import { startBeforeTrials } from '../run/supervisor/early-fixtures.js';
import type { TrialFixtures } from '../run/supervisor/fixtures.js';
import { HostProcess } from '../run/supervisor/host-process.js';
import { runHostTrial } from '../run/supervisor/host-trial.js';
import { lookAtTask } from '../run/supervisor/look.js';
import { lookSpec } from '../run/supervisor/look-spec.js';
import type { Scratch } from '../run/supervisor/scratch.js';
import { TaskProblem } from '../run/supervisor/task-problem.js';
import { prepareSource, syntaxProblem } from '../run/supervisor/task-source.js';
import { LoadLook } from '../run/system/load-look.js';
import { readMachine } from '../run/system/machine.js';
import type { TrialSpec } from '../seams/executor.js';
import { modulePathOf } from '../seams/subject.js';
import { judge } from './judge.js';
import type { CheckFacts, CheckReport, Stop, WorkerTrial } from './model.js';
import { POOL_UNITS, type PoolTrial } from './pool-trial.js';
import { needsPoolTrial } from './resources.js';

/** How to check. */
export interface CheckOptions {
  readonly scratch: Scratch;
  /** About how long the check may take, without the imports. */
  readonly seconds: number;
  /** Hears what is being done, in a few words. */
  readonly on: (step: string) => void;
  readonly signal: AbortSignal;
}

/** The same, beside the services that units need. */
interface Looking extends CheckOptions {
  readonly services: TrialFixtures['facts'];
}

/** A setup, or a unit, that takes longer than that is taken to hang, unless the study's `timeout` tells. */
const HANGING_SECONDS = 30;
/** The same for an import. */
const IMPORT_SECONDS = 30;
const WORKER_KINDS = ['threads', 'processes'] as const;

/**
 * Checks a study's first task. Whatever the task does, it is a finding; rejects only for faults of ours, with UserError for
 * a service that does not start, and with the signal's reason when it is aborted.
 */
export async function checkTask(study: Study, options: CheckOptions): Promise<CheckReport> {
  const task = study.tasks[0] as StudyTask;
  const look = new LoadLook();
  const fixtures = await startBeforeTrials(study, task, options.scratch, options.signal, neededServices(study));
  try {
    const seen = await lookAt(study, task, { ...options, services: fixtures.facts });
    return judge(task, { ...seen, load: look.end() });
  } finally {
    await fixtures.stop();
  }
}

async function lookAt(study: Study, task: StudyTask, options: Looking): Promise<Omit<CheckFacts, 'load'>> {
  const { scratch, on, signal } = options;
  const modulePath = modulePathOf(task) as string;
  const { dispatch, chunk, uvThreadpoolSize: uvThreadpool } = study;
  const machine = readMachine(uvThreadpool);
  const facts = { modulePath, dispatch, chunk, uvThreadpool, machine, poolTrial: null };
  on('reading the module');
  const moduleUrl = await moduleUrlOf(modulePath, scratch);
  if (typeof moduleUrl !== 'string') return { ...facts, inspection: moduleUrl, trials: [] };
  on('looking inside, one unit at a time');
  const inspection = await inspect(study, task, moduleUrl, options);
  signal.throwIfAborted();
  if ('kind' in inspection) return { ...facts, inspection, trials: [] };
  const trials: WorkerTrial[] = [];
  for (const executor of WORKER_KINDS) {
    on(`running ${inspection.units} units in ${executor === 'threads' ? 'a worker thread' : 'a child process'}`);
    trials.push({ executor, record: await tryWorker(study, task, moduleUrl, inspection, executor, options) });
    signal.throwIfAborted();
  }
  const poolTrial = await tryPool(study, task, moduleUrl, inspection, options);
  signal.throwIfAborted();
  return { ...facts, inspection, trials, poolTrial };
}

/** Where a look may write. */
function foldersOf(study: Study, scratch: Scratch, path: string): Parameters<typeof lookSpec>[3] {
  return { scratch: path, cache: cacheFolder(study, scratch) };
}

/** What workers import; or why there is nothing to import. */
async function moduleUrlOf(modulePath: string, scratch: Scratch): Promise<string | Stop> {
  try {
    return (await prepareSource(modulePath, scratch.folder('check'))).moduleUrl;
  } catch (problem) {
    if (!(problem instanceof TaskProblem)) throw problem;
    return { kind: 'refused', fault: sourceFault(problem) };
  }
}

function sourceFault({ message }: TaskProblem): Fault {
  return { phase: 'source', message, stack: null, unit: null };
}

async function inspect(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  { scratch, seconds, signal, services }: Looking,
): Promise<TaskInspection | Stop> {
  const folder = scratch.temporary('inspection');
  const spec = lookSpec(study, task, moduleUrl, foldersOf(study, scratch, folder.path), services);
  const look = await lookAtTask(
    { op: 'inspect', spec, seconds },
    {
      watchdog: scratch.watchdog,
      uvThreadpoolSize: study.uvThreadpoolSize,
      importSeconds: IMPORT_SECONDS,
      silenceSeconds: hangingSeconds(study),
      signal,
    },
  );
  folder.remove();
  const last = look.told.at(-1);
  if (last?.kneepoint === 'inspected') return last.inspection;
  if (last?.kneepoint === 'refused') {
    const problem = await syntaxProblem(modulePathOf(task) as string, last.fault);
    return { kind: 'refused', fault: problem === null ? last.fault : sourceFault(problem) };
  }
  if (last?.kneepoint === 'ended' && last.result.fault !== null) return { kind: 'refused', fault: last.result.fault };
  const { phase, exit, overdueSeconds } = look;
  if (overdueSeconds !== null) return { kind: 'unfinished', phase, seconds: overdueSeconds };
  return { kind: 'ended', phase, code: exit.code, signal: exit.signal };
}

function hangingSeconds(study: Study): number {
  return study.timeoutSeconds ?? HANGING_SECONDS;
}

/** Share of the time for each look of the experiment with libuv's pool, and how often both of its sizes are looked at. */
const POOL_SHARE = 0.05;
const POOL_LOOKS = 2;
/** Batches that a look runs at least; units that would need longer than the whole check are not tried. */
const POOL_BATCHES = 4;

/** Units at the same time, in turn with a pool of one thread and with one of a thread for each; null where it is not needed. */
async function tryPool(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  inspection: TaskInspection,
  options: Looking,
): Promise<PoolTrial | null> {
  const { seconds, on } = options;
  const unitSeconds = Math.min(...inspection.serviceSeconds);
  const least = 2 * POOL_LOOKS * POOL_BATCHES * POOL_UNITS * unitSeconds;
  if (!needsPoolTrial(inspection) || least > seconds) return null;
  on("running units at the same time, with libuv's pool of 1 thread and of 4");
  const times = { oneThread: [] as number[], fourThreads: [] as number[] };
  for (let look = 0; look < POOL_LOOKS; look++) {
    times.oneThread.push(...(await timedBatches(study, task, moduleUrl, 1, options)));
    times.fourThreads.push(...(await timedBatches(study, task, moduleUrl, POOL_UNITS, options)));
  }
  return times;
}

/** Times of batches; none where units fail beside each other. */
async function timedBatches(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  uvThreadpoolSize: number,
  { scratch, seconds, signal, services }: Looking,
): Promise<readonly number[]> {
  const folder = scratch.temporary('pool');
  const spec = {
    ...lookSpec(study, task, moduleUrl, foldersOf(study, scratch, folder.path), services),
    units: POOL_UNITS,
    inFlight: POOL_UNITS,
  };
  const { told } = await lookAtTask(
    { op: 'batches', spec, seconds: seconds * POOL_SHARE },
    {
      watchdog: scratch.watchdog,
      uvThreadpoolSize,
      importSeconds: IMPORT_SECONDS,
      silenceSeconds: hangingSeconds(study),
      signal,
    },
  );
  folder.remove();
  const last = told.at(-1);
  return last?.kneepoint === 'batches' ? last.seconds : [];
}

/** The same first units, in their own order, on one worker: as a run would do it. */
async function tryWorker(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  { args, units, result }: TaskInspection,
  executor: WorkerTrial['executor'],
  { scratch, signal, services }: Looking,
) {
  const folder = scratch.temporary(`check-${executor}`);
  const spec: TrialSpec = {
    ...lookSpec(study, task, moduleUrl, foldersOf(study, scratch, folder.path), services),
    args,
    executor,
    workers: 1,
    units,
    // What cannot be sent back is a finding already; the units themselves may still be sound.
    dispatch: result.obstacle === null ? 'pool' : 'self',
  };
  const options = {
    takeHost: () => new HostProcess({ watchdog: scratch.watchdog, uvThreadpoolSize: study.uvThreadpoolSize }),
    timeoutSeconds: IMPORT_SECONDS + hangingSeconds(study),
    renewsTimeout: false,
    signal,
    probes: [],
    idle: new Map(),
    sampleIntervalSeconds: study.sampleIntervalSeconds,
    machine: readMachine(study.uvThreadpoolSize),
    fixtures: [],
    watchdog: scratch.watchdog,
  };
  try {
    return await runHostTrial(plannedTrial(task, executor, units), spec, options, { phase() {}, progress() {} });
  } finally {
    folder.remove();
  }
}

function plannedTrial(task: StudyTask, executor: string, units: number): PlannedTrial {
  const load = { kind: 'count', units } as const;
  const cell = {
    id: `check/${executor}`,
    name: executor,
    way: makeWay({ tasks: [task] }, { task, executor, inFlight: 1, order: 'none', load, cpus: null }),
    workers: 1,
  };
  return { index: 0, cell, round: 0, endsRound: true, profile: false };
}
