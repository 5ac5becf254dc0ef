/** A run that was cut goes on with what is missing. */
import { now, wallClock } from './clock.js';
import { neededServices } from './fixtures/service.js';
import type { StudyEvent } from './model/events.js';
import type { Recording, StudyRecord } from './model/journal.js';
import type { Study } from './model/study.js';
import { type Circumstances, changesOf, StudyChanged } from './plan/changes.js';
import { finishedTrials } from './plan/missing.js';
import { withTasks } from './plan/plan.js';
import { type PreparedTask, preflight } from './run/supervisor/preflight.js';
import { provenanceOf, studyHash } from './run/supervisor/provenance.js';
import { Scratch } from './run/supervisor/scratch.js';
import { sourceHashes } from './run/supervisor/task-source.js';
import { tryCpuList, tryCpuSets } from './run/system/cpu-set.js';
import { readMachine } from './run/system/machine.js';
import { Journal } from './store/journal.js';
import type { OpenFile } from './store/journal-file.js';
import { isOwnRun } from './store/origin.js';
import { lossesOf, type ReadJournal, type ReadOptions, readJournal } from './store/read-journal.js';
import { holdsRedacted, redactCommand } from './store/redact.js';
import { pathsOf, type RunPaths } from './store/results.js';
import { locked, type Measured, runSession, type SessionOptions, signalOf, writeOutputs } from './study.js';
import { UserError } from './user-error.js';

/** How a run goes on. */
export interface ResumeOptions extends SessionOptions, ReadOptions {
  /** The study that the user gives again, to be compared with the run's; null takes the run's own. */
  readonly study: Study | null;
  /** Go on although something has changed. */
  readonly force: boolean;
  /** Run what the journal names although nothing shows that this user began the run in this folder. */
  readonly trust: boolean;
  /** How the journal is opened; tests let its writes fail. */
  readonly open?: OpenFile;
}

/**
 * Measures what a run lacks, by its own plan, and writes all its outputs again. Rejects with StudyChanged
 * when it cannot go on as it began, with StoreError for a folder that is in use or a journal that cannot be
 * read, and as measureStudy does.
 */
export async function resumeStudy(folder: string, options: ResumeOptions): Promise<Measured> {
  const paths = pathsOf(folder);
  return locked(paths, async () => {
    const read = await readJournal(paths.journal, options);
    for (const text of lossesOf(read)) options.on?.({ kind: 'warning', text });
    const recording = isComplete(read) ? whole(read, options) : await goOn(read, paths, options);
    return { report: await writeOutputs(recording, paths), paths, end: recording.end };
  });
}

function isComplete({ recording: { study, trials, profiles, end }, lostRecords }: ReadJournal): boolean {
  if (end === null || end.interruptedBy !== null || lostRecords > 0) return false;
  if (finishedTrials(profiles, 0).size < study.plan.profiles.length) return false;
  return end.stopped !== null || finishedTrials(trials, study.study.retryFailed).size >= study.plan.trials.length;
}

/** A whole run has nothing to go on with; a config that is not its own would still be a mistake. */
function whole({ recording }: ReadJournal, options: ResumeOptions): Recording {
  refuseChanges(changesOf(recording.study, asGiven(recording.study, options)), options);
  options.on?.({ kind: 'warning', text: 'Nothing is missing from this run; its outputs are made again.' });
  return recording;
}

function refuseChanges(changed: readonly string[], { force }: ResumeOptions): readonly string[] {
  if (changed.length > 0 && !force) throw new StudyChanged(changed);
  return changed;
}

/** The run's circumstances with the config that was given again, if one was. */
function asGiven(before: StudyRecord, { study }: ResumeOptions): Circumstances {
  if (study === null) return before;
  // What a null left to the run was decided when it began.
  const decided = { ...study, machineCeiling: study.machineCeiling ?? before.study.machineCeiling };
  return { ...before, study: decided, provenance: { ...before.provenance, configHash: studyHash(study) } };
}

async function goOn(read: ReadJournal, paths: RunPaths, options: ResumeOptions): Promise<Recording> {
  const before = read.recording.study;
  const given = asGiven(before, options);
  refuseChanges(changesOf(before, given), options);
  const study = ownStudy(before, given);
  refuseForeign(before, study, paths, options);
  tryCpuSets(before.cpuSets ?? []);
  const { clients = null, services = {} } = before.provenance.servicePlaces ?? {};
  for (const list of [clients ?? [], ...Object.values(services)]) if (list.length > 0) tryCpuList(list);
  const startedMs = now();
  const scratch = new Scratch();
  try {
    const startedAt = wallClock();
    const machine = readMachine(study.uvThreadpoolSize);
    const { tool } = provenanceOf(study, [], options.command, before.provenance.instance, startedAt);
    // A module that has changed, or a machine that is another, is told before anything of it runs.
    const taskHashes = await sourceHashes(study, scratch);
    const after = { study: given.study, machine, provenance: { ...given.provenance, taskHashes, tool } };
    const changed = refuseChanges(changesOf(before, after), options);
    const on = (event: StudyEvent) => options.on?.(event);
    const { tasks, load } = await preflight(
      study,
      scratch,
      signalOf(options),
      on,
      neededServices(study, before.provenance.servicePlaces),
      before.cpuSets,
    );
    const resumption = {
      startedAt: startedAt.toISOString(),
      command: redactCommand(options.command),
      changed,
      ...(load !== null && { loadBefore: load }),
    };
    const resumed = [...before.provenance.resumed, { ...resumption, trialsBefore: read.recording.trials.length }];
    // The plan as it was made, with the arguments that the tasks are to get.
    const plan = withTasks(before.plan, study.tasks);
    const record = { ...before, study, plan, provenance: { ...before.provenance, resumed } };
    const journal = await Journal.resume(paths.journal, read, options.open);
    const { trials, profiles } = read.recording;
    const earlier = { trials, profiles, chosen: read.chosen };
    const begin = { kind: 'resume', ...resumption } as const;
    const described = asDescribed(tasks, before);
    return await runSession({ record, tasks: described, scratch, paths, journal, earlier, startedMs, begin }, options);
  } finally {
    scratch.remove();
  }
}

/**
 * What a journal names is code that runs with this user's rights: a folder from elsewhere may name anything. A config
 * that is given again is the user's own, if it is the run's.
 */
function refuseForeign(before: StudyRecord, study: Study, { folder }: RunPaths, options: ResumeOptions): void {
  const isGiven = study.tasks === options.study?.tasks;
  const named = codeOf(study);
  if (options.trust || isGiven || named.length === 0 || isOwnRun(folder, before.folder)) return;
  const why =
    before.folder === undefined
      ? 'its journal does not say where it was begun, as those of older versions do not'
      : 'it is a copy, or comes from elsewhere';
  const cure = 'If you trust it, resume it with --trust, or with the config of the run: run --config FILE --resume DIR';
  throw new UserError(
    `nothing shows that you began this run in this folder: ${why}. To resume it would run what its journal names:\n${named.join('\n')}\n${cure}`,
  );
}

const MOST_NAMED = 10;

/** What a study runs, one line each, cut: the text is the journal's. */
function codeOf({ tasks, services = [] }: Study): readonly string[] {
  const line = (what: string, code: unknown) => `  ${what} ${JSON.stringify(code).slice(0, 200)}`;
  const all = new Set([
    ...tasks.flatMap(({ subject }) => {
      if (subject.kind === 'law') return [];
      return subject.kind === 'module' ? [line('module', subject.path)] : [line('command', subject.program)];
    }),
    ...services.flatMap(({ start }) => (start === null ? [] : [line('service', start.program)])),
  ]);
  const more = all.size > MOST_NAMED ? [`  and ${all.size - MOST_NAMED} more`] : [];
  return [...[...all].slice(0, MOST_NAMED), ...more];
}

/** The run's own study. What held credentials is whole only in the same config given again. */
function ownStudy(before: StudyRecord, given: Circumstances): Study {
  const { tasks, services } = given.study;
  const { services: _, ...rest } = before.study;
  // What is run is the config's that was given again: the journal only says that it is the same.
  const isGivenAgain = given.study !== before.study && given.provenance.configHash === before.provenance.configHash;
  if (isGivenAgain) return { ...rest, tasks, ...(services !== undefined && { services }) };
  const hidden = [
    before.study.services,
    ...before.study.tasks.map(({ args, point, subject }) => [args, point, subject]),
  ];
  if (!hidden.some(holdsRedacted)) return before.study;
  throw new UserError(
    "the task's arguments, the command or a service held credentials, which are not recorded: give the same config or flags again, with run --resume",
  );
}

/** Whether results are compared is decided once, for a run has one reference. */
function asDescribed(tasks: readonly PreparedTask[], before: StudyRecord): readonly PreparedTask[] {
  return tasks.map((prepared) => {
    const described = before.tasks.find(({ name }) => name === prepared.task.name);
    const deterministic = described?.deterministic ?? prepared.description.deterministic;
    return { ...prepared, description: { ...prepared.description, deterministic } };
  });
}
