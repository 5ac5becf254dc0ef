import { type LoadedStudy, loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import { measureStudy } from '../study.js';
import { measureAndShow } from './measure.js';
import { resumeCommand } from './resume.js';
import { paint } from './screen.js';
import type { ShowOptions } from './show-run.js';
import { screens, tell } from './terminal.js';

/** What the command line gave. */
export interface RunRequest extends ShowOptions {
  readonly task: string | undefined;
  readonly config?: string | undefined;
  readonly quick?: boolean | undefined;
  /** The folder of a run to go on with. */
  readonly resume?: string | undefined;
  readonly force?: boolean | undefined;
  readonly salvage?: boolean | undefined;
  /** Flags by config key. */
  readonly flags: Record<string, string | boolean>;
}

/** `kneepoint run`: measures, writes, shows. Gives the exit status. */
export async function runCommand(request: RunRequest): Promise<number> {
  const { resume, task, config, flags } = request;
  const isGiven = task !== undefined || config !== undefined || Object.keys(flags).length > 0;
  if (resume !== undefined) return resumeCommand(resume, request, isGiven ? load(request).study : null);
  const { study, out } = load(request);
  return measureAndShow(request, (session) => measureStudy(study, { ...session, out }));
}

/** The study, after a word on what is odd about its config. */
function load(request: RunRequest): LoadedStudy {
  const loaded = loadStudy({
    ...studyContext(process.cwd()),
    configFile: request.config,
    positionalTask: request.task,
    flags: request.flags,
    quick: request.quick,
  });
  if (request.quiet === true) return loaded;
  for (const note of loaded.notes) tell(`${paint(screens.err.colour, 'yellow', 'note:')} ${note}`);
  return loaded;
}
