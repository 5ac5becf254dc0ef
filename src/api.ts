/**
 * The library's functions. They load what they need when they are called: every worker that imports a
 * task imports this module too, and pays for what is in it.
 */
import type { ConfigInput } from './config/schema.js';
import type { StudyEvent } from './model/events.js';
import type { EndRecord, Recording } from './model/journal.js';
import type { Report } from './model/report.js';

/** A study's options: the config's keys in camelCase, with the same meanings and defaults. */
export type StudyOptions = CamelCased<ConfigInput>;

/** How to run it. */
export interface RunOptions {
  /** Hears all that happens, in order. */
  readonly on?: (event: StudyEvent) => void;
  /** Aborting it ends the running trial, writes the partial report and resolves; before the first trial it rejects. */
  readonly signal?: AbortSignal;
  /** Where relative paths start; the working directory by default. */
  readonly cwd?: string;
}

/** A study that ended, whole or interrupted. */
export interface StudyResult {
  readonly report: Report;
  readonly end: EndRecord | null;
  /** The run's folder (journal and reports) and its CSV, absolute. */
  readonly paths: { readonly folder: string; readonly csv: string; readonly journal: string };
}

/**
 * Runs a study and writes its results, without printing anything. Rejects with ConfigError, TaskProblem
 * or StoreError before or instead of results, and with Interruption when aborted before the first trial; a
 * trial that fails is a result.
 */
export async function runStudy(
  options: StudyOptions,
  { on, signal, cwd = process.cwd() }: RunOptions = {},
): Promise<StudyResult> {
  const [{ studyContext }, { studyFromOptions }, { measureStudy }] = await Promise.all([
    import('./context.js'),
    import('./config/camel-case.js'),
    import('./study.js'),
  ]);
  const { study, ...loaded } = studyFromOptions(options, await studyContext(cwd));
  const command = ['runStudy'];
  return measureStudy(study, { ...loaded, command, ...(on && { on }), ...(signal && { signal }) });
}

/** Analyses a recording: the same report as the run's own, from the same figures. */
export async function analyse(recording: Recording): Promise<Report> {
  return (await import('./analysis/analyse.js')).analyse(recording);
}

/** Reads a run's journal back; rejects with StoreError. */
export async function readRecording(folder: string): Promise<Recording> {
  const [{ readJournal }, { pathsOf }] = await Promise.all([
    import('./store/read-journal.js'),
    import('./store/results.js'),
  ]);
  return (await readJournal(pathsOf(folder).journal)).recording;
}

type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Key;
/** Keys of a config, and of the objects in it, in camelCase. */
export type CamelCased<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value as CamelCase<Key>]: CamelCased<Value[Key]> }
    : Value;
