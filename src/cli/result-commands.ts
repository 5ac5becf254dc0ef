/** The commands that measure nothing: they read runs and tell what is in them. */
import type { Command } from '@commander-js/extra-typings';

/** Runs a command to its exit status. */
export type Finish = (command: () => Promise<number>) => Promise<void>;

const COMPARE_EXAMPLES = `
Examples:
  $ kneepoint compare results/BASE results/HEAD
  $ kneepoint compare old1,old2,old3,old4,old5 new1,new2,new3,new4,new5
  $ kneepoint compare BASE HEAD --fail-on throughput:5% --fail-on p99:20%
  $ kneepoint compare BASE HEAD --markdown > comment.md
  $ kneepoint compare results/OLD_vs_NEW    the two tasks of one run --ab

A change is shown when its p-value, adjusted for all figures together, is under
0.05. docs/compare.md tells how.

Exit status 4: a change breaks a rule of --fail-on.`;

const SIZE_EXAMPLES = `
Examples:
  $ kneepoint size results/a results/b --prices prices.json --rate 2000 --p99 50
  $ kneepoint size results/a,results/b --prices prices.json --rate 2000 --json

Each run says on which instance it was measured: run --instance NAME. The
prices: {"instances": {"c7g.large": {"per_hour": 0.0725, "currency": "USD"}}}
docs/sizing.md has a worked example.

Exit status 4: nothing that was measured keeps the limits.`;

const HISTORY_EXAMPLES = `
Examples:
  $ kneepoint history results
  $ kneepoint history results --task sort --executor threads --workers 4
  $ kneepoint history results --json > history.json

A step is where the level changed for good; it takes at least 8 runs to show
one.`;

/** Adds compare, size and history to the command line. */
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
  program
    .command('size')
    .description('tell how many of which instance hold a rate, and what they cost')
    .argument('<results...>', 'runs: folders, journals or CSVs')
    .requiredOption('--prices <file>', 'what an hour of each instance costs')
    .requiredOption('--rate <n>', 'units a second that are to be held')
    .option('--p50 <ms>', "the median sojourn time's bound")
    .option('--p99 <ms>', 'the same, 99th percentile')
    .option('--rss-mb <n>', 'the bound on memory, in MiB')
    .option('--error-rate <share>', 'failed units over all units, 0 to 1')
    .option('--headroom <percent>', 'share of the throughput that is kept free', '30%')
    .option('--json', 'as JSON')
    .addHelpText('after', SIZE_EXAMPLES)
    .action(async (results, options) => {
      const { sizeCommand } = await import('./size.js');
      await finish(() => sizeCommand(results, options));
    });
  program
    .command('history')
    .description('tell how the runs in a folder of results went over time, and where they changed')
    .argument('<dir>', 'a folder of results')
    .option('--task <name>', 'only this task')
    .option('--executor <name>', 'only this executor')
    .option('--workers <n>', 'the worker count to follow (the fastest that most runs have)')
    .option('--json', 'as JSON')
    .addHelpText('after', HISTORY_EXAMPLES)
    .action(async (dir, options) => {
      const { historyCommand } = await import('./history.js');
      await finish(() => historyCommand(dir, options));
    });
}

/** What --fail-on means, for help. */
export const FAIL_ON =
  'exit with 4 when a figure (throughput, task_avg, p50, p99) is shown to be that much worse, as throughput:5%; may stand several times';

/** The values of a flag that may stand several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
