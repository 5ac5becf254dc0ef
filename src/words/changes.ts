/** What a comparison says of its figures, in words. Task names are hostile: escape what is shown. */
import type { ComparedMetric, Comparison, ComparisonVerdict, FigureChange } from '../model/comparison.js';
import { workersText } from './counts.js';
import { curveTitle } from './curves.js';
import { change } from './numbers.js';
import { capitalised } from './sentences.js';

/** A metric's name in sentences. */
export function metricName(metric: ComparedMetric, { head }: Pick<Comparison, 'head'>): string {
  if (metric !== 'task_avg') return metric;
  return head.noun === 'run' ? 'time of a run' : 'task average';
}

/** A change with its interval, `-9.8 % [-11.9 %, -7.6 %]`. */
export function changeText({ ratio: { value, low, high } }: Pick<FigureChange, 'ratio'>): string {
  if (low === null || high === null) return change(value - 1);
  return `${change(value - 1)} [${change(low - 1)}, ${change(high - 1)}]`;
}

/** The mark of a change that is shown: `worse`, `worse (critical)`, `better`; empty for no change. */
export function verdictText({ verdict, severity }: Pick<FigureChange, 'verdict' | 'severity'>): string {
  if (verdict !== 'worse') return verdict === 'better' ? 'better' : '';
  return severity === 'info' ? 'worse' : `worse (${severity})`;
}

/** `sort, threads, 4 workers`, `sort, threads, over all worker counts`, `sort, sequential`. */
export function placeText(each: FigureChange): string {
  if (each.word !== null) return `${curveTitle(each)}, ${each.word}`;
  if (each.workers === 0) return curveTitle(each);
  return `${curveTitle(each)}, ${each.workers === null ? 'over all worker counts' : workersText(each.workers)}`;
}

/** The lines of a verdict but for one that its reason holds whole. */
export function untoldLines({ because, lines }: ComparisonVerdict): ComparisonVerdict['lines'] {
  return lines.length === 1 ? lines.filter(({ text }) => !because.startsWith(capitalised(text))) : lines;
}

/** One change in a sentence. */
export function changeSentence(each: FigureChange, comparison: Pick<Comparison, 'head'>): string {
  return `${verdictText(each)}: ${placeText(each)}: ${metricName(each.metric, comparison)} ${changeText(each)}.`;
}
