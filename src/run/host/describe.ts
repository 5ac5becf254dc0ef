import type { TaskDescription } from '../../model.js';
import type { TrialSpec } from '../../plugin.js';
import { fingerprint } from '../units/digest.js';
import { faultOf } from '../units/fault.js';
import { unfilledFault, unfilledParameters } from '../units/parameters.js';
import { effectiveArgs, type LoadedTask, loadTask } from '../units/task-module.js';
import { UnitRunner } from '../units/unit-runner.js';
import type { HostMessage } from './host-protocol.js';

/** A unit longer than that is not run a second time to see whether its result varies. */
const REPEAT_BELOW_MS = 2000;

/**
 * Looks at a task in a process of its own: what it says of itself, whether its arguments are sound, how
 * long unit 0 takes, and whether running it again gives the same. Tells what the module says before it
 * tries a unit, so that a unit of an hour costs only the last part; the answer is the last word.
 */
export async function describeTask(spec: TrialSpec, tell: (message: HostMessage) => void): Promise<HostMessage> {
  let task: LoadedTask;
  let args: readonly unknown[];
  try {
    task = await loadTask(spec.moduleUrl as string);
  } catch (thrown) {
    return { kneepoint: 'refused', fault: faultOf(thrown, 'import') };
  }
  try {
    args = effectiveArgs(task, spec.task.args);
    task.check?.(...args);
    // They have to travel to other threads and processes.
    structuredClone(args);
  } catch (thrown) {
    return { kneepoint: 'refused', fault: faultOf(thrown, 'check') };
  }
  const unfilled = unfilledParameters(task, args);
  if (unfilled?.isCertain) return { kneepoint: 'refused', fault: unfilledFault(unfilled) };
  const description = describe(task, spec, args);
  tell({ kneepoint: 'described', description });
  return { kneepoint: 'described', description: { ...description, ...(await tryUnit(task, { ...spec, args })) } };
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

/** A unit that fails here will fail in its trial too, where it is recorded: here it is only unknown. */
async function tryUnit(task: LoadedTask, spec: TrialSpec): Promise<Partial<TaskDescription>> {
  const runner = new UnitRunner(task, spec, 0);
  try {
    await runner.setup();
    const first = await runner.answer(0, spec.args);
    const unitMs = first.finishedMs - first.startedMs;
    const facts = { unitSeconds: unitMs / 1000 };
    if (first.fault !== null || task.deterministic === false || unitMs > REPEAT_BELOW_MS) return facts;
    const second = await runner.answer(0, spec.args);
    await runner.teardown();
    const repeats = fingerprint(first.value) === fingerprint(second.value);
    return { ...facts, repeats, deterministic: repeats };
  } catch {
    return {};
  }
}
