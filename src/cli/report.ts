import { resolve } from 'node:path';
import { reportAgain } from '../study.js';
import { statusOfRun } from './exit-status.js';
import { runFolder } from './runs.js';
import { type ShowOptions, showRun } from './show-run.js';
import { tell } from './terminal.js';

/** `kneepoint report DIR`: makes every output again from the journal. Gives the exit status of the run. */
export async function reportCommand(dir: string, options: ShowOptions): Promise<number> {
  const measured = await reportAgain(runFolder(resolve(dir)));
  if (measured.tornBytes > 0)
    tell(`note: the journal's last line was torn; its ${measured.tornBytes} bytes are left out.`);
  showRun(measured, options);
  return statusOfRun(measured.report, measured.end?.interruptedBy ?? null);
}
