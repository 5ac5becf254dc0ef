import { now, secondsBetween } from '../../clock.js';
import type { TaskDescription, UnitCost } from '../../model/journal.js';
import type { Phase } from '../../model/phase.js';
import type { Fault } from '../../model/trial.js';
import type { TrialSpec } from '../../seams/executor.js';
import { moduleUrlOf } from '../../seams/subject.js';
import { fingerprint } from '../worker/digest.js';
import { faultOf } from '../worker/fault.js';
import { type LoadedTask, loadTask } from '../worker/task-module.js';
import { UnitRunner } from '../worker/unit-runner.js';
import type { HostMessage } from './host-protocol.js';
import { argumentsOf, UnknownArgument, unfilledFault, unfilledParameters } from './parameters.js';

/** A unit longer than that is not run a second time to see whether its result varies. */
const REPEAT_BELOW_SECONDS = 2;
/** Units are run for their pace until that has passed. */
const PACE_SECONDS = 0.1;

/**
 * Looks at a task in a process of its own: what it says of itself, whether its arguments are sound, how
 * long unit 0 takes, whether its result can be sent where `spec.dispatch` is `pool`, whether running it again
 * gives the same, and the pace of the units after it (up to `spec.units`). A task whose setup or unit 0 fails is
 * refused where `spec.stopAtFailure`. Tells what is known before it tries the next thing; the answer is the last word.
 */
export async function describeTask(spec: TrialSpec, tell: (message: HostMessage) => void): Promise<HostMessage> {
  let task: LoadedTask;
  let args: readonly unknown[];
  try {
    task = await loadTask(moduleUrlOf(spec.subject));
  } catch (thrown) {
    return { kneepoint: 'refused', fault: faultOf(thrown, 'import') };
  }
  try {
    args = argumentsOf(task, spec.task);
    task.check?.(...args);
    // They have to travel to other threads and processes.
    structuredClone(args);
  } catch (thrown) {
    const fault = faultOf(thrown, 'check');
    if (!(thrown instanceof UnknownArgument)) return { kneepoint: 'refused', fault };
    const { argument, known } = thrown;
    return { kneepoint: 'refused', fault, unknownArgument: { name: argument, known } };
  }
  const unfilled = unfilledParameters(task, args);
  if (unfilled?.isCertain) return { kneepoint: 'refused', fault: unfilledFault(unfilled) };
  const description = describe(task, spec, args);
  const told = (facts: Partial<TaskDescription>): HostMessage => ({
    kneepoint: 'described',
    description: { ...description, ...facts },
  });
  tell(told({}));
  const tries = new Tries(task, { ...spec, args }, (phase) => tell({ kneepoint: 'phase', phase }));
  const fault = (await tries.setup()) ?? (await tries.unit());
  // What cannot be sent once never can; other units may do better, where they may fail at all.
  if (fault !== null && (spec.stopAtFailure || fault.phase === 'answer')) return { kneepoint: 'refused', fault };
  tell(told(tries.facts));
  if (fault === null) await tries.pace();
  return told(tries.facts);
}

function describe(task: LoadedTask, spec: TrialSpec, args: readonly unknown[]): TaskDescription {
  return {
    name: spec.task.name,
    summary: typeof task.summary === 'string' ? task.summary : null,
    args,
    deterministic: task.deterministic !== false,
    repeats: null,
    unitSeconds: null,
  };
}

/** Tries a few units, and keeps what was seen by the time that one fails or hangs. Its steps never reject. */
class Tries {
  facts: Partial<TaskDescription> = {};
  readonly #runner: UnitRunner;

  constructor(
    readonly task: LoadedTask,
    readonly spec: TrialSpec,
    /** Hears what is about to begin. */
    readonly begin: (phase: Phase) => void,
  ) {
    this.#runner = new UnitRunner(task, spec, 0);
  }

  /** The task's setup; gives its fault. */
  async setup(): Promise<Fault | null> {
    this.begin('setup');
    const began = now();
    try {
      await this.#runner.setup();
    } catch (thrown) {
      return faultOf(thrown, 'setup');
    }
    this.facts = { costs: { setupSeconds: secondsBetween(began, now()) } };
    return null;
  }

  /** Unit 0, and once more where it is short enough to see whether its result varies; gives its fault. */
  async unit(): Promise<Fault | null> {
    this.begin('unit');
    const meter = new CostMeter();
    const first = await this.#runner.answer(0, this.spec.args);
    const fault = first.fault ?? (this.spec.dispatch === 'pool' ? sendingFault(first.value) : null);
    this.#see({ unitSeconds: secondsOf(first) }, first.fault === null ? meter.cost(1) : undefined);
    if (fault !== null) return fault;
    if (this.task.deterministic === false || secondsOf(first) > REPEAT_BELOW_SECONDS) return null;
    const warm = new CostMeter();
    const second = await this.#runner.answer(0, this.spec.args);
    if (second.fault !== null) return second.fault;
    const repeats = fingerprint(first.value) === fingerprint(second.value);
    this.#see({ repeats, deterministic: repeats }, warm.cost(1));
    return null;
  }

  /** More units, for a moment: the first is cold, and may be unlike the rest. Those beyond the load's, as a warm-up's are. */
  async pace(): Promise<void> {
    const { costs, unitSeconds } = this.facts;
    if (costs?.unit !== undefined && (unitSeconds ?? 0) <= REPEAT_BELOW_SECONDS) {
      this.begin('pace');
      const meter = new CostMeter();
      let units = 0;
      while (units + 1 < this.spec.units && meter.seconds < PACE_SECONDS) {
        const { fault } = await this.#runner.answer(this.spec.units + units, this.spec.args);
        if (fault !== null) break;
        units++;
      }
      if (units > 0) this.#see({}, meter.cost(units));
    }
    // A teardown that fails is its trial's to tell.
    await this.#runner.teardown().catch(() => {});
  }

  #see(facts: Partial<TaskDescription>, unit?: UnitCost): void {
    this.facts = { ...this.facts, ...facts, costs: { ...this.facts.costs, ...(unit && { unit }) } };
  }
}

/** What keeps unit 0's result from the dispatcher; null when it can be sent. */
function sendingFault(value: unknown): Fault | null {
  try {
    structuredClone(value);
    return null;
  } catch (thrown) {
    return faultOf(thrown, 'answer', 0);
  }
}

/** Wall and CPU time of this process since it was made. */
class CostMeter {
  readonly #beganMs = now();
  readonly #cpu = process.cpuUsage();

  get seconds(): number {
    return secondsBetween(this.#beganMs, now());
  }

  /** For each of so many units. */
  cost(units: number): UnitCost {
    const { user, system } = process.cpuUsage(this.#cpu);
    return { wallSeconds: this.seconds / units, cpuSeconds: (user + system) / 1e6 / units };
  }
}

function secondsOf({ startedMs, finishedMs }: { readonly startedMs: number; readonly finishedMs: number }): number {
  return secondsBetween(startedMs, finishedMs);
}
