/** The command line: what there is to call. Each command lies in a file of its own, loaded when it is called. */
import { readFileSync } from 'node:fs';
import { Argument, Command } from '@commander-js/extra-typings';
import { EXIT, statusOfError, UserError } from '../user-error.js';
import { listText } from '../words/counts.js';
import { type CommandLine, type DefineCommand, HELP_LAYOUT } from './command.js';
import { failLargeWrites } from './signals.js';
import { guardStreams, tellError } from './terminal.js';

/** Every command, in the order of help. The first is the default. */
const COMMANDS: {
  readonly [name: string]: { readonly summary: string; load(): Promise<{ readonly default: DefineCommand }> };
} = {
  run: { summary: 'measure a task or command at each worker count (the default)', load: () => import('./run.js') },
  serve: { summary: 'find how many workers a server needs for a rate', load: () => import('./serve.js') },
  list: {
    summary: 'list the built-in tasks with their arguments, and the executors',
    load: () => import('./list.js'),
  },
  resume: {
    summary: 'continue an interrupted run: measure the missing trials of its plan',
    load: () => import('./resume.js'),
  },
  report: {
    summary: "write a run's reports again from its journal, without measuring",
    load: () => import('./report.js'),
  },
  init: { summary: 'write a commented config and a typed task, ready to run', load: () => import('./init.js') },
  check: { summary: 'check a task or command before a long run, in about 15 s', load: () => import('./check.js') },
  doctor: {
    summary: 'report how small a difference this machine can show, and what disturbs it',
    load: () => import('./doctor.js'),
  },
  completion: {
    summary: 'print a shell script that completes commands, flags and names',
    load: () => import('./completion.js'),
  },
  compare: {
    summary: 'show what changed between two runs, and whether it can be chance',
    load: () => import('./compare.js'),
  },
  size: {
    summary: 'show how many of which instance sustain a rate, and their cost',
    load: () => import('./size.js'),
  },
  history: {
    summary: 'show the runs of a folder over time, and where they changed',
    load: () => import('./history.js'),
  },
};
const DEFAULT = 'run';
/** Those that a command to measure may follow, after `--`. */
const TAKE_COMMANDS = [DEFAULT, 'serve', 'check'];

const EXAMPLES = `
Examples:
  $ kneepoint --config example_configs/sort.json  measure what a config says
  $ kneepoint run sort --workers 0,1,2,4          a built-in task
  $ kneepoint run ./my-task.ts --iterations 10    your own function
  $ kneepoint run -- make -B -j{workers}          any program, after --
  $ kneepoint serve --rate 500 -- CMD {workers}   a server's own workers
  $ kneepoint run ./my-task.ts --quick            a first look in seconds
  $ kneepoint run io --executors threads,async    two ways to run the same units
  $ kneepoint init bench                          a config and a task to start
  $ kneepoint check ./my-task.ts                  is it ready for a long run?
  $ kneepoint doctor                              what can this machine show?
  $ kneepoint resume RUN                          continue an interrupted run
  $ kneepoint report RUN                          write a run's reports again
  $ kneepoint compare BASE HEAD                   what changed between two runs
  $ kneepoint size RUNS --prices FILE --rate 500  how many of which instance
  $ kneepoint history results                     runs over time

RUN, BASE, HEAD: a run's folder, such as results/sort__2026_11_22__10_00_00.

Exit status: 0 done and valid; 2 bad usage, config, task or command; 3 a trial
failed or the result is invalid; 4 a threshold or comparison failed; 5 results
could not be written; 70 a bug in kneepoint; 130 or 143 interrupted.`;

const HELP_EXAMPLES = `
Examples:
  $ kneepoint help
  $ kneepoint help compare`;

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const [words, afterDashes] = splitAtDashes(process.argv.slice(2));

const program = new Command('kneepoint')
  .description('How many workers should this run with on this machine, and why not more?')
  .version(version)
  .configureHelp(HELP_LAYOUT)
  .helpCommand(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage));

const commands = new Map(
  Object.entries(COMMANDS).map(([name, { summary }]) => {
    const command = program.command(name, { isDefault: name === DEFAULT }).description(summary);
    return [name, command.showHelpAfterError(`(kneepoint ${name} --help lists the options)`)] as const;
  }),
);
const names = [...commands.keys(), 'help'];

program
  .command('help')
  .description('show help for a command')
  .addArgument(new Argument('[command]', 'a command').choices(names))
  .addHelpText('after', HELP_EXAMPLES)
  .action(async (name = '') => {
    await define(name);
    (commands.get(name) ?? program).outputHelp();
  });

const defined = new Set<string>();
const line: CommandLine = {
  commands: names,
  afterDashes,
  whole: async () => {
    for (const name of commands.keys()) await define(name);
    return program;
  },
};

guardStreams();
failLargeWrites();
try {
  refusePlugAndPlay();
  const called = commands.has(words[0] ?? '') ? (words[0] as string) : DEFAULT;
  if (afterDashes !== null && !TAKE_COMMANDS.includes(called))
    throw new UserError(`--: kneepoint ${called} takes no command; only ${listText(TAKE_COMMANDS)} do`);
  await define(called);
  await program.parseAsync(words, { from: 'user' });
} catch (thrown) {
  const error = isFolderGone(thrown)
    ? new UserError('the working directory is gone: change to one that exists')
    : thrown;
  tellError(error);
  process.exitCode = statusOfError(error);
}

/** Hosts and workers are files that Node has to find; of packages in archives it finds none. */
function refusePlugAndPlay(): void {
  if (process.versions.pnp === undefined) return;
  const cure = 'set "nodeLinker: node-modules" in .yarnrc.yml and install anew, or use pnpm or npm';
  throw new UserError(`Yarn's Plug'n'Play is not supported, because workers cannot load files from archives: ${cure}`);
}

/** Whatever asks where this process is fails in a folder that was removed. */
function isFolderGone(thrown: unknown): boolean {
  const { syscall, code } = (thrown ?? {}) as NodeJS.ErrnoException;
  return syscall === 'uv_cwd' && code === 'ENOENT';
}

/** Loads a command, once; what is no command's name loads nothing. */
async function define(name: string): Promise<void> {
  const command = commands.get(name);
  if (command === undefined || defined.has(name)) return;
  defined.add(name);
  const { default: defineCommand } = await (COMMANDS[name] as (typeof COMMANDS)[string]).load();
  defineCommand(command, line);
}

/** The words that are ours, and those after `--`, which are a command's own and are never read as flags. */
function splitAtDashes(args: readonly string[]): readonly [words: readonly string[], after: readonly string[] | null] {
  const at = args.indexOf('--');
  return at < 0 ? [args, null] : [args.slice(0, at), args.slice(at + 1)];
}
