/** What run, resume and report share: a study measured under the eyes of the user, and shown. */
import { relative } from 'node:path';
import { now } from '../clock.js';
import type { Report } from '../model/report.js';
import json from '../reporters/json.js';
import { renderTerminal } from '../reporters/terminal.js';
import { visible } from '../reporters/text/escape.js';
import { noticesOf } from '../reporters/text/notices.js';
import type { Measured, SessionOptions } from '../study.js';
import { EXIT, statusOfSignal } from '../user-error.js';
import { ownCall, shellWord } from './own-call.js';
import { Progress } from './progress.js';
import { interruption } from './signals.js';
import { print, screens, tell } from './terminal.js';

const INTERRUPTED = 'Interrupted: units that run may end, for a few seconds. Once more ends everything at once.';

/** How the user wants to see a run. */
export interface ShowOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Measures: shows progress, and hears signals. */
export async function measureInView(
  { quiet = false }: ShowOptions,
  measure: (session: SessionOptions) => Promise<Measured>,
): Promise<Measured> {
  const { isTTY, colour, width } = screens.err;
  const output = { write: (text: string) => process.stderr.write(text), columns: width, isTTY };
  const redraw = isTTY ? (await import('log-update')).createLogUpdate : null;
  const progress = new Progress(output, { colour, quiet, redraw }, now);
  const { signal, dispose } = interruption();
  signal.addEventListener('abort', () => progress.on({ kind: 'warning', text: INTERRUPTED }));
  try {
    return await measure({ command: process.argv.slice(2), on: (event) => progress.on(event), signal });
  } finally {
    progress.stop();
    dispose();
  }
}

/** What keeps a report from being valid, with the gravest finding, for whoever sees nothing else of it. */
function whyNotValid(report: Report): string {
  const notices = noticesOf(report).filter(({ severity }) => severity !== 'info');
  const grave = report.findings.filter(({ severity }) => severity !== 'info').slice(0, 1);
  const lines = [
    ...notices.map(({ name, text }) => `${name.toUpperCase()}: ${text}`),
    ...grave.map(({ text, cure }) => `${text}\n  ${cure}`),
  ];
  return lines.join('\n').split('\n').map(visible).join('\n');
}

/**
 * Shows a run's report and, below it, `more`; the last line names the CSV, but for --json, which prints the report
 * alone. Gives the exit status: interrupted, some trial failed, or done.
 */
export function showRun({ report, paths, end }: Measured, { json: asJson, quiet }: ShowOptions, more = ''): number {
  if (asJson === true) print(json.render(report));
  else {
    if (quiet !== true) {
      print(`${renderTerminal(report, screens.out)}\n${more}`);
      print('The table, and beside it a folder with the journal and the reports:\n');
    } else if (report.status !== 'valid') tell(whyNotValid(report));
    print(`${visible(relative(process.cwd(), paths.csv) || paths.csv)}\n`);
  }
  if (end?.interruptedBy != null) {
    const folder = relative(process.cwd(), paths.folder) || paths.folder;
    tell(`To go on where it was interrupted:\n${ownCall()} resume ${shellWord(folder)}`);
  }
  return statusOfSignal(end?.interruptedBy ?? null) ?? (report.status === 'valid' ? EXIT.done : EXIT.invalid);
}
