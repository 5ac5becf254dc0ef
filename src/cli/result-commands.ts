/** The commands that measure nothing: they read runs and report on them. */
import type { Command } from '@commander-js/extra-typings';

/** Runs a command to its exit status. */
export type Finish = (command: () => Promise<number>) => Promise<void>;

const COMPARE_EXAMPLES = `
Examples:
  $ kneepoint compare results/BASE results/HEAD
  $ kneepoint compare old1,old2,old3,old4,old5 new1,new2,new3,new4,new5
  $ kneepoint compare BASE HEAD --fail-on throughput:5% --fail-on p99:20%
  $ kneepoint compare BASE HEAD --markdown > comment.md
  $ kneepoint compare results/OLD_vs_NEW    the two tasks of a run --ab

A change is shown if its p-value, adjusted for all figures together, is below
0.05; see docs/compare.md.

Exit status 4: a change breaks a rule of --fail-on.`;

const SIZE_EXAMPLES = `
Examples:
  $ kneepoint size results/a results/b --prices prices.json --rate 2000 --p99 50
  $ kneepoint size results/a,results/b --prices prices.json --rate 2000 --json

Measure with run --instance NAME, so that each run names its instance. Prices:
{"instances": {"c7g.large": {"per_hour": 0.0725, "currency": "USD"}}}
docs/sizing.md has a worked example.

Exit status 4: nothing measured keeps the limits.`;

const HISTORY_EXAMPLES = `
Examples:
  $ kneepoint history results
  $ kneepoint history results --task sort --executor threads --workers 4
  $ kneepoint history results --json > history.json

A step is a lasting change of level; finding one takes at least 8 runs.`;

/** Adds compare, size and history to the command line. */
export function addResultCommands(program: Command, finish: Finish): void {
  program
    .command('compare')
    .description('show what changed between two runs, and whether it can be chance')
    .argument('[runs...]', 'BASE and HEAD: folders, journals or CSVs; separate several with commas')
    .option('--base <run>', 'runs before, in place of BASE; repeatable', collect)
    .option('--head <run>', 'runs after, in place of HEAD; repeatable', collect)
    .option('--fail-on <rule>', FAIL_ON, collect)
    .option('--warning <percent>', 'smallest change for the worse that is a warning', '10%')
    .option('--critical <percent>', 'smallest change for the worse that is critical', '25%')
    .option('--force', 'compare even different tasks, arguments or loads')
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
    .description('show how many of which instance sustain a rate, and their cost')
    .argument('<results...>', 'runs: folders, journals or CSVs')
    .requiredOption('--prices <file>', 'price of each instance per hour')
    .requiredOption('--rate <n>', 'units per second to sustain')
    .option('--p50 <ms>', 'limit on the median sojourn time')
    .option('--p99 <ms>', 'limit on its 99th percentile')
    .option('--rss-mb <n>', 'limit on memory, in MiB')
    .option('--error-rate <share>', 'limit on failed units over all units, 0 to 1')
    .option('--headroom <percent>', 'share of the throughput to keep free', '30%')
    .option('--json', 'as JSON')
    .addHelpText('after', SIZE_EXAMPLES)
    .action(async (results, options) => {
      const { sizeCommand } = await import('./size.js');
      await finish(() => sizeCommand(results, options));
    });
  program
    .command('history')
    .description('show the runs of a folder over time, and where they changed')
    .argument('<dir>', 'a folder of results')
    .option('--task <name>', 'only this task')
    .option('--executor <name>', 'only this executor')
    .option('--workers <n>', 'worker count to follow (the fastest that most runs have)')
    .option('--json', 'as JSON')
    .addHelpText('after', HISTORY_EXAMPLES)
    .action(async (dir, options) => {
      const { historyCommand } = await import('./history.js');
      await finish(() => historyCommand(dir, options));
    });
}

/** What --fail-on means, for help. */
export const FAIL_ON =
  'exit with 4 if a figure (throughput, task_avg, p50, p99) is shown to be worse by this much, such as throughput:5%; repeatable';

/** The values of a repeatable flag. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
