/** From a validated study to a report on disk: the whole of a run, and of a report made again. */
import { analyse } from './analysis/analyse.js';
import { wallClock } from './clock.js';
import type { EndRecord, JournalRecord, Recording, Report, Study, StudyEvent, StudyRecord } from './model.js';
import { wantsCeiling } from './plan/ceiling.js';
import { planStudy } from './plan/plan.js';
import { KERNEL_SECONDS } from './run/kernels.js';
import { readMachine } from './run/machine.js';
import { type PreparedTask, preflight } from './run/preflight.js';
import { provenanceOf } from './run/provenance.js';
import { loadReporters } from './run/registry.js';
import { Scratch } from './run/scratch.js';
import { superviseStudy } from './run/supervisor.js';
import { Journal, readJournal } from './store/journal.js';
import { ProfileStore } from './store/profiles.js';
import { createRun, pathsOf, type RunPaths, writeReport } from './store/results.js';

/** How to run a study. */
export interface MeasureOptions {
  /** Folder of the results (absolute). */
  readonly out: string;
  /** What the user typed, for the provenance. */
  readonly command: readonly string[];
  /** Hears all that happens, in order. */
  readonly on?: (event: StudyEvent) => void;
  /** Aborting it ends the study; the abort's reason names the signal. */
  readonly signal?: AbortSignal;
}

/** A run that ended, whole or interrupted. */
export interface Measured {
  readonly report: Report;
  readonly paths: RunPaths;
  readonly end: EndRecord | null;
}

/**
 * Runs a study and writes all its outputs. Rejects with TaskProblem before anything is measured, with
 * StoreError when results cannot be written. A trial that fails is a result, not a rejection.
 */
export async function measureStudy(study: Study, options: MeasureOptions): Promise<Measured> {
  const scratch = new Scratch();
  try {
    const tasks = await preflight(study, scratch);
    const startedAt = wallClock();
    const paths = await createRun(options.out, runName(study), startedAt);
    const record = studyRecord(study, tasks, options.command, startedAt);
    const recording = await recordStudy(record, tasks, scratch, paths, options);
    return { report: await report(recording, paths), paths, end: recording.end };
  } finally {
    scratch.remove();
  }
}

/** Makes every output of a run again from its journal; rejects with StoreError when it cannot be read. */
export async function reportAgain(folder: string): Promise<Measured & { readonly tornBytes: number }> {
  const paths = pathsOf(folder);
  const { recording, tornBytes } = await readJournal(paths.journal);
  return { report: await report(recording, paths), paths, end: recording.end, tornBytes };
}

/** Measures, and gives back in memory what is in the journal by then. */
async function recordStudy(
  study: StudyRecord,
  tasks: readonly PreparedTask[],
  scratch: Scratch,
  paths: RunPaths,
  { on = () => {}, signal = new AbortController().signal }: MeasureOptions,
): Promise<Recording> {
  const records: JournalRecord[] = [];
  const journal = await Journal.create(paths.journal);
  const append = async (record: JournalRecord) => {
    await journal.append(record);
    records.push(record);
  };
  const saveProfile = new ProfileStore(paths).save;
  try {
    await append(study);
    const end = await superviseStudy({ record: study, tasks, scratch, journal: append, saveProfile, on, signal });
    return {
      study,
      trials: records.filter((record) => record.kind === 'trial'),
      profiles: records.filter((record) => record.kind === 'profile'),
      end,
    };
  } finally {
    await journal.close();
  }
}

function studyRecord(
  study: Study,
  tasks: readonly PreparedTask[],
  command: readonly string[],
  startedAt: Date,
): StudyRecord {
  const plan = planStudy(study);
  const machine = readMachine(study.uvThreadpoolSize);
  const descriptions = tasks.map(({ description }) => description);
  const machineCeiling = wantsCeiling(study, plan, descriptions, machine.effectiveCpus, KERNEL_SECONDS);
  return {
    kind: 'study',
    study: { ...study, machineCeiling },
    plan,
    tasks: descriptions,
    machine,
    provenance: provenanceOf(study, tasks, command, startedAt),
  };
}

async function report(recording: Recording, paths: RunPaths): Promise<Report> {
  const analysed = analyse(recording);
  await writeReport(paths, analysed, await loadReporters());
  return analysed;
}

/** A run is named after its task; a study of several laws after what they are. */
function runName(study: Study): string {
  const [first, ...others] = study.tasks;
  return first === undefined || others.length > 0 ? 'simulated' : first.name;
}
