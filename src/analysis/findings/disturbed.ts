/** What findings on a curve are worth when most of its trials were disturbed: the machine's doing looks like the task's. */

import type { Finding, FindingCode } from '../../model/finding.js';
import type { AnalysedCurve } from '../curves.js';
import { areMostlyDisturbed } from '../disturbances.js';
import { withBaseline } from '../pairing.js';
import { type FindingContext, isOn } from './context.js';

/** Those that compare times which a disturbance changes as much: they would blame the task for the machine. */
const SILENT: readonly FindingCode[] = [
  'overhead-bound',
  'dispatcher-saturated',
  'idle-tail',
  'unsteady-warm-up',
  'super-linear',
  'law-misfit',
  'efficiency-band',
];

/** Those that read counters of the task itself, or count its units: a disturbance does not change them. */
const UNMOVED: readonly FindingCode[] = ['one-thread', 'gc-bound', 'memory-limit', 'too-few-units', 'failures-grow'];

/** The findings, with those on mostly disturbed curves left out or called possible at most. */
export function hedged(findings: readonly Finding[], { curves }: FindingContext): readonly Finding[] {
  const disturbed = curves.filter(isMostlyDisturbed);
  return findings.flatMap((finding) => {
    if (!disturbed.some(({ curve }) => isOn(finding, curve)) || UNMOVED.includes(finding.code)) return [finding];
    if (SILENT.includes(finding.code)) return [];
    return [finding.likelihood === 'likely' ? { ...finding, likelihood: 'possible' as const } : finding];
  });
}

/** Whether most trials of a curve and its baseline were disturbed. */
export function isMostlyDisturbed({ cells }: AnalysedCurve): boolean {
  const groups = withBaseline(cells);
  return areMostlyDisturbed(groups.flatMap(({ completed }) => completed));
}
