/** From flags, a config file or an object to a validated study, or to every problem at once. */
import { resolve } from 'node:path';
import type { Study } from '../model/study.js';
import { quickStudy } from '../plan/quick.js';
import { checkSettings, withoutNulls } from './check.js';
import { flagSettings } from './flag-settings.js';
import { Inquiry, type StudyContext } from './inquiry.js';
import type { FlagText } from './key-meta.js';
import { readObject } from './object.js';
import { type NamePlaces, namePlaces } from './points.js';
import { ConfigError, type Problem, placeText, showValue, type Where } from './problems.js';
import { type ConfigFile, readConfig } from './read.js';
import type { Config } from './schema.js';
import { flagSetting, type Setting, type Settings, settingsOf } from './settings.js';
import { noteIdleKeys, toStudy } from './to-study.js';

/** What the command line asks for. */
export interface StudyRequest extends StudyContext {
  /** The config file, relative to `cwd`; shown as given. */
  readonly config?: string | undefined;
  /** Flags' texts by what they set (`workers`, `limits.p99_ms`); see `configFlags` and `pickFlags`. */
  readonly flags: Readonly<Record<string, FlagText>>;
  /** The words after `--`: the command to measure, in the task's place. */
  readonly command?: readonly string[] | null | undefined;
  /** The service that the words after `--` start, as a config has it. */
  readonly service?: unknown;
  /** Two tasks or commands to compare within the run, in the task's place; paths start from `cwd`. */
  readonly ab?: readonly string[] | undefined;
  /** The task named without a flag; a path starts from `cwd`. */
  readonly task?: string | undefined;
}

/** A validated study, and what belongs to its run alone. */
export interface LoadedStudy {
  readonly study: Study;
  /** Folder of the results (absolute). */
  readonly out: string;
  /** What the user calls this kind of machine; null when unnamed. */
  readonly instance: string | null;
  /** Where the task's arguments were given (`study.json:3:16`, `--task-args`); null where they are the task's own. */
  readonly argsPlace: string | null;
  /** Harmless oddities of the config, one sentence each. */
  readonly notes: readonly string[];
  /** Where each name of the matrix stands: whether it is an argument of the task, only the task's module tells. */
  readonly namePlaces: NamePlaces;
}

const POSITIONAL = '<task>';
const AB = '--ab';
const DASHES = '--';

/** The study that a config file and flags ask for; flags win. Throws ConfigError with every problem. */
export function loadStudy(request: StudyRequest): LoadedStudy {
  const file = readFile(request);
  const fromFile = withoutNulls(file.settings);
  const flags = flagSettings(request.flags, request.cwd, fromFile);
  const positional = request.ab === undefined ? whatStands(request) : twoTasks(request, request.ab);
  const service =
    request.service === undefined ? [] : [['service', flagSetting(DASHES, request.service, request.cwd)] as const];
  const given = new Map([...flags.settings, ...positional.settings, ...service]);
  const kept = SUBJECT_KEYS.some((key) => given.has(key)) ? withoutSubject(fromFile) : fromFile;
  const settings = withoutNulls(new Map([...kept, ...given]));
  const problems = [...file.problems, ...flags.problems, ...positional.problems];
  const loaded = build(settings, file.start, request, problems, file.problems.length === 0);
  return { ...loaded, notes: [...overrideNotes(fromFile, settings), ...loaded.notes] };
}

/** The keys that say what is measured: one on the command line takes the place of any in the file. */
const SUBJECT_KEYS = ['task', 'command', 'ab'] as const;

function withoutSubject(file: Settings): Settings {
  return new Map([...file].filter(([key]) => !(SUBJECT_KEYS as readonly string[]).includes(key)));
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

/** A task named without a flag, or a command after `--`. */
function whatStands(request: StudyRequest): ReturnType<typeof positionalTask> {
  const { command, task, cwd } = request;
  if (command == null) return positionalTask(request);
  const settings = new Map([['command', flagSetting(DASHES, command, cwd)]]);
  if (task === undefined && request.flags.task === undefined) return { settings, problems: [] };
  const message = `a command and a task are given: ${showValue(task ?? request.flags.task)}`;
  return { settings, problems: [plain({ flag: DASHES }, message, 'command')] };
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

/** Both are looked up when all keys hold. */
function twoTasks(
  { task, command, flags, cwd }: StudyRequest,
  ab: readonly string[],
): ReturnType<typeof positionalTask> {
  const settings = new Map([['ab', flagSetting(AB, ab, cwd)]]);
  const refuse = (message: string) => ({
    settings: new Map([['task', flagSetting(AB, ab[0], cwd)]]),
    problems: [plain({ flag: AB }, message, 'ab')],
  });
  if (ab.length !== 2) return refuse(`expected two tasks or two commands, each a text of its own, found ${ab.length}`);
  if (task !== undefined || flags.task !== undefined) return refuse('takes the place of the task; give no other');
  if (command != null) return refuse('takes the place of the command; give none after --');
  return { settings, problems: [] };
}

/** Arguments that were written for another task reach the one that replaced it: legal, and worth a word. */
function overrideNotes(file: Settings, all: Settings): string[] {
  const replaced = file.has('task') && !all.has('command') && file.get('task')?.value !== all.get('task')?.value;
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
): LoadedStudy {
  const checked = checkSettings(settings);
  const inquiry = new Inquiry(checked.config, settings, start, context, [...problems, ...checked.problems]);
  const study = whole ? toStudy(inquiry) : null;
  if (study === null || inquiry.problems.length > 0) throw new ConfigError(inquiry.problems);
  noteIdleKeys(inquiry, study);
  const out = resolve(context.cwd, (inquiry.config as Config).out);
  const instance = inquiry.config.instance ?? null;
  const args = settings.get('matrix') ?? settings.get('task_args');
  return {
    study: context.quick === true ? quickStudy(study) : study,
    out,
    instance,
    argsPlace: args === undefined ? null : placeText(args.where([], 'value')) || null,
    notes: inquiry.notes,
    namePlaces: namePlaces(inquiry),
  };
}
