/** The finding on units that wait for something that all workers share. */

import type { Finding } from '../../model/finding.js';
import type { UnitNoun } from '../../model/study.js';
import { unitNoun } from '../../seams/subject.js';
import { workersText } from '../../words/counts.js';
import { capitalised } from '../../words/sentences.js';
import type { AnalysedCurve } from '../curves.js';
import { waitsForShared } from '../hypotheses.js';
import { type FindingContext, onCurve } from './context.js';

/** For each curve: its hypothesis of a lock or another shared resource, where that is likely, or a good part of the time. */
export function sharedWaitFindings({ curves, recording }: FindingContext): readonly Finding[] {
  const noun = unitNoun(recording.study.study);
  return curves.flatMap((curve) => sharedWait(curve, noun));
}

function sharedWait({ curve }: AnalysedCurve, noun: UnitNoun): readonly Finding[] {
  const found = curve.hypotheses.find(({ cause }) => cause === 'shared-resource');
  if (found === undefined || !waitsForShared(curve.hypotheses)) return [];
  return [
    {
      code: 'shared-wait',
      severity: 'warning',
      likelihood: found.judgement === 'likely' ? 'likely' : 'possible',
      text: `${capitalised(noun)}s wait for something shared: with ${workersText(found.workers)} ${found.evidence}.`,
      cure: `Look for a lock, a disk, a pool of connections or a server that all workers use, and hold it for a smaller part of each ${noun}.`,
      ...onCurve(curve),
      evidence: { workers: found.workers, ...found.figures },
    },
  ];
}
