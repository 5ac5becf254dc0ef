/** All findings of a study: what went wrong, what explains the curves, what to try. */

import type { Finding } from '../model/finding.js';
import { gravestFirst } from '../words/severity.js';
import { commandFindings } from './findings/commands.js';
import type { FindingContext } from './findings/context.js';
import { cpuSetFindings } from './findings/cpu-set.js';
import { hedged } from './findings/disturbed.js';
import { failedUnitFindings } from './findings/failed-units.js';
import { inFlightFindings } from './findings/in-flight.js';
import { loadFindings } from './findings/loads.js';
import { machineFindings } from './findings/machine.js';
import { memoryFindings } from './findings/memory.js';
import { memoryGrowthFindings } from './findings/memory-growth.js';
import { observationFindings } from './findings/observation.js';
import { orderFindings } from './findings/order.js';
import { overheadFindings } from './findings/overhead.js';
import { printFindings } from './findings/prints.js';
import { scalingFindings } from './findings/scaling.js';
import { serviceFindings } from './findings/services.js';
import { sessionFindings } from './findings/sessions.js';
import { sharedWaitFindings } from './findings/shared-wait.js';
import { steadinessFindings } from './findings/steadiness.js';
import { studyFindings } from './findings/study.js';
import { timedPartFindings } from './findings/timed-part.js';
import { unitFindings } from './findings/units.js';
import { notComparedFindings, wrongResultFindings } from './findings/wrong-result.js';
import { isOpenLoop } from './loads.js';

/** Every finding, the most severe and most likely first. */
export function findAll(context: FindingContext): readonly Finding[] {
  const all = [
    wrongResultFindings,
    notComparedFindings,
    failedUnitFindings,
    studyFindings,
    sessionFindings,
    memoryFindings,
    memoryGrowthFindings,
    loadFindings,
    timedPartFindings,
    printFindings,
    observationFindings,
    commandFindings,
    serviceFindings,
    cpuSetFindings,
  ];
  const closed = [
    scalingFindings,
    sharedWaitFindings,
    overheadFindings,
    unitFindings,
    inFlightFindings,
    orderFindings,
    steadinessFindings,
  ];
  const found = [
    ...all.flatMap((find) => find(context)),
    ...machineFindings({ ...context, curves: closedLoops(context).curves }),
    ...closed.flatMap((find) => find(closedLoops(context))),
  ];
  return gravestFirst(hedged(found, context));
}

/** What compares throughputs says nothing of rates: there they are what arrived. */
function closedLoops(context: FindingContext): FindingContext {
  return {
    ...context,
    groups: context.groups.filter(({ cell }) => !isOpenLoop(cell.way)),
    curves: context.curves.filter(({ curve }) => !isOpenLoop(curve)),
  };
}
