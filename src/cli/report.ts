import type { Command } from '@commander-js/extra-typings';
import { existingRun } from './runs.js';
import { tell } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint report results/sort__2026_11_22__10_00_00
  $ kneepoint report results/sort__2026_11_22__10_00_00 --json > report.json

The exit status is that of the run.`;

/** `kneepoint report DIR`: makes every output again from the journal. */
export default function defineReport(command: Command): void {
  command
    .argument('<dir>', "the run's folder (or its CSV)")
    .option('--salvage', 'keep the intact part of a damaged journal')
    .option('--export-hyperfine <file>', "write a command's runs in the shape of hyperfine's JSON, too")
    .option('--json', 'print only report.json on standard output')
    .option('--verbose', 'show every table, chart and finding, not only what matters most')
    .option('-q, --quiet', 'no table: only the path of the results')
    .addHelpText('after', EXAMPLES)
    .action(async (dir, options) => {
      const folder = existingRun(dir, '<dir>');
      const [{ reportAgain }, { showRun }] = await Promise.all([import('../study.js'), import('./measured.js')]);
      const measured = await reportAgain(folder, options);
      for (const loss of measured.losses) tell(`note: ${loss}`);
      if (options.exportHyperfine !== undefined) {
        const { exportHyperfine } = await import('./export-hyperfine.js');
        await exportHyperfine(measured.paths.journal, options.exportHyperfine);
      }
      process.exitCode = showRun(measured, options);
    });
}
