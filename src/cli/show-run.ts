import { relative } from 'node:path';
import json from '../reporters/json.js';
import { renderTerminal } from '../reporters/terminal.js';
import { visible } from '../reporters/text/escape.js';
import type { Measured } from '../study.js';
import { print, screens } from './terminal.js';

/** How the user wants to see a run. */
export interface ShowOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/**
 * Shows a run's report and, below it, `more`; the last line names the CSV, but for --json, which prints the report
 * alone.
 */
export function showRun({ report, paths }: Measured, options: ShowOptions, more = ''): void {
  if (options.json === true) {
    print(json.render(report));
    return;
  }
  if (options.quiet !== true) {
    print(`${renderTerminal(report, screens.out)}\n${more}`);
    print('The table, and beside it a folder with the journal and the reports:\n');
  }
  print(`${visible(relative(process.cwd(), paths.csv) || paths.csv)}\n`);
}
