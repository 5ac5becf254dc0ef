/** The commands before a measurement: they start a study, check a task or the machine, and set up the shell. */
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

It loads the task in threads and processes, and looks for results that differ or
cannot be sent, units that are too short, handles and memory left behind, use of
libuv's pool, and parallelism inside. Each finding comes with a fix.

Exit status: 0 ready for a run; 3 a critical finding, or with --strict a
warning; 2 bad usage or config.`;

const DOCTOR_EXAMPLES = `
Examples:
  $ kneepoint doctor                      before a study whose result matters
  $ kneepoint doctor --json --strict      in a script
  $ docker run --cpus 2 kneepoint doctor  in a container of the size to test

It runs fixed work in one thread and on all CPUs, and tests the analysis with
planted laws. It takes about 15 s.

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
    .description('write a commented config and a typed task, ready to run')
    .argument('[dir]', 'the folder; created if missing', '.')
    .addHelpText('after', INIT_EXAMPLES)
    .action(async (dir) => {
      const { initCommand } = await import('./init.js');
      await finish(() => initCommand(dir));
    });
  program
    .command('check')
    .description('check a task before a long run, in about 15 s')
    .argument('[task]', 'a built-in task, or the path of your module')
    .argument('[args...]', "the task's arguments, each JSON or else text")
    .option('-c, --config <file>', 'the config file that the run will use')
    .option('--seconds <n>', 'about how long to look', secondsOption, 15)
    .option('--timeout <seconds>', 'report a setup or unit that takes longer as hanging (30)')
    .option('--strict', 'exit with 3 on warnings, too')
    .option('--json', 'as JSON')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (task, args, options) => {
      const { checkCommand } = await import('./check.js');
      await finish(() => checkCommand({ task, args, ...options }));
    });
  program
    .command('doctor')
    .description('report how small a difference this machine can show, and what disturbs it')
    .option('--out <dir>', 'the folder for results (results)')
    .option('--rounds <n>', 'rounds of fixed work, from which the noise is measured', roundsOption, 10)
    .option('--strict', 'exit with 3 on warnings, too')
    .option('--json', 'as JSON')
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action(async (options) => {
      const { doctorCommand } = await import('./doctor.js');
      await finish(() => doctorCommand(options));
    });
  program
    .command('completion')
    .description('print a shell script that completes commands, flags and names')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText('after', COMPLETION_EXAMPLES)
    .action(async (shell) => {
      const { completionCommand } = await import('./completion.js');
      await finish(() => completionCommand(shell, program));
    });
}

/** A number of seconds for an option; commander reports the error. */
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
