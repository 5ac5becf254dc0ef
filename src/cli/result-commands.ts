/** The commands that measure nothing: they read runs and tell what is in them. */
import type { Command } from '@commander-js/extra-typings';

/** Runs a command to its exit status. */
export type Finish = (command: () => Promise<number>) => Promise<void>;

const COMPARE_EXAMPLES = `
Examples:
  $ kneepoint compare results/sort__2026_11_21__10_00_00 results/sort__2026_11_22__10_00_00
  $ kneepoint compare old1,old2,old3,old4,old5 new1,new2,new3,new4,new5
  $ kneepoint compare BASE HEAD --fail-on throughput:5% --fail-on p99:20%
  $ kneepoint compare BASE HEAD --markdown > comment.md
  $ kneepoint compare results/old_vs_new__2026_11_22__10_00_00    a run of run --ab

A change is shown when its p-value, adjusted for all figures together, is under 0.05. docs/compare.md tells how.
Exit status 4: a change breaks a rule of --fail-on.`;

/** Adds compare to the command line. */
export function addResultCommands(program: Command, finish: Finish): void {
  program
    .command('compare')
    .description('tell what changed from one run to another, and whether it can be chance')
    .argument('[runs...]', 'BASE and HEAD: folders, journals or CSVs, several of one side with commas')
    .option('--base <run>', 'runs before, in place of BASE; may stand several times', collect)
    .option('--head <run>', 'runs after, in place of HEAD; may stand several times', collect)
    .option('--fail-on <rule>', FAIL_ON, collect)
    .option('--warning <percent>', 'a change for the worse from here on is a warning', '10%')
    .option('--critical <percent>', 'and critical from here on', '25%')
    .option('--force', 'compare also what are different questions (task, arguments, load)')
    .option('--markdown', 'as Markdown, for pull requests')
    .option('--json', 'as JSON')
    .option('--format <name>', 'terminal, markdown, json, bmf (Bencher), customBiggerIsBetter, customSmallerIsBetter')
    .addHelpText('after', COMPARE_EXAMPLES)
    .action(async (runs, options) => {
      const { compareCommand } = await import('./compare.js');
      await finish(() => compareCommand(runs, options));
    });
}

/** What --fail-on means, for help. */
export const FAIL_ON =
  'exit with 4 when a figure (throughput, task_avg, p50, p99) is shown to be that much worse, as throughput:5%; may stand several times';

/** The values of a flag that may stand several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
