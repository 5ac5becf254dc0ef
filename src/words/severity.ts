/** How grave findings are, and in which order people read them. */
import type { Finding } from '../model/finding.js';

const SEVERITIES: readonly Finding['severity'][] = ['critical', 'warning', 'info'];
const LIKELIHOODS: readonly Finding['likelihood'][] = ['likely', 'possible', 'unlikely'];

/** What findings of every kind have; those of an examination are sure. */
interface Grave extends Pick<Finding, 'severity'>, Partial<Pick<Finding, 'likelihood'>> {}

/** The findings with the gravest first, the likelier first among them, otherwise in their own order. */
export function gravestFirst<Found extends Grave>(findings: readonly Found[]): readonly Found[] {
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity, likelihood = 'likely' }: Grave): number {
  return SEVERITIES.indexOf(severity) * LIKELIHOODS.length + LIKELIHOODS.indexOf(likelihood);
}

/** How an examination ended, by its gravest finding. */
export function statusOf(findings: readonly Grave[]): 'failed' | 'warned' | 'passed' {
  if (findings.some(({ severity }) => severity === 'critical')) return 'failed';
  return findings.some(({ severity }) => severity === 'warning') ? 'warned' : 'passed';
}
