import type { Finding } from '../../model.js';

const RANKS: { readonly [severity in Finding['severity']]: number } = { critical: 0, warning: 1, info: 2 };

/** The findings with the gravest first, otherwise in their own order. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}
