/** The command line: what there is to call. Each command lies in a file of its own, loaded when it is called. */
import { readFileSync } from 'node:fs';
import { Argument, Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { configFlags, pickFlags } from '../config/flags.js';
import { KEY_GROUPS } from '../config/schema.js';
import { EXIT, statusOfError } from './exit-status.js';
import { HELP_LAYOUT } from './help.js';
import { addPreparingCommands } from './preparing-commands.js';
import { addResultCommands, collect, FAIL_ON } from './result-commands.js';

const EXAMPLES = `
Examples:
  $ kneepoint --config example_configs/sort.json  measure what a config says
  $ kneepoint run sort --workers 0,1,2,4          a built-in task
  $ kneepoint run ./my-task.ts --iterations 10    your own function
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

Exit status: 0 done and valid; 2 bad usage, config or task; 3 a trial failed or
the result is invalid; 4 a threshold or comparison failed; 5 results could not
be written; 70 a bug in kneepoint; 130 or 143 interrupted.`;

const RUN_EXAMPLES = `
Examples:
  $ kneepoint run sort --task-args '[200000]' --task-count 50 --workers 0-4
  $ kneepoint run ./resize.ts --executors threads,processes --in-flight 1,4
  $ kneepoint run --config example_configs/io.json --json > report.json
  $ kneepoint run --ab ./old.ts ./new.ts --fail-on throughput:5%

Flags override the config file. docs/config.md lists defaults and examples.`;

const RESUME_EXAMPLES = `
Examples:
  $ kneepoint resume results/sort__2026_11_22__10_00_00
  $ kneepoint run --config sort.json --resume results/sort__2026_11_22__10_00_00
      only if the config is unchanged

Finished trials are kept; an interrupted one is measured again. The report says
that the run was resumed.`;

const REPORT_EXAMPLES = `
Examples:
  $ kneepoint report results/sort__2026_11_22__10_00_00
  $ kneepoint report results/sort__2026_11_22__10_00_00 --json > report.json

The exit status is that of the run.`;

const LIST_EXAMPLES = `
Examples:
  $ kneepoint list
  $ kneepoint list --json`;

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const program = new Command('kneepoint')
  .description('How many workers should this task run on this machine, and why not more?')
  .version(version)
  .configureHelp(HELP_LAYOUT)
  .helpCommand(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage));

const measuring = program
  .command('run', { isDefault: true })
  .description('measure a task on 0 to N workers (the default)')
  .argument('[task]', 'a built-in task, or the path of your module')
  // refuseWords has a better message for a second word.
  .allowExcessArguments();
const [basicHeading] = KEY_GROUPS.map(({ heading }) => heading);
// Help lists headings in the order in which options come: the basic keys, then the options, then the other keys.
addKeyFlags(measuring, (heading) => heading === basicHeading);
const run = measuring
  .option('-c, --config <file>', 'config file: JSON, JSONC or YAML')
  .option('--ab <task...>', 'compare two tasks, measured in the same rounds')
  .option('--fail-on <rule>', `with --ab: ${FAIL_ON}`, collect)
  .option('--quick', 'a first look: few rounds, few units, no rests')
  .option('--resume <dir>', 'continue an interrupted run; a config or flags given with it must be unchanged')
  .option('--force', 'with --resume: continue although config, task or machine changed')
  .option('--salvage', 'with --resume: keep the intact part of a damaged journal')
  .option('--json', 'print only report.json on standard output')
  .option('-q, --quiet', 'no progress and no table: only the path of the results')
  .addHelpText('after', RUN_EXAMPLES);
addKeyFlags(run, (heading) => heading !== basicHeading);
run.action(async (task, options, { args }) => {
  const { runCommand } = await import('./run.js');
  const { refuseWords } = await import('./refuse-words.js');
  await finish(async () => {
    refuseWords(args, commandNames());
    // --task is among the flags: it must not take the place of the task that stands without one.
    return runCommand({ ...options, task, flags: pickFlags(options) });
  });
});

program
  .command('list')
  .description('list the built-in tasks with their arguments, and the executors')
  .option('--json', 'as JSON')
  .addHelpText('after', LIST_EXAMPLES)
  .action(async (options) => {
    const { listCommand } = await import('./list.js');
    await finish(() => listCommand(options));
  });

program
  .command('resume')
  .description('continue an interrupted run: measure the missing trials of its plan')
  .argument('<dir>', "the run's folder (or its CSV)")
  .option('--force', 'continue although the task, the machine or Node changed')
  .option('--salvage', 'keep the intact part of a damaged journal, and measure the rest again')
  .option('--json', 'print only report.json on standard output')
  .option('-q, --quiet', 'no progress and no table: only the path of the results')
  .addHelpText('after', RESUME_EXAMPLES)
  .action(async (dir, options) => {
    const { resumeCommand } = await import('./resume.js');
    await finish(() => resumeCommand(dir, options));
  });

program
  .command('report')
  .description("write a run's reports again from its journal, without measuring")
  .argument('<dir>', "the run's folder (or its CSV)")
  .option('--salvage', 'keep the intact part of a damaged journal')
  .option('--json', 'print only report.json on standard output')
  .option('-q, --quiet', 'no table: only the path of the results')
  .addHelpText('after', REPORT_EXAMPLES)
  .action(async (dir, options) => {
    const { reportCommand } = await import('./report.js');
    await finish(() => reportCommand(dir, options));
  });

addPreparingCommands(program, finish);
addResultCommands(program, finish);

program
  .command('help')
  .description('show help for a command')
  .addArgument(new Argument('[command]', 'a command').choices(commandNames()))
  .action((name) => (program.commands.find((command) => command.name() === name) ?? program).outputHelp());

for (const command of program.commands)
  command.showHelpAfterError(`(kneepoint ${command.name()} --help lists the options)`);

await program.parseAsync();

/** Adds the flags that stand for keys under these headings. */
function addKeyFlags(command: CommandUnknownOpts, isWanted: (heading: string) => boolean): void {
  for (const { flag, negatedFlag, valueName, description, heading } of configFlags()) {
    if (!isWanted(heading)) continue;
    const group = `${heading}:`;
    command.addOption(new Option(valueName === null ? flag : `${flag} ${valueName}`, description).helpGroup(group));
    if (negatedFlag !== null) command.addOption(new Option(negatedFlag, `not ${flag}`).helpGroup(group));
  }
}

function commandNames(): readonly string[] {
  return program.commands.map((command) => command.name());
}

/** Turns a command's end into the exit status; the process leaves when its output is written. */
async function finish(command: () => Promise<number>): Promise<void> {
  const { guardStreams, tellError } = await import('./terminal.js');
  guardStreams();
  const { failLargeWrites } = await import('./signals.js');
  failLargeWrites();
  try {
    process.exitCode = await command();
  } catch (error) {
    tellError(error);
    process.exitCode = statusOfError(error);
  }
}
