import { type Compared, compareRuns, compareWithin, THRESHOLDS } from '../analysis/compare/compare.js';
import { broken, type Rule } from '../analysis/compare/rules.js';
import { showValue } from '../config/problems.js';
import { COMPARED_METRICS, type ComparedMetric, type Comparison } from '../model/comparison.js';
import type { Recording } from '../model/journal.js';
import { actionBenchmark, bencherMetrics, comparisonJson } from '../reporters/comparison/exports.js';
import { comparisonMarkdown } from '../reporters/comparison/markdown.js';
import { renderComparison } from '../reporters/comparison/terminal.js';
import { sentence } from '../reporters/comparison/words.js';
import { visible } from '../reporters/text/escape.js';
import type { Measured } from '../study.js';
import { givenPercent } from '../words/numbers.js';
import { EXIT } from './exit-status.js';
import { readRun, runPaths, usageError } from './runs.js';
import { type ShowOptions, showRun } from './show-run.js';
import { print, screens, tell } from './terminal.js';

/** What the command line gave. */
export interface CompareRequest {
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
  json: comparisonJson,
  bmf: bencherMetrics,
  customBiggerIsBetter: (comparison) => actionBenchmark(comparison, 'customBiggerIsBetter'),
  customSmallerIsBetter: (comparison) => actionBenchmark(comparison, 'customSmallerIsBetter'),
};

/** Names of the formats, for help. */
export const COMPARE_FORMATS = Object.keys(FORMATS);

/** `kneepoint compare BASE HEAD`, or one run of two tasks. Gives 4 when a change breaks a rule of --fail-on. */
export async function compareCommand(runs: readonly string[], request: CompareRequest): Promise<number> {
  const rules = parseRules(request.failOn ?? []);
  const thresholds = thresholdsOf(request);
  const format = formatOf(request);
  const [base, head] = await readSides(runs, request);
  const compared =
    head === null
      ? compareWithin(base[0] as Recording, { thresholds })
      : compareRuns(base, head, { thresholds, force: request.force === true });
  const comparison = comparisonOf(compared);
  print(format(comparison));
  return judge(comparison, rules);
}

/** Tells which rules are broken, and gives the exit status. */
export function judge(comparison: Comparison, rules: readonly Rule[]): number {
  const failures = broken(comparison, rules);
  for (const { rule, change } of failures) tell(visible(`fails --fail-on ${rule.text}: ${sentence(change)}`));
  const unjudged = rules.filter(({ metric }) =>
    comparison.changes.every((each) => each.metric !== metric || each.pValue === null),
  );
  for (const { text } of unjudged)
    tell(visible(`note: --fail-on ${text} could not be judged: too few rounds or units`));
  return failures.length === 0 ? EXIT.done : EXIT.threshold;
}

/** Shows a run and, below it, its two tasks against each other; null for one that was cut before both had a trial. */
export async function showVersions({ paths, ...measured }: Measured, options: ShowOptions): Promise<Comparison | null> {
  const compared = compareWithin(await readRun(paths.folder, '--ab'), { thresholds: THRESHOLDS });
  const comparison = 'comparison' in compared ? compared.comparison : null;
  const text = comparison === null ? '' : `${renderComparison(comparison, screens.out)}\n`;
  showRun({ paths, ...measured }, options, text);
  return comparison;
}

/** The comparison; throws ConfigError with what stands in its way. */
function comparisonOf(compared: Compared): Comparison {
  if ('comparison' in compared) return compared.comparison;
  throw usageError('compare', compared.refusals.join('; '), '--force compares them anyway');
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
    throw usageError('--format', `there is no format ${showValue(name)}`, `formats: ${COMPARE_FORMATS.join(', ')}`);
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
