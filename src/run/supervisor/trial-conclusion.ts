import type { Phase } from '../../model/phase.js';
import type { TrialRecord } from '../../model/trial.js';
import { counted } from '../../words/counts.js';
import type { TrialResult } from '../host/host-protocol.js';
import { statedFault } from '../worker/fault.js';

/** Why a host was ended before it ended by itself. */
export type Ending = 'timed_out' | 'interrupted' | null;

/** What a trial's host told. */
interface Heard {
  readonly phase: Phase;
  readonly interruptedIn: Phase | null;
  readonly result: TrialResult | null;
  readonly unitsDone: number;
}

/** How long it was waited for. */
interface Patience {
  readonly timeoutSeconds: number;
  readonly renewsTimeout: boolean;
}

/** What a trial's record says of its end. */
export type Conclusion = Pick<TrialRecord, 'outcome' | 'fault' | 'measurement'>;

/** How a trial ended, by what was heard of it: `spoiled` overrules that, and `how` tells how its host ended. */
export function conclude(
  { result, phase: lastPhase, interruptedIn, unitsDone }: Heard,
  ending: Ending,
  spoiled: Conclusion | null,
  { timeoutSeconds, renewsTimeout }: Patience,
  how: () => string,
): Conclusion {
  if (spoiled !== null) return spoiled;
  // A trial that was stopped tells what it had by then: that is not what was asked for.
  if (result !== null && ending !== 'interrupted') {
    const { measurement, fault } = result;
    return { outcome: fault === null ? 'completed' : 'failed', measurement, fault };
  }
  const phase = ending === 'interrupted' ? (interruptedIn ?? lastPhase) : lastPhase;
  const text = {
    timed_out: () =>
      renewsTimeout
        ? `in "${phase}" nothing ended for ${Math.round(timeoutSeconds)} s; set "timeout" if it only needs longer`
        : `it was still in "${phase}" after ${timeoutSeconds} s; raise "timeout" if it only needs longer`,
    interrupted: () =>
      `it was interrupted in "${phase}"${phase === 'run' ? `, after ${counted(unitsDone, 'unit')}` : ''}`,
    lost: () => `in "${phase}" the host process ${how()}`,
  };
  const outcome = ending ?? 'lost';
  return { outcome, measurement: null, fault: statedFault(text[outcome](), phase) };
}
