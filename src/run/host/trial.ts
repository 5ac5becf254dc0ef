import { now, secondsBetween } from '../../clock.js';
import type { Phase } from '../../model/phase.js';
import type { TaskCounts } from '../../model/setup.js';
import type { Fault } from '../../model/trial.js';
import type { RealExecutor, TrialEvents, TrialSpec } from '../../seams/executor.js';
import { TrialFault } from '../worker/trial-fault.js';
import type { TrialResult } from './host-protocol.js';
import { LoopMeter } from './loop-meter.js';
import { Session } from './session.js';

/**
 * Runs one trial with an executor, phase by phase. Never rejects: what goes wrong is the result's fault.
 * Aborting `stop` hands out no more units; those that run and the task's teardown come to their end.
 */
export async function runTrial(
  executor: RealExecutor,
  spec: TrialSpec,
  events: TrialEvents,
  stop: AbortSignal,
): Promise<TrialResult> {
  const phases = new Phases(events);
  try {
    const began = now();
    const session = await phases.in('import', () => Session.open(executor, spec, stop));
    return await runSession(session, spec, events, phases, secondsBetween(began, now()));
  } catch (thrown) {
    return { measurement: null, fault: TrialFault.from(thrown, phases.current), telemetry: null };
  }
}

/**
 * Takes a crew through a trial without its timed part: what runs before the first round. Never rejects: gives what went
 * wrong, or null.
 */
export async function warmUp(
  executor: RealExecutor,
  spec: TrialSpec,
  events: TrialEvents,
  stop: AbortSignal,
): Promise<Fault | null> {
  const phases = new Phases(events);
  try {
    const session = await phases.in('import', () => Session.open(executor, spec, stop));
    let fault: Fault | null = null;
    try {
      await phases.in('setup', () => session.setup());
      await phases.in('warm-up', () => session.warmUp());
    } catch (thrown) {
      fault = TrialFault.from(thrown, phases.current);
    }
    const ended = await endSession(session, phases);
    return fault ?? ended.fault;
  } catch (thrown) {
    return TrialFault.from(thrown, phases.current);
  }
}

async function runSession(
  session: Session,
  spec: TrialSpec,
  events: TrialEvents,
  phases: Phases,
  initSeconds: number,
): Promise<TrialResult> {
  const settingUp = now();
  const setup = await phases.in('setup', () => session.setup());
  const setupSeconds = secondsBetween(settingUp, now());
  const warmUp = await phases.in('warm-up', () => session.warmUp());
  const kernels = spec.kernels ? await phases.in('kernels', () => session.kernels()) : null;
  if (spec.gc) await session.collectGarbage();
  const loop = spec.meters ? LoopMeter.start() : null;
  const { fault, telemetry, ...driven } = await phases.in('run', () =>
    session.drive((unitsDone) => events.progress(unitsDone)),
  );
  const hostLoop = loop?.read() ?? null;
  const { seconds: cleanupSeconds, fault: endFault, counts } = await endSession(session, phases);
  return {
    measurement: {
      initSeconds,
      setupSeconds,
      ...(setup !== null && { setup }),
      ...(counts !== null && { counts }),
      warmUp,
      kernels,
      hostLoop,
      cleanupSeconds,
      ...driven,
      simulated: false,
    },
    // Units that may fail are counted; the advice holds their share against the limit.
    fault: spec.stopAtFailure ? (fault ?? endFault) : endFault,
    telemetry,
  };
}

/** Teardown is the task's and untimed; closing is the clean-up. What was measured outlives a fault here. */
async function endSession(
  session: Session,
  phases: Phases,
): Promise<{ seconds: number; fault: Fault | null; counts: TaskCounts | null }> {
  let fault: Fault | null = null;
  const attempt = async <Value>(phase: Phase, act: () => Promise<Value>): Promise<Value | null> => {
    try {
      return await phases.in(phase, act);
    } catch (thrown) {
      fault ??= TrialFault.from(thrown, phase);
      return null;
    }
  };
  const counts = await attempt('teardown', () => session.teardown());
  const began = now();
  await attempt('close', () => session.close());
  return { seconds: secondsBetween(began, now()), fault, counts };
}

/** Knows and tells in which phase the trial is. */
class Phases {
  current: Phase = 'import';

  constructor(readonly events: TrialEvents) {}

  async in<Value>(phase: Phase, act: () => Promise<Value>): Promise<Value> {
    this.current = phase;
    this.events.phase(phase);
    return act();
  }
}
