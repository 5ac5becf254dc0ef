/** The command line: what there is to call. Each command lies in a file of its own, loaded when it is called. */
import { readFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { configFlags, pickFlags } from '../config/flags.js';
import { EXIT, statusOfError } from './exit-status.js';
import { addPreparingCommands } from './preparing-commands.js';
import { addResultCommands, collect, FAIL_ON } from './result-commands.js';

const EXAMPLES = `
Examples:
  $ kneepoint --config example_configs/sort.json     measure what a config file says
  $ kneepoint run sort --workers 0,1,2,4             a built-in task, without a file
  $ kneepoint run ./my-task.ts --iterations 10       your own function (its module's default export)
  $ kneepoint run ./my-task.ts --quick               a first look in seconds
  $ kneepoint run io --executors threads,async       two ways to run the same units
  $ kneepoint init bench                             a config and a task to begin with
  $ kneepoint check ./my-task.ts                     is your task fit for a long run?
  $ kneepoint doctor                                 how small a difference can this machine show?
  $ kneepoint resume results/sort__2026_11_22__10_00_00   go on with a run that was cut
  $ kneepoint report results/sort__2026_11_22__10_00_00   make a run's outputs again
  $ kneepoint compare BASE HEAD                      what changed from one run to another
  $ kneepoint size RESULTS --prices FILE --rate 2000 how many of which instance hold a rate
  $ kneepoint history results                        runs over time, and where they changed

Exit status: 0 done and valid; 2 bad usage or config; 3 a trial failed or the result is invalid;
4 a comparison broke a rule; 5 results could not be written; 70 a bug; 130 or 143 interrupted.`;

const RUN_EXAMPLES = `
Examples:
  $ kneepoint run sort --task-args '[200000]' --task-count 50 --workers 0-4
  $ kneepoint run ./resize.ts --executors threads,processes --in-flight 1,4
  $ kneepoint run --config example_configs/io.json --iterations 10 --json > report.json
  $ kneepoint run --ab ./old.ts ./new.ts --iterations 10 --fail-on throughput:5%

A flag wins over the config file's key. Every key is told in docs/config.md.`;

const RESUME_EXAMPLES = `
Examples:
  $ kneepoint resume results/sort__2026_11_22__10_00_00
  $ kneepoint run --config sort.json --resume results/sort__2026_11_22__10_00_00   only if the config is the same

Trials that ended stay; one that was interrupted is measured again. The report says that the run was resumed.`;

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const program = new Command('kneepoint')
  .description('How many workers should this task run on this machine, and why not more?')
  .version(version)
  .addHelpText('after', EXAMPLES)
  .showHelpAfterError('(kneepoint --help tells what there is)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage));

const run = program
  .command('run', { isDefault: true })
  .description('measure a task on 0 to N workers (the default)')
  .argument('[task]', 'a built-in task, or the path of your module')
  .option('-c, --config <file>', 'a config file: JSON, JSONC or YAML')
  .option('--ab <task...>', 'two tasks in place of one, measured in the same rounds and compared')
  .option('--fail-on <rule>', `with --ab: ${FAIL_ON}`, collect)
  .option('--quick', 'a first look: few rounds, few units, no rests')
  .option('--resume <dir>', 'go on with a run that was cut; a config or flags given with it must be the same')
  .option('--force', 'with --resume: go on although config, task or machine changed')
  .option('--salvage', 'with --resume: keep what is sound of a damaged journal')
  .option('--json', 'print report.json, and nothing else, on standard output')
  .option('-q, --quiet', 'no progress and no table: only where the results are')
  .addHelpText('after', RUN_EXAMPLES);
for (const { flag, negatedFlag, valueName, description } of configFlags()) {
  run.option(valueName === null ? flag : `${flag} ${valueName}`, description);
  if (negatedFlag !== null) run.option(negatedFlag, `not ${flag}`);
}
run.action(async (task, options) => {
  const { runCommand } = await import('./run.js');
  await finish(() => runCommand({ task, ...options, flags: pickFlags(options) }));
});

program
  .command('list')
  .description('tell the built-in tasks with their arguments, and the executors')
  .option('--json', 'as JSON')
  .action(async (options) => {
    const { listCommand } = await import('./list.js');
    await finish(() => listCommand(options));
  });

program
  .command('resume')
  .description('go on with a run that was cut: measure what is missing, by its own plan')
  .argument('<dir>', "the run's folder (or its CSV)")
  .option('--force', 'go on although the task, the machine or Node changed')
  .option('--salvage', 'keep what is sound of a damaged journal, and measure the rest again')
  .option('--json', 'print report.json, and nothing else, on standard output')
  .option('-q, --quiet', 'no progress and no table: only where the results are')
  .addHelpText('after', RESUME_EXAMPLES)
  .action(async (dir, options) => {
    const { resumeCommand } = await import('./resume.js');
    await finish(() => resumeCommand(dir, options, null));
  });

program
  .command('report')
  .description("make a run's outputs again from its journal, without measuring")
  .argument('<dir>', "the run's folder (or its CSV)")
  .option('--salvage', 'keep what is sound of a damaged journal')
  .option('--json', 'print report.json, and nothing else, on standard output')
  .option('-q, --quiet', 'no table: only where the results are')
  .action(async (dir, options) => {
    const { reportCommand } = await import('./report.js');
    await finish(() => reportCommand(dir, options));
  });

addPreparingCommands(program, finish);
addResultCommands(program, finish);

await program.parseAsync();

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
