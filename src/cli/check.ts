import { type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { CheckReport } from '../check/model.js';
import { parseFlag } from '../config/flag-values.js';
import { pickFlags } from '../config/flags.js';
import { commandKeys } from '../config/keys/command.js';
import { usageError } from '../config/problems.js';
import { loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import { Scratch } from '../run/supervisor/scratch.js';
import { EXIT } from '../user-error.js';
import { renderCheck } from './check-text.js';
import type { CommandLine } from './command.js';
import { addKeyFlags, TASK_ARGS, withTaskArgs } from './run.js';
import { untilSignal } from './signals.js';
import { print, screens, tell } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint check ./my-task.ts                  with its default arguments
  $ kneepoint check ./resize.ts photo.jpg 300     with arguments
  $ kneepoint check --config study.json --strict  what a run will measure
  $ kneepoint check -- make -B -j{workers}        a command, before a long run

It loads the task in threads and processes, and looks for results that differ or
cannot be sent, units that are too short, handles and memory left behind, use of
libuv's pool, and parallelism inside. A command is run a few times: whether it
ends, how long it takes and what of the machine, whether its output stays the
same, what it leaves behind, and whether {workers} changes anything. Each
finding comes with a fix.

Exit status: 0 ready for a run; 3 a critical finding, or with --strict a
warning; 2 bad usage or config.`;

/** `kneepoint check`: looks at a task module, or a command, before a long run. */
export default function defineCheck(command: Command, line: CommandLine): void {
  const checking = command
    .usage('[options] [task [args...] | -- COMMAND]')
    .argument('[task]', 'a built-in task, or the path of your module')
    .argument('[args...]', TASK_ARGS)
    .option('-c, --config <file>', 'the config file that the run will use')
    .option('--seconds <time>', 'about how long to look', secondsOption, 15)
    .option('--timeout <time>', 'report a setup or unit that takes longer as hanging (30), or a run of a command (600)')
    .option('--workers <list>', 'of a command: the smallest and the largest are tried')
    .option('--strict', 'exit with 3 on warnings, too')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES);
  addKeyFlags(command, (key) => key in commandKeys);
  checking.action(async (task, args, options) => {
    const { config, seconds, strict = false, json = false } = options;
    const flags = withTaskArgs(pickFlags(options), args);
    const { study } = loadStudy({
      ...(await studyContext(process.cwd())),
      config,
      task,
      command: line.afterDashes,
      flags,
    });
    const kind = study.tasks[0]?.subject.kind;
    if (kind === 'law')
      throw usageError('<task>', 'a simulated law is no module: there is nothing to check', 'name a task');
    // It brings the whole of measuring along, which --help does without.
    const check =
      kind === 'command'
        ? (await import('../check/command.js')).checkCommand
        : (await import('../check/check.js')).checkTask;
    const scratch = new Scratch();
    try {
      process.exitCode = await untilSignal(async (signal) => {
        const on = (step: string) => {
          if (screens.err.isTTY) tell(`… ${step}`);
        };
        const report = await check(study, { scratch, seconds, on, signal });
        print(json ? `${JSON.stringify(report, null, 2)}\n` : renderCheck(report, screens.out));
        return statusOf(report, strict);
      });
    } finally {
      scratch.remove();
    }
  });
}

function statusOf({ status }: CheckReport, strict: boolean): number {
  return status === 'failed' || (strict && status === 'warned') ? EXIT.invalid : EXIT.done;
}

/** A number of seconds for an option; commander reports the error. */
function secondsOption(text: string): number {
  const parsed = parseFlag('seconds', text);
  const seconds = 'value' in parsed ? parsed.value : null;
  if (typeof seconds === 'number' && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Expected a time such as 15 or 1m, at most 86400 seconds.');
}
