import type { Command } from '@commander-js/extra-typings';
import type { Study } from '../model/study.js';
import { FLAG_HELP } from './command.js';
import type { ShowOptions } from './measured.js';
import { existingRun } from './runs.js';

const EXAMPLES = `
Examples:
  $ kneepoint resume results/sort__2026_11_22__10_00_00
  $ kneepoint run --config sort.json --resume results/sort__2026_11_22__10_00_00
      only if the config is unchanged

Finished trials are kept; an interrupted one is measured again. The report says
that the run was resumed.`;

/** What the command line gave. */
interface ResumeRequest extends ShowOptions {
  readonly force?: boolean | undefined;
  readonly trust?: boolean | undefined;
  readonly salvage?: boolean | undefined;
}

/** `kneepoint resume DIR`: measures what a run lacks. */
export default function defineResume(command: Command): void {
  command
    .argument('<dir>', "the run's folder (or its CSV)")
    .option('--force', 'continue although the task, the machine or Node changed')
    .option(
      '--trust',
      'run what the journal names, though the folder was copied, or comes from elsewhere or an older version',
    )
    .option('--salvage', 'keep the intact part of a damaged journal, and measure the rest again')
    .option('--json', FLAG_HELP.json)
    .option('--verbose', FLAG_HELP.verbose)
    .option('-q, --quiet', FLAG_HELP.quiet)
    .addHelpText('after', EXAMPLES)
    .action(async (dir, options) => {
      process.exitCode = await resume(dir, options, null, '<dir>');
    });
}

/**
 * Measures what a run lacks, and shows the run. A `study` that the user gave again is compared with the run's; null
 * takes the run's own. `argument` names where `dir` was given. Gives the exit status.
 */
export async function resume(
  dir: string,
  request: ResumeRequest,
  study: Study | null,
  argument: string,
): Promise<number> {
  const { force = false, trust = false, salvage } = request;
  const folder = existingRun(dir, argument);
  const [{ resumeStudy }, { inView, showRun }] = await Promise.all([import('../resume.js'), import('./measured.js')]);
  const measured = await inView(request, (session) =>
    resumeStudy(folder, { ...session, study, force, trust, salvage }),
  );
  return showRun(measured, request);
}
