import { now } from '../clock.js';
import type { Measured, SessionOptions } from '../study.js';
import { statusOfRun } from './exit-status.js';
import { Progress } from './progress.js';
import { type ShowOptions, showRun } from './show-run.js';
import { interruption } from './signals.js';
import { screens } from './terminal.js';

const INTERRUPTED = 'Interrupted: units that run may end, for a few seconds. Once more ends everything at once.';

/** Shows what was measured; gets the run's exit status and gives the command's. */
export type Show = (measured: Measured, status: number) => number | Promise<number>;

/** Measures under the eyes of the user: shows progress, hears signals, shows the report. Gives the exit status. */
export async function measureAndShow(
  options: ShowOptions,
  measure: (session: SessionOptions) => Promise<Measured>,
  show: Show = (measured, status) => {
    showRun(measured, options);
    return status;
  },
): Promise<number> {
  const { isTTY, colour, width } = screens.err;
  const output = { write: (text: string) => process.stderr.write(text), columns: width, isTTY };
  const redraw = isTTY ? (await import('log-update')).createLogUpdate : null;
  const progress = new Progress(output, { colour, quiet: options.quiet === true, redraw }, now);
  const interrupted = interruption();
  interrupted.signal.addEventListener('abort', () => progress.on({ kind: 'warning', text: INTERRUPTED }));
  try {
    const measured = await measure({
      command: process.argv.slice(2),
      on: (event) => progress.on(event),
      signal: interrupted.signal,
    });
    progress.stop();
    return await show(measured, statusOfRun(measured.report, measured.end?.interruptedBy ?? null));
  } finally {
    progress.stop();
    interrupted.dispose();
  }
}
