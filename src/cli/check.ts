import { checkTask } from '../check/check.js';
import type { CheckReport } from '../check/model.js';
import { ConfigError } from '../config/problems.js';
import { loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import { Scratch } from '../run/supervisor/scratch.js';
import { renderCheck } from './check-text.js';
import { EXIT } from './exit-status.js';
import { interruption } from './signals.js';
import { print, screens, tell } from './terminal.js';

/** What the command line gave. */
export interface CheckRequest {
  readonly task: string | undefined;
  /** The task's arguments: JSON each, or else text. */
  readonly args: readonly string[];
  readonly config?: string | undefined;
  readonly seconds: number;
  readonly timeout?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `kneepoint check`: looks at a task module before a long run. Gives 3 for a critical finding; with `strict`, for a warning, too. */
export async function checkCommand(request: CheckRequest): Promise<number> {
  const { study } = loadStudy({
    ...(await studyContext(process.cwd())),
    configFile: request.config,
    positionalTask: request.task,
    flags: flagsOf(request),
  });
  if (study.tasks[0]?.subject.kind !== 'module') throw simulatedProblem();
  const interrupted = interruption();
  const scratch = new Scratch();
  try {
    const { signal } = interrupted;
    const on = (step: string) => {
      if (screens.err.isTTY) tell(`… ${step}`);
    };
    const report = await checkTask(study, { scratch, seconds: request.seconds, on, signal });
    if (request.json === true) print(`${JSON.stringify(report, null, 2)}\n`);
    else print(renderCheck(report, screens.out));
    return statusOf(report, request.strict === true);
  } catch (error) {
    if (interrupted.signal.aborted) return EXIT[interrupted.signal.reason as 'SIGINT' | 'SIGTERM'];
    throw error;
  } finally {
    scratch.remove();
    interrupted.dispose();
  }
}

function flagsOf({ args, timeout }: CheckRequest): Record<string, string> {
  return {
    ...(args.length > 0 && { task_args: JSON.stringify(args.map(argument)) }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** `100` is a number, `[1,2]` a list, and what is no JSON a text. */
function argument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function simulatedProblem(): ConfigError {
  const message = 'a simulated law is no module: there is nothing to check';
  return new ConfigError([
    { where: { flag: '<task>' }, key: null, message, expected: null, found: null, hint: 'name a task' },
  ]);
}

function statusOf({ status }: CheckReport, strict: boolean): number {
  return status === 'failed' || (strict && status === 'warned') ? EXIT.invalid : EXIT.done;
}
