/** The verdict of a comparison: one sentence, and a line for each place that changed. */
import {
  COMPARED_METRICS,
  type ComparedSide,
  type Comparison,
  type ComparisonVerdict,
  type FigureChange,
} from '../../model/comparison.js';
import { changeText, metricName, placeText } from '../../words/changes.js';
import { workersText } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { percent, wholePercent } from '../../words/numbers.js';
import { capitalised } from '../../words/sentences.js';
import { groupBy } from '../grouping.js';

/** A bound this wide rules nothing out that anybody asks for. */
const USELESS_BOUND = 0.3;

/** What a comparison comes to; `caveat` is a sentence on what the figures do not show, or empty. */
export function verdictOfComparison(comparison: Omit<Comparison, 'verdict'>, caveat: string): ComparisonVerdict {
  const verdict = verdictOfFigures(comparison);
  return { ...verdict, because: [verdict.because, caveat].filter((text) => text !== '').join(' ') };
}

function verdictOfFigures(comparison: Omit<Comparison, 'verdict'>): ComparisonVerdict {
  const shown = comparison.changes.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const untold = shown.filter((each) => each.workers === null || !shown.some((other) => isCurveOf(other, each)));
  const [base, head] = sideNames(comparison);
  const subject = head === 'head' ? capitalised(head) : head;
  const main = mainChange(untold);
  if (main === undefined) return nothingShown(comparison, base, head);
  const places = groupBy(untold, (each) =>
    JSON.stringify([each.way, each.workers, each.word, each.verdict, each.severity]),
  );
  const kinds = new Set(untold.map(({ verdict }) => verdict));
  const outcome = kinds.size > 1 ? 'mixed' : (main.verdict as 'better' | 'worse');
  const severity = main.severity === null || main.severity === 'info' ? '' : `: ${main.severity}`;
  const metric = metricName(main.metric, comparison);
  const figure = `${metric} ${changeText(main)}`;
  return {
    outcome,
    headline:
      outcome === 'mixed'
        ? `${subject} is faster than ${base} in some figures, and slower in others`
        : `${subject} is ${paceText(main)} than ${base}${severity}`,
    because: outcome === 'mixed' ? '' : `${capitalised(figure)} ${whereText(main)}.`,
    lines: [...places.values()].map((changes) => ({
      title: placeText(changes[0] as FigureChange),
      text: changes.map((each) => `${metricName(each.metric, comparison)} ${changeText(each)}`).join(', '),
      verdict: (changes[0] as FigureChange).verdict,
      severity: (changes[0] as FigureChange).severity,
    })),
  };
}

/** "35.2 % faster" by throughput; a time alone does not say by how much. */
function paceText({ metric, verdict, ratio: { value } }: FigureChange): string {
  const pace = verdict === 'better' ? 'faster' : 'slower';
  return metric === 'throughput' ? `${percent(Math.abs(value - 1))} ${pace}` : pace;
}

/** Of versions measured in the same rounds their names; runs of their own are base and head. */
function sideNames({ base, head, paired }: Pick<Comparison, 'base' | 'head' | 'paired'>): readonly [string, string] {
  const nameOf = ({ task }: ComparedSide) => task;
  return paired && nameOf(base) !== nameOf(head) ? [nameOf(base), nameOf(head)] : ['base', 'head'];
}

function nothingShown({ changes }: Pick<Comparison, 'changes'>, base: string, head: string): ComparisonVerdict {
  if (!changes.some(({ verdict }) => verdict === 'no change shown'))
    return {
      outcome: 'too few rounds',
      headline: 'No verdict: too few rounds to show a change',
      because: '',
      lines: [],
    };
  return {
    outcome: 'no change shown',
    headline: `No change is shown between ${base} and ${head}`,
    because: boundText(changes),
    lines: [],
  };
}

/** What the intervals leave open where no change is shown. */
function boundText(changes: readonly FigureChange[]): string {
  const bounds = changes.flatMap(({ metric, ratio: { low, high } }) =>
    metric === 'throughput' && low !== null && high !== null ? [Math.max(1 - low, high - 1)] : [],
  );
  if (bounds.length === 0) return '';
  const most = Math.max(...bounds);
  return most > USELESS_BOUND
    ? `The intervals are too wide to say more: they leave room for a change of ${wholePercent(most)}.`
    : `By the intervals, throughput changed by at most ${wholePercent(most)}.`;
}

/** Throughput before times, a whole curve before one of its rows, the largest first. */
function mainChange(changes: readonly FigureChange[]): FigureChange | undefined {
  const rank = (each: FigureChange) => 2 * COMPARED_METRICS.indexOf(each.metric) + (each.workers === null ? 0 : 1);
  const size = ({ ratio }: FigureChange) => Math.abs(Math.log(ratio.value));
  return changes.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a))[0];
}

function whereText(each: FigureChange): string {
  if (each.workers === null) return `over all worker counts (${curveName(each)})`;
  if (each.word !== null) return `with ${each.word} (${curveName(each)})`;
  return each.workers === 0 ? `(${curveName(each)})` : `with ${workersText(each.workers)} (${curveName(each)})`;
}

/** Whether a change speaks of the whole curve that another belongs to, in the same direction. */
function isCurveOf(whole: FigureChange, part: FigureChange): boolean {
  return (
    whole.workers === null && whole.metric === part.metric && whole.verdict === part.verdict && whole.way === part.way
  );
}
