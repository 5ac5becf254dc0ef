/** The commands before a measurement: they begin a study, look at a task, at the machine, and set up the shell. */
import { Argument, type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Finish } from './result-commands.js';

const INIT_EXAMPLES = `
Examples:
  $ kneepoint init          kneepoint.jsonc and my-task.ts in this folder
  $ kneepoint init bench && kneepoint run --config bench/kneepoint.jsonc --quick

Nothing is overwritten.`;

const CHECK_EXAMPLES = `
Examples:
  $ kneepoint check ./my-task.ts                  with its default arguments
  $ kneepoint check ./resize.ts photo.jpg 300     with arguments
  $ kneepoint check --config study.json --strict  what a run will measure

Told are: loading in threads and processes, results that differ, results that
cannot travel, units too short, handles and memory left behind, use of libuv's
pool, parallelism inside; each with a cure.

Exit status: 0 fit for a run; 3 a critical finding, or with --strict a warning;
2 bad usage or config.`;

const DOCTOR_EXAMPLES = `
Examples:
  $ kneepoint doctor                      before a study whose result matters
  $ kneepoint doctor --json --strict      in a script
  $ docker run --cpus 2 kneepoint doctor  in the container that is to be sized

It runs fixed work in one thread and on all CPUs, and planted laws through the
whole analysis, in about 15 s.

Exit status: 0 examined; 3 a critical finding, or with --strict a warning.`;

const COMPLETION_EXAMPLES = `
Examples:
  $ source <(kneepoint completion bash)  for this session; or into ~/.bashrc
  $ source <(kneepoint completion zsh)   after compinit; or into ~/.zshrc
  $ kneepoint completion fish > ~/.config/fish/completions/kneepoint.fish`;

/** Adds init, check, doctor and completion to the command line. */
export function addPreparingCommands(program: Command, finish: Finish): void {
  program
    .command('init')
    .description('write a commented config, and a typed task beside it, that run at once')
    .argument('[dir]', 'the folder; it is made if it is not there', '.')
    .addHelpText('after', INIT_EXAMPLES)
    .action(async (dir) => {
      const { initCommand } = await import('./init.js');
      await finish(() => initCommand(dir));
    });
  program
    .command('check')
    .description('look at a task module before a long run, in about 15 s')
    .argument('[task]', 'a built-in task, or the path of your module')
    .argument('[args...]', "the task's arguments: JSON each, or else text")
    .option('-c, --config <file>', 'the config file that the run will use')
    .option('--seconds <n>', 'about how long it may take', secondsOption, 15)
    .option('--timeout <seconds>', 'a setup or a unit that takes longer is called hanging (30)')
    .option('--strict', 'exit with 3 for a warning, too')
    .option('--json', 'as JSON')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (task, args, options) => {
      const { checkCommand } = await import('./check.js');
      await finish(() => checkCommand({ task, args, ...options }));
    });
  program
    .command('doctor')
    .description('examine this machine: how small a difference it can show, and what makes it worse')
    .option('--out <dir>', 'the folder that results will go to (results)')
    .option('--rounds <n>', 'rounds of fixed work that the noise is measured in', roundsOption, 10)
    .option('--strict', 'exit with 3 for a warning, too')
    .option('--json', 'as JSON')
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action(async (options) => {
      const { doctorCommand } = await import('./doctor.js');
      await finish(() => doctorCommand(options));
    });
  program
    .command('completion')
    .description('print a script that completes commands, flags and names in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText('after', COMPLETION_EXAMPLES)
    .action(async (shell) => {
      const { completionCommand } = await import('./completion.js');
      await finish(() => completionCommand(shell, program));
    });
}

/** A number of seconds for an option; commander tells of the error. */
function secondsOption(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('Expected seconds: a number from 0 to 86400.');
  return seconds;
}

/** A number of rounds for an option; a spread needs two. */
function roundsOption(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 2 || rounds > 1000)
    throw new InvalidArgumentError('Expected rounds: a whole number from 2 to 1000.');
  return rounds;
}
