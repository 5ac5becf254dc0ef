/** From a validated study to a report on disk: the whole of a run, and of a report made again. */
import { analyse, reproduce } from './analysis/analyse.js';
import { now, wallClock } from './clock.js';
import { blamedPlace, type NamePlaces, unknownArgument } from './config/points.js';
import { neededServices } from './fixtures/service.js';
import type { StudyEvent } from './model/events.js';
import type { CpuSet, EndRecord, JournalRecord, Recording, ServicePlaces, StudyRecord } from './model/journal.js';
import type { Report } from './model/report.js';
import type { Study } from './model/study.js';
import { wantsCeiling } from './plan/ceiling.js';
import { fitStudy } from './plan/fit.js';
import { planStudy } from './plan/plan.js';
import { costFactsOf } from './run/supervisor/cost-facts.js';
import { type Preflight, type PreparedTask, preflight } from './run/supervisor/preflight.js';
import { provenanceOf } from './run/supervisor/provenance.js';
import { loadReporters } from './run/supervisor/registry.js';
import type { Earlier } from './run/supervisor/schedule.js';
import { Scratch } from './run/supervisor/scratch.js';
import { superviseStudy } from './run/supervisor/supervisor.js';
import { TaskProblem } from './run/supervisor/task-problem.js';
import { readyCpuSets } from './run/system/cpu-set.js';
import { withLoopback } from './run/system/loopback.js';
import { readMachine } from './run/system/machine.js';
import { placeServices } from './run/system/service-cpus.js';
import { KERNEL_SECONDS } from './run/worker/kernels.js';
import { Journal } from './store/journal.js';
import type { OpenFile } from './store/journal-file.js';
import { lockFolder } from './store/lock.js';
import { identityOf } from './store/origin.js';
import { OutputLog } from './store/output-log.js';
import { ProfileStore } from './store/profiles.js';
import { lossesOf, type ReadOptions, readJournal } from './store/read-journal.js';
import { redactRecord } from './store/redact.js';
import { createRun, pathsOf, type RunPaths, runName, writeReport } from './store/results.js';

/** How a study is watched and ended. */
export interface SessionOptions {
  /** What the user typed, for the provenance. */
  readonly command: readonly string[];
  /** Hears all that happens, in order. */
  readonly on?: (event: StudyEvent) => void;
  /** Aborting it ends the study; the abort's reason names the signal. */
  readonly signal?: AbortSignal;
}

/** How to run a study. */
export interface MeasureOptions extends SessionOptions {
  /** Folder of the results (absolute). */
  readonly out: string;
  /** What the user calls this kind of machine; null when unnamed. */
  readonly instance: string | null;
  /** Where the task's arguments were given; a problem with them is told with it. Absent or null: with the module. */
  readonly argsPlace?: string | null;
  /** How the journal is opened; tests let its writes fail. */
  readonly open?: OpenFile;
  /** Where the names of the matrix stand in the config: one of them may be no argument of the task. */
  readonly namePlaces?: NamePlaces;
}

/** A run that ended, whole or interrupted. */
export interface Measured {
  readonly report: Report;
  readonly paths: RunPaths;
  readonly end: EndRecord | null;
}

/**
 * Runs a study and writes all its outputs. Rejects with TaskProblem, Interruption, or UserError for a set of CPUs that
 * this machine cannot give, before anything is measured; with StoreError when results cannot be written. A trial that fails is a result, not a rejection.
 */
export async function measureStudy(study: Study, options: MeasureOptions): Promise<Measured> {
  const machine = readMachine(study.uvThreadpoolSize);
  const cpuSets = study.cpus === undefined ? {} : { cpuSets: readyCpuSets(study.cpus, machine) };
  const servicePlaces = placeServices(study, machine) ?? undefined;
  const startedMs = now();
  const scratch = new Scratch();
  try {
    const seen = await lookFirst(study, scratch, options, { ...cpuSets, servicePlaces });
    const { tasks } = seen;
    const startedAt = wallClock();
    const paths = await createRun(options.out, runName(study), startedAt);
    return await locked(paths, async () => {
      const folder = identityOf(paths.folder);
      const first = await studyRecord(study, seen, { ...options, servicePlaces }, startedAt);
      const record = { ...first, ...cpuSets, ...(folder && { folder }) };
      const journal = await Journal.create(paths.journal, options.open);
      const earlier = { trials: [], profiles: [], chosen: [] };
      const session = { record, tasks, scratch, paths, journal, earlier, startedMs, begin: record };
      const recording = await runSession(session, options);
      return { report: await writeOutputs(recording, paths), paths, end: recording.end };
    });
  } finally {
    scratch.remove();
  }
}

/** On which CPUs trials, services and clients are kept; absent members are not. */
interface Places {
  readonly cpuSets?: readonly CpuSet[] | undefined;
  readonly servicePlaces?: ServicePlaces | undefined;
}

/** The preflight of a study; rejects as measureStudy does before anything is measured. */
export async function lookFirst(
  study: Study,
  scratch: Scratch,
  options: MeasureOptions,
  { cpuSets, servicePlaces }: Places = {},
): Promise<Preflight> {
  try {
    const on = (event: StudyEvent) => options.on?.(event);
    return await preflight(study, scratch, signalOf(options), on, neededServices(study, servicePlaces), cpuSets);
  } catch (problem) {
    if (!(problem instanceof TaskProblem)) throw problem;
    const { argsPlace = null, namePlaces = {} } = options;
    const { unknownArgument: unknown, isOfArguments } = problem;
    if (unknown !== null) throw unknownArgument(unknown.name, unknown.known, namePlaces);
    const place = isOfArguments ? (blamedPlace(problem, namePlaces) ?? argsPlace) : null;
    throw place === null ? problem : problem.at(place);
  }
}

/**
 * Makes every output of a run again from its journal, beside an earlier run where one is given, and tells what the journal
 * lacks; rejects with StoreError when it cannot be read or the run's folder is in use, else as `reproduce` throws.
 */
export async function reportAgain(
  folder: string,
  options: ReadOptions & { readonly against?: Recording },
): Promise<Measured & { readonly losses: readonly string[] }> {
  const paths = pathsOf(folder);
  return locked(paths, async () => {
    const read = await readJournal(paths.journal, options);
    const { recording } = read;
    const report = await writeOutputs(recording, paths, options.against);
    return { report, paths, end: recording.end, losses: lossesOf(read) };
  });
}

/** One sitting of a run: from its first record, of the study or of a resumption, to its end. */
export interface Session {
  readonly record: StudyRecord;
  readonly tasks: readonly PreparedTask[];
  readonly scratch: Scratch;
  readonly paths: RunPaths;
  readonly journal: Journal;
  readonly earlier: Earlier;
  /** When it began, its preflight included, in monotonic milliseconds. */
  readonly startedMs: number;
  /** The record that begins it. */
  readonly begin: JournalRecord;
}

/** Measures, and gives back in memory what is in the journal by then. */
export async function runSession(session: Session, options: SessionOptions): Promise<Recording> {
  const { record, tasks, scratch, paths, journal, earlier, begin } = session;
  const records: JournalRecord[] = [];
  const append = async (one: JournalRecord) => {
    const kept = redactRecord(one);
    await journal.append(kept);
    records.push(kept);
  };
  const saveProfile = new ProfileStore(paths).save;
  try {
    await append(begin);
    const on = (event: StudyEvent) => options.on?.(redactEvent(event));
    const end = await superviseStudy({
      record,
      tasks,
      scratch,
      fixtures: neededServices(record.study, record.provenance.servicePlaces),
      journal: append,
      saveProfile,
      saveOutput: new OutputLog(paths).append,
      earlier,
      startedMs: session.startedMs,
      on,
      signal: signalOf(options),
    });
    const trials = records.filter((one) => one.kind === 'trial');
    const profiles = records.filter((one) => one.kind === 'profile');
    return {
      study: redactRecord(record),
      trials: [...earlier.trials, ...trials],
      profiles: [...earlier.profiles, ...profiles],
      end,
    };
  } finally {
    await journal.close();
  }
}

/** What is told while it runs stays in terminals and logs. */
function redactEvent(event: StudyEvent): StudyEvent {
  return event.kind === 'trial-end' ? { ...event, record: redactRecord(event.record) } : event;
}

/** The first record of a study that begins now. */
export async function studyRecord(
  study: Study,
  { tasks, load }: Preflight,
  { command, instance, servicePlaces }: Pick<MeasureOptions, 'command' | 'instance'> & Pick<Places, 'servicePlaces'>,
  startedAt: Date,
): Promise<StudyRecord> {
  const own = readMachine(study.uvThreadpoolSize);
  const machine = study.services === undefined ? own : await withLoopback(own);
  const descriptions = tasks.map(({ description }) => description);
  const provenance = {
    ...provenanceOf(study, tasks, command, instance, startedAt),
    ...(load !== null && { loadBefore: load }),
    ...(servicePlaces !== undefined && { servicePlaces }),
  };
  const decided = (one: Study) => {
    const cpus = machine.effectiveCpus;
    return { ...one, machineCeiling: wantsCeiling(one, planStudy(one), descriptions, { cpus }, KERNEL_SECONDS) };
  };
  const whole = decided(study);
  const fitted = fitStudy(whole, descriptions, costFactsOf({ study: whole, machine, provenance }));
  // In a shorter study the kernels may take too great a share.
  const planned = fitted === whole ? whole : decided({ ...fitted, machineCeiling: study.machineCeiling });
  return { kind: 'study', study: planned, plan: planStudy(planned), tasks: descriptions, machine, provenance };
}

/** Analyses a recording and writes every output of it; rejects with StoreError, and as `reportAgain` does. */
export async function writeOutputs(recording: Recording, paths: RunPaths, against?: Recording): Promise<Report> {
  const report = against === undefined ? analyse(recording) : reproduce(recording, against);
  await writeReport(paths, report, await loadReporters());
  return report;
}

/** Does something as the only writer of a run's folder; rejects with StoreError while there is another. */
export async function locked<Result>(paths: RunPaths, act: () => Promise<Result>): Promise<Result> {
  const lock = await lockFolder(paths.folder);
  try {
    return await act();
  } finally {
    await lock.release();
  }
}

/** The signal that ends a session; one that never does when none is given. */
export function signalOf({ signal = new AbortController().signal }: SessionOptions): AbortSignal {
  return signal;
}
