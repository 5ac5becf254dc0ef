import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { configFlags, pickFlags } from '../config/flags.js';
import { type FlagText, REPEATABLE } from '../config/key-meta.js';
import { showValue, usageError } from '../config/problems.js';
import { KEY_GROUPS } from '../config/schema.js';
import type { LoadedStudy, StudyRequest } from '../config/study.js';
import { suggest } from '../config/suggest.js';
import { studyContext } from '../context.js';
import type { Study } from '../model/study.js';
import { jsonText } from '../reporters/text/json-text.js';
import { builtInTaskNames } from '../run/host/registry.js';
import type { MeasureOptions } from '../study.js';
import { EXIT } from '../user-error.js';
import { type CommandLine, collect, FAIL_ON } from './command.js';
import type { ShowOptions } from './measured.js';
import { paint, print, screens, tell } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint run sort 200000 --task-count 50 --workers 0-4
  $ kneepoint run ./resize.ts --executors threads,processes --in-flight 1,4
  $ kneepoint run ./api.ts --rate 100,500 --duration 30s --p99 50 --max-rss 512
  $ kneepoint run --config example_configs/io.json --json > report.json
  $ kneepoint run --ab ./old.ts ./new.ts --fail-on throughput:5%
  $ kneepoint run --workers 1,2,4 -- make -B -j{workers}
  $ kneepoint run --ab 'xz -kc -T{workers} FILE' 'zstd -kc -T{workers} FILE'

Flags override the config file. docs/config.md lists defaults and examples.`;

/** What the command line gave. */
interface RunRequest extends ShowOptions, StudyRequest {
  readonly failOn?: readonly string[] | undefined;
  /** Only the plan and what it would take. */
  readonly dryRun?: boolean | undefined;
  /** The folder of the run to continue. */
  readonly resume?: string | undefined;
  readonly force?: boolean | undefined;
  readonly salvage?: boolean | undefined;
  /** A file for the runs in the shape of hyperfine's JSON. */
  readonly exportHyperfine?: string | undefined;
}

/** `kneepoint run`: measures, writes, shows. */
export default function defineRun(command: Command, line: CommandLine): void {
  const measuring = command
    .usage('[options] [task [args...] | -- COMMAND]')
    .argument(
      '[task]',
      'a built-in task, or the path of your module; a command stands after --, with {workers} for its own workers',
    )
    .argument('[args...]', TASK_ARGS);
  // Help lists headings in the order in which options come: the basic keys, then the options, then the other keys.
  addKeyFlags(measuring, (key) => key in KEY_GROUPS[0].keys);
  const run = measuring
    .option('-c, --config <file>', 'config file: JSON, JSONC or YAML')
    .option('--ab <task...>', 'compare two tasks or commands, measured in the same rounds')
    .option('--fail-on <rule>', `with --ab: ${FAIL_ON}`, collect)
    .option('--quick', 'a first look: few rounds, few units, no rests')
    .option('--dry-run', 'show the plan and its estimated time; measure nothing')
    .option('--resume <dir>', 'continue an interrupted run; a config or flags given with it must be unchanged')
    .option('--force', 'with --resume: continue although config, task or machine changed')
    .option('--salvage', 'with --resume: keep the intact part of a damaged journal')
    .option('--export-hyperfine <file>', "write a command's runs in the shape of hyperfine's JSON, too")
    .option('--json', 'print only report.json on standard output')
    .option('--verbose', 'show every table, chart and finding, not only what matters most')
    .option('-q, --quiet', 'no progress and no table: only the path of the results')
    .addHelpText('after', EXAMPLES);
  addKeyFlags(run, (key) => !(key in KEY_GROUPS[0].keys));
  run.action(async (task, args, options) => {
    if (task !== undefined) refuseMistypedCommand(task, line.commands);
    if (line.afterDashes?.length === 0) throw usageError('--', 'expected a command', 'give one: -- make -j{workers}');
    // The flags of keys are in `flags`: they must not take the place of the executors on offer, or of the task.
    const request = {
      ...options,
      ...(await studyContext(process.cwd())),
      task,
      command: line.afterDashes,
      flags: withTaskArgs(pickFlags(options), args),
    };
    process.exitCode = await (request.resume === undefined ? measure(request) : goOn(request, request.resume));
  });
}

/** Adds the flags that stand for these keys; `pickFlags` reads them. */
export function addKeyFlags(command: CommandUnknownOpts, isWanted: (key: string) => boolean): void {
  for (const { key, flag, negatedFlag, valueName, description, heading, kind } of configFlags()) {
    if (!isWanted(key)) continue;
    const group = `${heading}:`;
    const option = new Option(valueName === null ? flag : `${flag} ${valueName}`, description).helpGroup(group);
    command.addOption(REPEATABLE.includes(kind) ? option.argParser<readonly string[]>(collect) : option);
    if (negatedFlag !== null) command.addOption(new Option(negatedFlag, `not ${flag}`).helpGroup(group));
  }
}

/** A word without a flag is the default command's task: a mistyped command is told from one. */
function refuseMistypedCommand(word: string, commands: readonly string[]): void {
  const command = suggest(word, builtInTaskNames()) === null ? suggest(word, commands) : null;
  if (command !== null && !/[\\/.]/.test(word)) {
    const message = `there is no command or task ${showValue(word)}`;
    throw usageError('<task>', message, `did you mean "kneepoint ${command}"?`);
  }
}

/** What stands after a task on the command line. */
export const TASK_ARGS = "the task's arguments, each JSON or else text";

/** The flags with the arguments that follow the task; throws ConfigError where --task-args says them, too. */
export function withTaskArgs(flags: Record<string, FlagText>, args: readonly string[]): Record<string, FlagText> {
  if (args.length === 0) return flags;
  if (flags.task_args !== undefined)
    throw usageError('--task-args', 'the arguments also follow the task', 'say them in one of the two ways');
  return { ...flags, task_args: JSON.stringify(args.map(argument)) };
}

/** `100` is a number, `[1,2]` a list, and what is no JSON a text. */
function argument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Measures a study; of two versions it also shows, and judges, what changed. Gives the exit status. */
export async function measure(request: RunRequest): Promise<number> {
  const { failOn = [] } = request;
  for (const flag of ['force', 'salvage'] as const) {
    if (request[flag] === true)
      throw usageError(`--${flag}`, 'it needs a run to continue', 'add --resume DIR, or leave it out');
  }
  const { study, out, instance, argsPlace, namePlaces } = await load(request);
  const hyperfine = request.exportHyperfine === undefined ? null : await import('./export-hyperfine.js');
  hyperfine?.checkHyperfine(study, request.exportHyperfine as string);
  if (study.ab !== true && failOn.length > 0)
    throw usageError('--fail-on', 'there is nothing to compare with', 'add --ab OLD NEW, or use kneepoint compare');
  if (request.dryRun === true) return foretell(study, { ...request, out, instance, argsPlace, namePlaces });
  const versions = study.ab === true ? await import('./compare.js') : null;
  const rules = versions?.parseRules(failOn) ?? [];
  const [{ measureStudy }, { inView, showRun }] = await Promise.all([import('../study.js'), import('./measured.js')]);
  const measured = await inView(request, (session) =>
    measureStudy(study, { ...session, out, instance, argsPlace, namePlaces }),
  );
  await hyperfine?.exportHyperfine(measured.paths.journal, request.exportHyperfine as string);
  if (versions === null) return showRun(measured, request);
  const status = showRun(measured, request);
  const { comparison } = measured.report;
  const judged = comparison === null ? EXIT.done : versions.judge(comparison, rules);
  // A broken rule counts where the run itself is sound.
  return status === EXIT.done ? judged : status;
}

/** Shows what a run would do; with --json as data. Gives the exit status. */
async function foretell(study: Study, request: ShowOptions & Omit<MeasureOptions, 'command'>): Promise<number> {
  const [{ dryRunText, foresee }, { inView }] = await Promise.all([import('./dry-run.js'), import('./measured.js')]);
  const foreseen = await inView(request, (session) => foresee(study, { ...request, ...session }));
  const { record, estimate } = foreseen;
  print(
    request.json === true
      ? jsonText({ study: record.study, cells: record.plan.cells, estimate })
      : dryRunText(foreseen, screens.out.width),
  );
  return EXIT.done;
}

/** Continues a run, compared with what was given again, if anything was. Gives the exit status. */
async function goOn(request: RunRequest, dir: string): Promise<number> {
  if (request.exportHyperfine !== undefined) {
    const hint = 'when the run is done, use kneepoint report DIR --export-hyperfine FILE';
    throw usageError('--export-hyperfine', 'a resumed run is not exported', hint);
  }
  if (request.failOn !== undefined) {
    const hint = 'when the run is done, use kneepoint compare DIR --fail-on';
    throw usageError('--fail-on', 'a resumed run is not compared', hint);
  }
  const { task, command, config, ab, quick, flags } = request;
  const isGiven = [task, command ?? undefined, config, ab, quick, ...Object.values(flags)].some(
    (one) => one !== undefined,
  );
  const { resume } = await import('./resume.js');
  return resume(dir, request, isGiven ? (await load(request)).study : null, '--resume');
}

/** The study, after a word on what is odd about its config. */
async function load(request: RunRequest): Promise<LoadedStudy> {
  const { loadStudy } = await import('../config/study.js');
  const loaded = loadStudy(request);
  if (request.quiet === true) return loaded;
  for (const note of loaded.notes) tell(`${paint(screens.err.colour, 'yellow', 'note:')} ${note}`);
  return loaded;
}
