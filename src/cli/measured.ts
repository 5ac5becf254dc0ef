/** What run, resume and report share: a study measured under the eyes of the user, and shown. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { now } from '../clock.js';
import type { Report } from '../model/report.js';
import json from '../reporters/json.js';
import { renderTerminal } from '../reporters/terminal.js';
import { visible } from '../reporters/text/escape.js';
import { noticesOf } from '../reporters/text/notices.js';
import { OUTPUT_FILE } from '../store/output-log.js';
import type { Measured, SessionOptions } from '../study.js';
import { EXIT, statusOfSignal } from '../user-error.js';
import { ownCall, shellWord } from './own-call.js';
import { Progress } from './progress.js';
import { interruption } from './signals.js';
import { linked, print, screens, tell } from './terminal.js';

const INTERRUPTED = 'Interrupted: units that run may end, for a few seconds. Once more ends everything at once.';

/** How the user wants to see a run. */
export interface ShowOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  /** Everything that a terminal can show. */
  readonly verbose?: boolean | undefined;
}

/** Does something that measures, or looks at what is measured: shows progress, and hears signals. */
export async function inView<Result>(
  { quiet = false }: ShowOptions,
  act: (session: SessionOptions) => Promise<Result>,
): Promise<Result> {
  const { isTTY, colour, width } = screens.err;
  const output = { write: (text: string) => process.stderr.write(text), columns: width, isTTY };
  const redraw = isTTY ? (await import('log-update')).createLogUpdate : null;
  const progress = new Progress(output, { colour, quiet, redraw }, now);
  const { signal, dispose } = interruption();
  signal.addEventListener('abort', () => progress.on({ kind: 'warning', text: INTERRUPTED }));
  try {
    return await act({ command: process.argv.slice(2), on: (event) => progress.on(event), signal });
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
 * Shows a run's report and where its page is; the last line names the CSV, but for --json, which prints the report
 * alone. Gives the exit status: interrupted, some trial failed, or done.
 */
export function showRun(
  { report, paths, end }: Measured,
  { json: asJson, quiet, verbose = false }: ShowOptions,
): number {
  if (asJson === true) print(json.render(report));
  else {
    if (quiet !== true) {
      const page = join(paths.folder, 'report.html');
      print(`${renderTerminal(report, { ...screens.out, verbose })}\n`);
      print(`The page: ${linked(screens.out, fromHere(page), pathToFileURL(page).href)}\n`);
      const output = join(paths.folder, OUTPUT_FILE);
      if (existsSync(output)) print(`What the task printed: ${fromHere(output)}\n`);
    } else if (report.status !== 'valid') tell(whyNotValid(report));
    print(`${fromHere(paths.csv)}\n`);
  }
  if (end?.interruptedBy != null) {
    const folder = relative(process.cwd(), paths.folder) || paths.folder;
    tell(`To go on where it was interrupted:\n${ownCall()} resume ${shellWord(folder)}`);
  }
  return statusOfSignal(end?.interruptedBy ?? null) ?? (report.status === 'valid' ? EXIT.done : EXIT.invalid);
}

function fromHere(path: string): string {
  return visible(relative(process.cwd(), path) || path);
}
