/** The `command` key and what goes with it: a program in the task's place. */
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { CommandExpectation, CommandHook, CommandSubject, Program } from '../model/command.js';
import type { StudyTask } from '../model/study.js';
import { parseNormaliseRule } from '../subjects/command/expect.js';
import { PLACEHOLDERS, Placeholders } from '../subjects/command/placeholders.js';
import { CommandError, findInput, findProgram, programText } from '../subjects/command/program.js';
import { splitWords } from '../subjects/command/split-words.js';
import type { Inquiry } from './inquiry.js';
import type { Config, ConfigKey } from './schema.js';
import { suggest } from './suggest.js';

const HOOKS: readonly CommandHook[] = ['setup', 'prepare', 'conclude', 'cleanup'];
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

const placeholders = new Placeholders(PLACEHOLDERS, suggest);

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

/** The commands that are measured, as they were given: one, or two versions. */
function givenCommands({ config }: Inquiry): readonly (string | readonly string[])[] {
  return config.ab ?? (config.command === undefined ? [] : [config.command]);
}

/** Whether the command has a knob of its own: `{workers}` in its words, its environment or a hook. */
export function hasKnob(inquiry: Inquiry): boolean {
  return givenCommands(inquiry).some((given) => turnsKnob(given, inquiry));
}

function turnsKnob(given: string | readonly string[], { config }: Inquiry): boolean {
  const texts = [given, ...HOOKS.map((hook) => config[hook]), ...Object.values(config.env ?? {})];
  return placeholders.usedIn(texts.flatMap((text) => text ?? [])).has('workers');
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

/** The command, or the two versions of it, as tasks of a study; null after a complaint. */
export function chooseCommands(inquiry: Inquiry): readonly StudyTask[] | null {
  const { config } = inquiry;
  if (config.output === undefined || config.ignore_failure === undefined) return null;
  const before = inquiry.problems.length;
  const cwd = folderOf(inquiry);
  const given = givenCommands(inquiry);
  const key = config.ab === undefined ? 'command' : 'ab';
  const programs = given.map((one, i) => programOf(key, one, inquiry, config.ab === undefined ? [] : [i]));
  if (given.some((one) => turnsKnob(one, inquiry) !== hasKnob(inquiry)))
    inquiry.refuse('ab', [], 'only one of the two commands has {workers}', 'give both a knob, or neither');
  const hooks = Object.fromEntries(
    HOOKS.flatMap((hook) => {
      const text = config[hook];
      const found = text === undefined ? null : programOf(hook, text, inquiry);
      return found === null ? [] : [[hook, found]];
    }),
  );
  refuseEnvironment(inquiry);
  const env = { ...poolSize(inquiry), ...config.env };
  const input = inputOf(inquiry, cwd);
  const expect = expectationOf(inquiry);
  for (const [name, one] of [...programs.map((one) => [key, one] as const), ...Object.entries(hooks)])
    if (one !== null) checkFound(name as ConfigKey, one, inquiry, cwd);
  if (given.length === 0 || inquiry.problems.length > before) return null;
  const around: Omit<CommandSubject, 'program'> = {
    kind: 'command',
    cwd,
    env,
    hooks,
    input,
    output: outputOf(config.output, cwd),
    ignoreFailure: config.ignore_failure === true ? 'all' : config.ignore_failure || [],
    runTimeoutSeconds: config.timeout ?? null,
    expect,
  };
  return programs.flatMap((program) =>
    program === null
      ? []
      : [{ name: nameOf(program), given: programText(program), args: null, subject: { ...around, program } }],
  );
}

/** The key sets the pool of each process that is measured: a command's own. */
function poolSize(inquiry: Inquiry): { readonly [name: string]: string } {
  const { uv_threadpool_size: size } = inquiry.config;
  return inquiry.setting('uv_threadpool_size') === undefined ? {} : { UV_THREADPOOL_SIZE: String(size) };
}

/** Where a config's commands run: as it says, else in its own folder, or the working directory. */
function folderOf(inquiry: Inquiry): string {
  const from =
    (inquiry.setting('cwd') ?? inquiry.setting('ab') ?? inquiry.setting('command'))?.folder ?? inquiry.context.cwd;
  return resolve(from, inquiry.config.cwd ?? '.');
}

function programOf(
  key: 'command' | 'ab' | CommandHook,
  given: string | readonly string[],
  inquiry: Inquiry,
  path: readonly PropertyKey[] = [],
): Program | null {
  const wrong = placeholders.problem([given].flat());
  if (wrong !== null) inquiry.refuse(key, path, wrong, null);
  const isShell = inquiry.config.shell === true;
  if (isShell) return { shell: typeof given === 'string' ? given : given.join(' ') };
  if (typeof given !== 'string') return { argv: given };
  return attempt(key, inquiry, () => ({ argv: splitWords(given) }), path);
}

function refuseEnvironment(inquiry: Inquiry): void {
  const wrong = placeholders.problem(Object.values(inquiry.config.env ?? {}));
  if (wrong !== null) inquiry.refuse('env', [], wrong, null);
}

function inputOf(inquiry: Inquiry, cwd: string): string | null {
  const given = inquiry.config.input;
  if (given === undefined) return null;
  return attempt('input', inquiry, () => findInput(resolve(inquiry.setting('input')?.folder ?? cwd, given), { cwd }));
}

/** A program whose own name holds a placeholder is known only when it runs. */
function checkFound(key: ConfigKey, program: Program, inquiry: Inquiry, cwd: string): void {
  if ('argv' in program && placeholders.usedIn(program.argv.slice(0, 1)).size > 0) return;
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
