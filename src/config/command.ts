/** The `command` key and what goes with it: a program in the task's place. */
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { CommandExpectation, CommandHook, CommandSubject, Program } from '../model/command.js';
import type { StudyTask } from '../model/study.js';
import { parseNormaliseRule } from '../subjects/command/expect.js';
import { CommandError, changeTexts, findInput, findProgram, programText } from '../subjects/command/program.js';
import { splitWords } from '../subjects/command/split-words.js';
import type { Inquiry } from './inquiry.js';
import {
  type Fill,
  filler,
  givenCommands,
  HOOKS,
  placeholdersOf,
  refuseNames,
  refuseUnquotable,
  textsWith,
} from './placeholders.js';
import { atPoints, type PointValues } from './points.js';
import type { Config, ConfigKey } from './schema.js';

/** Programs that only start another one: it names the study. */
const STARTERS = [
  'npx',
  'node',
  'python',
  'python3',
  'bash',
  'sh',
  'env',
  'pnpm',
  'yarn',
  'exec',
  'dlx',
  'ruby',
  'perl',
];

/** Whether a command is to be measured: given in a config, after `--`, or as two versions. */
export function isCommand(inquiry: Inquiry): boolean {
  return inquiry.setting(inquiry.setting('ab') === undefined ? 'command' : 'ab') !== undefined && !isTaskPair(inquiry);
}

/** Two versions are tasks unless one is a list of words, holds blanks and is no file, or a shell is to run them. */
function isTaskPair(inquiry: Inquiry): boolean {
  const { ab, shell } = inquiry.config;
  if (inquiry.setting('ab') === undefined) return false;
  const folder = inquiry.setting('ab')?.folder ?? inquiry.context.cwd;
  const isWord = (one: string) => !/\s/.test(one.trim()) || existsSync(resolve(folder, one));
  return shell !== true && (ab ?? []).every((one) => typeof one === 'string' && isWord(one));
}

/** Whether the command has a knob of its own: `{workers}` in its words, its environment or a hook. */
export function hasKnob(inquiry: Inquiry): boolean {
  return givenCommands(inquiry).some((given) => turnsKnob(given, inquiry));
}

function turnsKnob(given: string | readonly string[], inquiry: Inquiry): boolean {
  return placeholdersOf(inquiry).usedIn(textsWith(given, inquiry)).has('workers');
}

/** Runs for each of the most copies. */
const RUNS_PER_COPY = 3;
/** What a study of a command may take where nobody says how many rounds it should have. */
const BUDGET_SECONDS = 600;

/** What keys that were left out mean for a command: it often runs for minutes, so time decides how many rounds there are. */
export function commandDefaults(inquiry: Inquiry, workers: readonly number[]): Partial<Config> {
  const isOpen = inquiry.setting('budget') === undefined && inquiry.setting('iterations') === undefined;
  // A search for the highest rate chooses its own trials.
  const isBounded = isOpen && inquiry.context.quick !== true && inquiry.config.find_max_rate !== true;
  return {
    // One run of a knob; so many copies that the idle end of a trial does not decide.
    ...(inquiry.setting('task_count') === undefined && {
      task_count: hasKnob(inquiry) ? 1 : RUNS_PER_COPY * Math.max(1, ...workers),
    }),
    ...(isBounded && { budget: BUDGET_SECONDS }),
    // The kernels run in workers of ours; a command's are its own.
    machine_ceiling: false,
  };
}

/** The command, or the two versions of it, as tasks of a study, or a task for each point; null after a complaint. */
export function chooseCommands(inquiry: Inquiry, points: readonly PointValues[]): readonly StudyTask[] | null {
  const before = inquiry.problems.length;
  refuseNames(inquiry, points);
  refuseUnquotable(inquiry, points);
  const tasks: StudyTask[] = [];
  for (const values of points.length === 0 ? [{}] : points) {
    if (inquiry.problems.length > before) return null;
    tasks.push(...(commandsAt(inquiry, filler(values)) ?? []));
  }
  return inquiry.problems.length > before || tasks.length === 0 ? null : atPoints(tasks, points);
}

/** The commands with the values of a point filled in; a name and what was given are those without. */
function commandsAt(inquiry: Inquiry, fill: Fill): readonly StudyTask[] | null {
  const before = inquiry.problems.length;
  const programs = programsOf(inquiry).map((program) => ({ given: program, program: changeTexts(program, fill) }));
  const around = aroundOf(inquiry, fill);
  const { cwd, hooks } = around ?? { cwd: folderOf(inquiry, fill), hooks: {} };
  for (const { program } of programs) checkFound(commandKey(inquiry), program, inquiry, cwd);
  for (const hook of HOOKS) if (hooks[hook] !== undefined) checkFound(hook, hooks[hook], inquiry, cwd);
  if (around === null || programs.length === 0 || inquiry.problems.length > before) return null;
  return programs.map(({ given, program }) => ({
    name: nameOf(given),
    given: programText(given),
    args: null,
    subject: { ...around, program },
  }));
}

function commandKey({ config }: Inquiry): 'command' | 'ab' {
  return config.ab === undefined ? 'command' : 'ab';
}

/** Those that were given, without what had to be refused. */
function programsOf(inquiry: Inquiry): readonly Program[] {
  const given = givenCommands(inquiry);
  const key = commandKey(inquiry);
  if (given.some((one) => turnsKnob(one, inquiry) !== hasKnob(inquiry)))
    inquiry.refuse('ab', [], 'only one of the two commands has {workers}', 'give both a knob, or neither');
  return given
    .map((one, i) => programOf(key, one, inquiry, key === 'command' ? [] : [i]))
    .filter((program) => program !== null);
}

/** All that the commands share; null where a key of it has no valid value. */
function aroundOf(inquiry: Inquiry, fill: Fill): Omit<CommandSubject, 'program'> | null {
  const { config } = inquiry;
  if (config.output === undefined || config.ignore_failure === undefined) return null;
  const cwd = folderOf(inquiry, fill);
  return {
    kind: 'command',
    cwd,
    env: environmentOf(inquiry, fill),
    hooks: hooksOf(inquiry, fill),
    input: inputOf(inquiry, cwd, fill),
    output: outputOf(fill(config.output), cwd),
    ignoreFailure: config.ignore_failure === true ? 'all' : config.ignore_failure || [],
    runTimeoutSeconds: config.timeout ?? null,
    expect: expectationOf(inquiry),
  };
}

function hooksOf(inquiry: Inquiry, fill: Fill): CommandSubject['hooks'] {
  const found = HOOKS.flatMap((hook) => {
    const text = inquiry.config[hook];
    const program = text === undefined ? null : programOf(hook, text, inquiry);
    return program === null ? [] : [[hook, changeTexts(program, fill)]];
  });
  return Object.fromEntries(found);
}

/** The user's variables. `uv_threadpool_size` sets the pool of each process that is measured: a command's own. */
function environmentOf(inquiry: Inquiry, fill: Fill): CommandSubject['env'] {
  const { env = {}, uv_threadpool_size: size } = inquiry.config;
  const wrong = placeholdersOf(inquiry).problem(Object.values(env));
  if (wrong !== null) inquiry.refuse('env', [], wrong, null);
  const filled = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)]));
  return {
    ...(inquiry.setting('uv_threadpool_size') !== undefined && { UV_THREADPOOL_SIZE: String(size) }),
    ...filled,
  };
}

/** Where a config's commands run: as it says, else in its own folder, or the working directory. */
function folderOf(inquiry: Inquiry, fill: Fill): string {
  const from =
    (inquiry.setting('cwd') ?? inquiry.setting('ab') ?? inquiry.setting('command'))?.folder ?? inquiry.context.cwd;
  return resolve(from, fill(inquiry.config.cwd ?? '.'));
}

function programOf(
  key: 'command' | 'ab' | CommandHook,
  given: string | readonly string[],
  inquiry: Inquiry,
  path: readonly PropertyKey[] = [],
): Program | null {
  const wrong = placeholdersOf(inquiry).problem([given].flat());
  if (wrong !== null) inquiry.refuse(key, path, wrong, null);
  const isShell = inquiry.config.shell === true;
  if (isShell) return { shell: typeof given === 'string' ? given : given.join(' ') };
  if (typeof given !== 'string') return { argv: given };
  return attempt(key, inquiry, () => ({ argv: splitWords(given) }), path);
}

function inputOf(inquiry: Inquiry, cwd: string, fill: Fill): string | null {
  if (inquiry.config.input === undefined) return null;
  const given = fill(inquiry.config.input);
  return attempt('input', inquiry, () => findInput(resolve(inquiry.setting('input')?.folder ?? cwd, given), { cwd }));
}

/** A program whose own name holds a placeholder is known only when it runs. */
function checkFound(key: ConfigKey, program: Program, inquiry: Inquiry, cwd: string): void {
  if ('argv' in program && placeholdersOf(inquiry).usedIn(program.argv.slice(0, 1)).size > 0) return;
  attempt(key, inquiry, () => findProgram(program, { cwd, env: { ...process.env, ...inquiry.config.env } }));
}

function outputOf(given: string, cwd: string): CommandSubject['output'] {
  return given === 'pipe' || given === 'null' || given === 'inherit' ? given : { file: resolve(cwd, given) };
}

function expectationOf(inquiry: Inquiry): CommandExpectation | null {
  const { expect = null, normalise = [] } = inquiry.config;
  for (const [i, rule] of normalise.entries()) attempt('normalise', inquiry, () => parseNormaliseRule(rule), [i]);
  if (expect === null) return null;
  const [what, ...patterns] = expect.trim().split(/\s+/);
  if (what === 'same-output' && patterns.length === 0) return { files: null, normalise };
  if (what === 'same-files' && patterns.length > 0) return { files: patterns, normalise };
  inquiry.complain('expect', [], '"same-output", or "same-files" and a pattern such as dist/**');
  return null;
}

function attempt<Value>(
  key: ConfigKey,
  inquiry: Inquiry,
  find: () => Value,
  path: readonly PropertyKey[] = [],
): Value | null {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    inquiry.refuse(key, path, error.message, null);
    return null;
  }
}

/** `npx vitest run` is `vitest`, `node build.js` is `build`, `sh -c 'xz -k'` is `xz`. */
function nameOf(program: Program): string {
  const texts = 'shell' in program ? [program.shell] : program.argv;
  const words = texts.flatMap((text) => text.trim().split(/\s+/));
  const first = words.find((word) => !STARTERS.includes(basename(word)) && !/^-|=/.test(word));
  // A script that begins otherwise, with `[` or a variable, is called after what runs it.
  const named = first !== undefined && /^[\w./@-]*\w$/.test(first) ? first : (words[0] ?? '');
  return basename(named, extname(named)).replace(/[^\w.-]+/g, '') || 'command';
}
