import { resolve } from 'node:path';
import type { Study } from '../model.js';
import { resumeStudy } from '../resume.js';
import { measureAndShow } from './measure.js';
import { runFolder } from './runs.js';
import type { ShowOptions } from './show-run.js';

/** What the command line gave. */
export interface ResumeRequest extends ShowOptions {
  readonly force?: boolean | undefined;
  readonly salvage?: boolean | undefined;
}

/**
 * `kneepoint resume DIR`: measures what a run lacks. A `study` that the user gave again is compared with the
 * run's; null takes the run's own. Gives the exit status.
 */
export async function resumeCommand(dir: string, request: ResumeRequest, study: Study | null): Promise<number> {
  const { force = false, salvage } = request;
  return measureAndShow(request, (session) =>
    resumeStudy(runFolder(resolve(dir)), { ...session, study, force, salvage }),
  );
}
