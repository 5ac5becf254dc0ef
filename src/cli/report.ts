import type { Command } from '@commander-js/extra-typings';
import { FLAG_HELP } from './command.js';
import { existingRun, readRun } from './runs.js';
import { tell } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint report results/sort__2026_11_22__10_00_00
  $ kneepoint report results/sort__2026_11_22__10_00_00 --json > report.json
  $ kneepoint report results/TODAY --against results/LAST_WEEK

The exit status is that of the run.`;

/** `kneepoint report DIR`: makes every output again from the journal. */
export default function defineReport(command: Command): void {
  command
    .argument('<dir>', "the run's folder (or its CSV)")
    .option('--against <run>', 'an earlier run of the same: the report says what came out again')
    .option('--salvage', 'keep the intact part of a damaged journal')
    .option('--export-hyperfine <file>', "write a command's runs in the shape of hyperfine's JSON, too")
    .option('--json', FLAG_HELP.json)
    .option('--verbose', FLAG_HELP.verbose)
    .option('-q, --quiet', 'no table: only the path of the results')
    .addHelpText('after', EXAMPLES)
    .action(async (dir, options) => {
      const folder = existingRun(dir, '<dir>');
      const [{ reportAgain }, { showRun }] = await Promise.all([import('../study.js'), import('./measured.js')]);
      const against = options.against === undefined ? {} : { against: await readRun(options.against, '--against') };
      const measured = await reportAgain(folder, { salvage: options.salvage, ...against });
      for (const loss of measured.losses) tell(`note: ${loss}`);
      if (options.exportHyperfine !== undefined) {
        const { exportHyperfine } = await import('./export-hyperfine.js');
        await exportHyperfine(measured.paths.journal, options.exportHyperfine);
      }
      process.exitCode = showRun(measured, options);
    });
}
