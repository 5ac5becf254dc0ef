/** Bounds on changes for the worse, for pipelines that should fail. */
import type { ComparedMetric, Comparison, FigureChange } from '../../model/comparison.js';
import { lossOf } from './changes.js';

/** A figure may not become worse by `share` (0 to 1) or more. */
export interface Rule {
  /** As the user wrote it. */
  readonly text: string;
  readonly metric: ComparedMetric;
  readonly share: number;
}

/**
 * The changes that break a rule: shown to be for the worse, and estimated to be at least as large as the rule
 * allows. One change for each rule, the largest.
 */
export function broken(
  { changes }: Comparison,
  rules: readonly Rule[],
): readonly { readonly rule: Rule; readonly change: FigureChange }[] {
  return rules.flatMap((rule) => {
    const [worst] = changes
      .filter(({ metric, verdict }) => metric === rule.metric && verdict === 'worse')
      .filter(({ metric, ratio }) => lossOf(metric, ratio.value) >= rule.share)
      .toSorted((a, b) => lossOf(b.metric, b.ratio.value) - lossOf(a.metric, a.ratio.value));
    return worst === undefined ? [] : [{ rule, change: worst }];
  });
}
