import { now, secondsBetween } from '../../clock.js';
import type { StudyEvent } from '../../model/events.js';
import type { CpuSet, MachineLoad, TaskCosts, TaskDescription } from '../../model/journal.js';
import type { Phase } from '../../model/phase.js';
import type { Study, StudyTask } from '../../model/study.js';
import { commandOf, type ReadySubject, runsCommand } from '../../seams/subject.js';
import { LoadLook } from '../system/load-look.js';
import { cacheFolder } from './cache-folder.js';
import { type CommandPreflightOptions, emptyRunCosts, warmUpCommand } from './command-preflight.js';
import { startBeforeTrials } from './early-fixtures.js';
import type { NeededFixture, TrialFixtures } from './fixtures.js';
import type { HostExit } from './host-process.js';
import { Interruption } from './interruption.js';
import { lookAtTask } from './look.js';
import { lookSpec } from './look-spec.js';
import { PreflightWatch } from './preflight-watch.js';
import type { Scratch } from './scratch.js';
import { CRASH_CURE, EXITS_CURE, TaskProblem } from './task-problem.js';
import { prepareSource, syntaxProblem, type TaskSource } from './task-source.js';

/** A task that can be measured. */
export interface PreparedTask {
  readonly task: StudyTask;
  readonly subject: ReadySubject;
  /** SHA-256 of its module's text; null for a simulated law. */
  readonly hash: string | null;
  readonly description: TaskDescription;
  /** The cells of a command that ran before the first round, by id; absent for a task. */
  readonly warmCells?: ReadonlySet<string>;
}

/** What was seen before anything is measured. */
export interface Preflight {
  readonly tasks: readonly PreparedTask[];
  /** What others took of the CPUs meanwhile; null when only laws are simulated. */
  readonly load: MachineLoad | null;
}

/** A module that takes longer than that to import is taken to hang, unless `timeout` says less. */
const IMPORT_SECONDS = 30;
/** A setup or a unit 0 that takes longer than that is taken to hang, unless `timeout` says otherwise. */
const TRY_SECONDS = 60;
const QUICK_TRY_SECONDS = 10;
/** Units that are run for their pace, at most, where time ends a trial. */
const PACE_UNITS = 1000;

/**
 * Looks at every task of a study in disposable processes, and at the machine's load meanwhile; `on` hears what
 * takes long. Commands run once at each worker count, in the study's sets of CPUs. Rejects with TaskProblem or
 * CommandProblem for the first bad one, with UserError for a fixture that does not start, with Interruption when aborted.
 */
export async function preflight(
  study: Study,
  scratch: Scratch,
  signal: AbortSignal,
  on: (event: StudyEvent) => void,
  needed: readonly NeededFixture[] = [],
  cpuSets: readonly CpuSet[] = [],
): Promise<Preflight> {
  const look = study.tasks.every(({ subject }) => subject.kind === 'law') ? null : new LoadLook();
  const around = { scratch, signal, on, needed, cpuSets };
  const tasks: PreparedTask[] = [];
  if (runsCommand(study)) {
    const costs = await emptyRunCosts(study, around);
    // What commands themselves do is no load of others.
    const load = look?.end() ?? null;
    for (const task of study.tasks) tasks.push(await prepareCommand(study, task, costs, around));
    return { tasks, load };
  }
  const sources = new Map<string, Promise<TaskSource>>();
  let fixtures: TrialFixtures | null = null;
  try {
    for (const [i, task] of study.tasks.entries()) {
      // The points of a matrix may each need services of their own.
      if (needed.length > 0 && (fixtures === null || task.point?.ofServices !== undefined)) {
        await fixtures?.stop();
        fixtures = await startBeforeTrials(study, task, scratch, signal, needed);
      }
      const services = fixtures?.facts ?? {};
      tasks.push(await prepare({ study, task, scratch, folder: `task-${i}`, signal, on, services, sources }));
    }
  } finally {
    await fixtures?.stop();
  }
  return { tasks, load: look?.end() ?? null };
}

/** One task to be looked at. */
interface Candidate {
  readonly study: Study;
  readonly task: StudyTask;
  readonly scratch: Scratch;
  /** The name of its folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly on: (event: StudyEvent) => void;
  /** Modules that were made ready already, by their paths: the points of a matrix share one. */
  readonly sources: Map<string, Promise<TaskSource>>;
  readonly services: TrialFixtures['facts'];
}

/** A command is compared where the user says what has to be the same. */
async function prepareCommand(
  study: Study,
  task: StudyTask,
  costs: TaskCosts,
  around: CommandPreflightOptions,
): Promise<PreparedTask> {
  const subject = commandOf(task.subject as ReadySubject);
  const { seconds, warmCells } = await warmUpCommand(study, task, around);
  const description = {
    ...nothingKnownOf(task),
    deterministic: subject.expect !== null,
    costs: { ...costs, warmUpSeconds: seconds },
  };
  return { task, subject, hash: null, description, warmCells };
}

function nothingKnownOf({ name, args }: StudyTask): TaskDescription {
  return { name, summary: null, args: args ?? [], deterministic: false, repeats: null, unitSeconds: null };
}

async function prepare(candidate: Candidate): Promise<PreparedTask> {
  const { task, scratch, folder } = candidate;
  const { subject } = task;
  if (subject.kind !== 'module') return { task, subject, hash: null, description: nothingKnownOf(task) };
  const { sources } = candidate;
  sources.set(subject.path, sources.get(subject.path) ?? prepareSource(subject.path, scratch.folder(folder)));
  const source = (await sources.get(subject.path)) as TaskSource;
  const watch = new PreflightWatch(task.name, cacheFolder(candidate.study, scratch), candidate.on);
  try {
    const description = await describe(candidate, subject.path, source.moduleUrl, watch);
    return { task, subject: { kind: 'module', url: source.moduleUrl }, hash: source.hash, description };
  } finally {
    watch.stop();
  }
}

async function describe(
  { study, task, scratch, folder, signal, services }: Candidate,
  where: string,
  moduleUrl: string,
  watch: PreflightWatch,
): Promise<TaskDescription> {
  const cache = cacheFolder(study, scratch);
  // Where trials may fail, unit 0 may, too.
  const mayFail = (study.limits.errorRate ?? 0) > 0 || study.retryFailed > 0;
  const spec = {
    ...lookSpec(study, task, moduleUrl, { scratch: scratch.folder(`${folder}-preflight`), cache }, services),
    units: study.load.kind === 'count' ? study.load.units : PACE_UNITS,
    dispatch: sendsResults(study) ? ('pool' as const) : ('self' as const),
    stopAtFailure: !mayFail,
  };
  const began = now();
  let startSeconds: number | null = null;
  const { told, phase, exit, overdueSeconds } = await lookAtTask(
    { op: 'describe', spec },
    {
      watchdog: scratch.watchdog,
      uvThreadpoolSize: study.uvThreadpoolSize,
      importSeconds: Math.min(IMPORT_SECONDS, study.timeoutSeconds ?? IMPORT_SECONDS),
      silenceSeconds: study.timeoutSeconds ?? (study.quick ? QUICK_TRY_SECONDS : TRY_SECONDS),
      signal,
      hear: (message) => {
        if (message.kneepoint === 'phase') watch.enter(message.phase);
        if (message.kneepoint === 'described') startSeconds ??= secondsBetween(began, now());
      },
    },
  );
  if (signal.aborted) throw new Interruption(String(signal.reason));
  const last = told.at(-1);
  if (last?.kneepoint === 'refused') {
    throw (await syntaxProblem(where, last.fault)) ?? TaskProblem.refused(where, last, task.point);
  }
  const descriptions = told.filter((message) => message.kneepoint === 'described');
  const described = descriptions.at(-1);
  // Told once, unit 0 did not come to its end: in one that may fail that is unknown, but nothing waits for what hangs.
  const isTried = descriptions.length > 1 || (mayFail && overdueSeconds === null);
  if (described !== undefined && isTried) {
    const costs = { ...described.description.costs, ...(startSeconds !== null && { startSeconds }) };
    return { ...described.description, costs };
  }
  if (last?.kneepoint === 'ended' && last.result.fault !== null) {
    // Its host knows of no phase but the import.
    const fault = { ...last.result.fault, phase: phase === 'unit' ? 'run' : phase } as const;
    throw TaskProblem.refused(where, { fault }, task.point);
  }
  throw endedEarly(where, phase, exit, overdueSeconds);
}

/** Whether an executor of the study sends results from where they are made to a dispatcher. */
function sendsResults({ traits, executors, dispatch, workers }: Study): boolean {
  const sends = executors.some((name) => traits[name]?.handsOut === true);
  return dispatch === 'pool' && sends && workers.some((count) => count > 0);
}

function endedEarly(
  where: string,
  phase: Phase,
  { code, signal, misfit }: HostExit,
  overdueSeconds: number | null,
): TaskProblem {
  if (misfit !== null)
    return new TaskProblem(where, `its process told ${misfit}`, 'Does it write to descriptors not its own?');
  const how = signal === null ? `with status ${code}` : `by ${signal}`;
  if (phase !== 'import') {
    if (overdueSeconds !== null) return TaskProblem.hangs(where, phase, overdueSeconds);
    const during = phase === 'unit' ? 'in unit 0' : `in its ${phase}`;
    return new TaskProblem(where, `its process ended ${how} ${during}`, signal === null ? EXITS_CURE : CRASH_CURE);
  }
  if (overdueSeconds !== null) {
    const what = `it was still being imported after ${overdueSeconds} s`;
    return new TaskProblem(
      where,
      what,
      'A top-level await that never ends, or an endless loop? Try it with "node" alone.',
    );
  }
  const what = `its process ended ${how} while it was imported`;
  const cure =
    code === 0
      ? 'Does it await, at its top level, something that never comes? Or call process.exit?'
      : 'A task module must not call process.exit, nor crash, when it is loaded.';
  return new TaskProblem(where, what, cure);
}
