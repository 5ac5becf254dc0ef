/** All findings of a study: what went wrong, what explains the curves, what to try. */
import type { Finding } from '../model.js';
import type { FindingContext } from './findings/context.js';
import { inFlightFindings } from './findings/in-flight.js';
import { machineFindings } from './findings/machine.js';
import { memoryFindings } from './findings/memory.js';
import { observationFindings } from './findings/observation.js';
import { orderFindings } from './findings/order.js';
import { overheadFindings } from './findings/overhead.js';
import { scalingFindings } from './findings/scaling.js';
import { sessionFindings } from './findings/sessions.js';
import { steadinessFindings } from './findings/steadiness.js';
import { studyFindings } from './findings/study.js';
import { unitFindings } from './findings/units.js';
import { wrongResultFindings } from './findings/wrong-result.js';

const SEVERITIES: readonly Finding['severity'][] = ['critical', 'warning', 'info'];
const LIKELIHOODS: readonly Finding['likelihood'][] = ['likely', 'possible', 'unlikely'];

/** Every finding, the most severe and most likely first. */
export function findAll(context: FindingContext): readonly Finding[] {
  const groups = [
    wrongResultFindings,
    studyFindings,
    sessionFindings,
    scalingFindings,
    machineFindings,
    overheadFindings,
    memoryFindings,
    unitFindings,
    inFlightFindings,
    orderFindings,
    steadinessFindings,
    observationFindings,
  ];
  return groups.flatMap((find) => find(context)).toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity, likelihood }: Finding): number {
  return SEVERITIES.indexOf(severity) * LIKELIHOODS.length + LIKELIHOODS.indexOf(likelihood);
}
