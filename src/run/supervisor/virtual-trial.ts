import { wallClock } from '../../clock.js';
import type { PlannedTrial } from '../../model/plan.js';
import type { TrialRecord } from '../../model/trial.js';
import type { TrialSpec, VirtualExecutor } from '../../seams/executor.js';
import { lawOf } from '../../seams/subject.js';

/** A trial of a virtual executor: computed at once, in the supervisor, for no user code runs. */
export function runVirtualTrial(executor: VirtualExecutor, trial: PlannedTrial, spec: TrialSpec): TrialRecord {
  const law = lawOf(trial.cell.way.task);
  if (law === null) throw new Error(`the task "${trial.cell.way.task.name}" has no law to simulate`);
  return {
    kind: 'trial',
    cellId: trial.cell.id,
    round: trial.round,
    outcome: 'completed',
    fault: null,
    startedAt: wallClock().toISOString(),
    hostSeconds: 0,
    measurement: executor.simulate(spec, law),
    readings: {},
    telemetry: null,
    disturbances: [],
    outputTail: null,
  };
}
