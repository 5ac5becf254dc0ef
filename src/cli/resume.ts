import type { Study } from '../model/study.js';
import { resumeStudy } from '../resume.js';
import { measureAndShow } from './measure.js';
import { existingRun } from './runs.js';
import type { ShowOptions } from './show-run.js';

/** What the command line gave. */
export interface ResumeRequest extends ShowOptions {
  readonly force?: boolean | undefined;
  readonly salvage?: boolean | undefined;
}

/**
 * `kneepoint resume DIR`: measures what a run lacks. A `study` that the user gave again is compared with the
 * run's; null takes the run's own. `argument` names where `dir` was given. Gives the exit status.
 */
export async function resumeCommand(
  dir: string,
  request: ResumeRequest,
  study: Study | null = null,
  argument = '<dir>',
): Promise<number> {
  const { force = false, salvage } = request;
  const folder = existingRun(dir, argument);
  return measureAndShow(request, (session) => resumeStudy(folder, { ...session, study, force, salvage }));
}
