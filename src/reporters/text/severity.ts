import type { Finding } from '../../model.js';

const RANKS: { readonly [severity in Finding['severity']]: number } = { critical: 0, warning: 1, info: 2 };

const DOUBTS: { readonly [likelihood in Finding['likelihood']]: number } = { likely: 0, possible: 1, unlikely: 2 };

/** The findings with the gravest first, the likelier first among them, otherwise in their own order. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) => RANKS[a.severity] - RANKS[b.severity] || DOUBTS[a.likelihood] - DOUBTS[b.likelihood],
  );
}
