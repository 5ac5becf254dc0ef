import { now } from '../clock.js';
import { loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import { measureStudy } from '../study.js';
import { statusOfRun } from './exit-status.js';
import { Progress } from './progress.js';
import { paint } from './screen.js';
import { type ShowOptions, showRun } from './show-run.js';
import { interruption } from './signals.js';
import { screens, tell } from './terminal.js';

/** What the command line gave. */
export interface RunRequest extends ShowOptions {
  readonly task: string | undefined;
  readonly config?: string | undefined;
  readonly quick?: boolean | undefined;
  /** Flags by config key. */
  readonly flags: Record<string, string | boolean>;
}

/** `kneepoint run`: measures, writes, shows. Gives the exit status. */
export async function runCommand(request: RunRequest): Promise<number> {
  const { study, out, notes } = loadStudy({
    ...studyContext(process.cwd()),
    configFile: request.config,
    positionalTask: request.task,
    flags: request.flags,
    quick: request.quick,
  });
  const quiet = request.quiet === true;
  if (!quiet) for (const note of notes) tell(`${paint(screens.err.colour, 'yellow', 'note:')} ${note}`);
  const { isTTY, colour, width } = screens.err;
  const output = { write: (text: string) => process.stderr.write(text), columns: width, isTTY };
  const progress = new Progress(output, { colour, quiet }, now);
  const interrupted = interruption();
  try {
    const command = process.argv.slice(2);
    const measured = await measureStudy(study, {
      out,
      command,
      on: (event) => progress.on(event),
      signal: interrupted.signal,
    });
    progress.stop();
    showRun(measured, request);
    return statusOfRun(measured.report, measured.end?.interruptedBy ?? null);
  } finally {
    progress.stop();
    interrupted.dispose();
  }
}
