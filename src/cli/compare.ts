import type { Command } from '@commander-js/extra-typings';
import { compareRuns, compareWithin, THRESHOLDS } from '../analysis/compare/compare.js';
import { broken, type Rule } from '../analysis/compare/rules.js';
import { showValue, usageError } from '../config/problems.js';
import { COMPARED_METRICS, type ComparedMetric, type Comparison } from '../model/comparison.js';
import type { Recording } from '../model/journal.js';
import { actionBenchmark, bencherMetrics, comparisonJson } from '../reporters/comparison/exports.js';
import { comparisonPage } from '../reporters/comparison/html.js';
import { comparisonMarkdown } from '../reporters/comparison/markdown.js';
import { renderComparison } from '../reporters/comparison/terminal.js';
import { visible } from '../reporters/text/escape.js';
import { EXIT } from '../user-error.js';
import { changeSentence } from '../words/changes.js';
import { givenPercent } from '../words/numbers.js';
import { collect, FAIL_ON } from './command.js';
import { readRun, runPaths } from './runs.js';
import { print, screens, tell } from './terminal.js';

/** What the command line gave. */
interface CompareRequest {
  readonly base?: readonly string[] | undefined;
  readonly head?: readonly string[] | undefined;
  readonly failOn?: readonly string[] | undefined;
  readonly warning?: string | undefined;
  readonly critical?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly markdown?: boolean | undefined;
  readonly format?: string | undefined;
}

const FORMATS: { readonly [format: string]: (comparison: Comparison) => string } = {
  terminal: (comparison) => renderComparison(comparison, screens.out),
  markdown: comparisonMarkdown,
  html: comparisonPage,
  json: comparisonJson,
  bmf: bencherMetrics,
  customBiggerIsBetter: (comparison) => actionBenchmark(comparison, 'customBiggerIsBetter'),
  customSmallerIsBetter: (comparison) => actionBenchmark(comparison, 'customSmallerIsBetter'),
};

const EXAMPLES = `
Examples:
  $ kneepoint compare results/BASE results/HEAD
  $ kneepoint compare old1,old2,old3,old4,old5 new1,new2,new3,new4,new5
  $ kneepoint compare BASE HEAD --fail-on throughput:5% --fail-on p99:20%
  $ kneepoint compare BASE HEAD --markdown > comment.md
  $ kneepoint compare BASE HEAD --format html > compare.html
  $ kneepoint compare results/OLD_vs_NEW    the two tasks of a run --ab

A change is shown if its p-value, adjusted for all figures together, is below
0.05; see docs/compare.md.

Exit status 4: a change breaks a rule of --fail-on.`;

/** `kneepoint compare BASE HEAD`, or one run of two tasks. */
export default function defineCompare(command: Command): void {
  command
    .argument('[runs...]', 'BASE and HEAD: folders, journals or CSVs; separate several with commas')
    .option('--base <run>', 'runs before, in place of BASE; repeatable', collect)
    .option('--head <run>', 'runs after, in place of HEAD; repeatable', collect)
    .option('--fail-on <rule>', FAIL_ON, collect)
    .option('--warning <percent>', 'smallest change for the worse that is a warning', '10%')
    .option('--critical <percent>', 'smallest change for the worse that is critical', '25%')
    .option('--force', 'compare even different tasks, arguments or loads')
    .option('--markdown', 'as Markdown, for pull requests')
    .option('--json', 'as JSON')
    .option(
      '--format <name>',
      'terminal, markdown, html, json, bmf (Bencher), customBiggerIsBetter, customSmallerIsBetter',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (runs, options) => {
      process.exitCode = await compare(runs, options);
    });
}

async function compare(runs: readonly string[], request: CompareRequest): Promise<number> {
  const rules = parseRules(request.failOn ?? []);
  const thresholds = thresholdsOf(request);
  const format = formatOf(request);
  const [base, head] = await readSides(runs, request);
  const compared =
    head === null
      ? compareWithin(base[0] as Recording, { thresholds })
      : compareRuns(base, head, { thresholds, force: request.force === true });
  if ('refusals' in compared) throw usageError('compare', compared.refusals.join('; '), '--force compares them anyway');
  print(format(compared.comparison));
  return judge(compared.comparison, rules);
}

/** Tells which rules are broken, and gives the exit status. */
export function judge(comparison: Comparison, rules: readonly Rule[]): number {
  const failures = broken(comparison, rules);
  for (const { rule, change } of failures)
    tell(visible(`fails --fail-on ${rule.text}: ${changeSentence(change, comparison)}`));
  const unjudged = rules.filter(({ metric }) =>
    comparison.changes.every((each) => each.metric !== metric || each.pValue === null),
  );
  for (const { text } of unjudged)
    tell(visible(`note: --fail-on ${text} could not be judged: too few rounds or units`));
  return failures.length === 0 ? EXIT.done : EXIT.threshold;
}

async function readSides(
  runs: readonly string[],
  { base = [], head = [] }: CompareRequest,
): Promise<readonly [base: readonly Recording[], head: readonly Recording[] | null]> {
  const flagged = base.length > 0 || head.length > 0;
  const [first, second, ...others] = runs;
  if (flagged && runs.length > 0)
    throw usageError('compare', 'give runs either with --base and --head or without', null);
  if (others.length > 0) throw usageError('compare', `expected two sides, found ${runs.length}`, LISTS);
  if (flagged) {
    if (base.length === 0 || head.length === 0)
      throw usageError(base.length === 0 ? '--base' : '--head', 'is missing', null);
    return [await readAll(base, '--base'), await readAll(head, '--head')];
  }
  if (first === undefined) throw usageError('compare', 'no runs given', 'give two: compare BASE HEAD');
  if (second !== undefined) return [await readAll([first], 'BASE'), await readAll([second], 'HEAD')];
  const [only, ...rest] = await readAll([first], 'BASE');
  if (only === undefined || rest.length > 0 || !only.study.study.ab === true)
    throw usageError(
      'compare',
      'one run is compared only if it holds two versions (run --ab)',
      'give two: compare BASE HEAD',
    );
  return [[only], null];
}

const LISTS = 'join runs of one side with commas: compare a1,a2 b1,b2';

function readAll(given: readonly string[], argument: string): Promise<readonly Recording[]> {
  return Promise.all(runPaths(given).map((path) => readRun(path, argument)));
}

function formatOf({ format, json, markdown }: CompareRequest): (comparison: Comparison) => string {
  const second = format !== undefined ? '--format' : '--markdown';
  const first = json === true ? '--json' : '--markdown';
  if ([format !== undefined, json === true, markdown === true].filter(Boolean).length > 1)
    throw usageError(second, `there is ${first} already`, 'only one output is printed');
  const name = format ?? (json === true ? 'json' : markdown === true ? 'markdown' : 'terminal');
  const found = FORMATS[name];
  if (found === undefined)
    throw usageError(
      '--format',
      `there is no format ${showValue(name)}`,
      `formats: ${Object.keys(FORMATS).join(', ')}`,
    );
  return found;
}

function thresholdsOf(request: CompareRequest): Comparison['thresholds'] {
  const warning = parseShare('--warning', request.warning) ?? THRESHOLDS.warning;
  const critical = parseShare('--critical', request.critical) ?? THRESHOLDS.critical;
  if (critical >= warning) return { warning, critical };
  const [least, found] = [warning, critical].map(givenPercent);
  const message = `expected at least the ${least} of --warning, found ${found}`;
  throw usageError('--critical', message, 'a critical change must be at least a warning');
}

/** Rules such as `throughput:5%`; throws ConfigError for the first that is none. */
export function parseRules(texts: readonly string[]): readonly Rule[] {
  return texts.map((text) => {
    const [name = '', limit = '', ...rest] = text.split(':');
    const metric = COMPARED_METRICS.find((each) => each === name.trim());
    const share = shareOf(limit);
    if (metric === undefined || share === null || rest.length > 0) {
      const hint = `a figure (${COMPARED_METRICS.join(', ')}), a colon and percent`;
      throw usageError('--fail-on', `expected a rule such as throughput:5%, found ${showValue(text)}`, hint);
    }
    return { text, metric: metric satisfies ComparedMetric, share };
  });
}

function parseShare(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const share = shareOf(text);
  if (share === null) throw usageError(flag, `expected percent such as 10%, found ${showValue(text)}`, null);
  return share;
}

/** `5%` or `5` as 0.05; null for anything else. */
function shareOf(text: string): number | null {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits) / 100;
}
