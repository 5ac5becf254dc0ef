import { reportAgain } from '../study.js';
import { statusOfRun } from './exit-status.js';
import { existingRun } from './runs.js';
import { type ShowOptions, showRun } from './show-run.js';
import { tell } from './terminal.js';

/** What the command line gave. */
export interface ReportRequest extends ShowOptions {
  readonly salvage?: boolean | undefined;
}

/** `kneepoint report DIR`: makes every output again from the journal. Gives the exit status of the run. */
export async function reportCommand(dir: string, request: ReportRequest): Promise<number> {
  const measured = await reportAgain(existingRun(dir, '<dir>'), request);
  for (const loss of measured.losses) tell(`note: ${loss}`);
  showRun(measured, request);
  return statusOfRun(measured.report, measured.end?.interruptedBy ?? null);
}
