/** Times units that run at the same time in one thread: what they share inside their process shows in it. */
import { now, secondsBetween } from '../../clock.js';
import type { TrialSpec } from '../../seams/executor.js';
import { moduleUrlOf } from '../../seams/subject.js';
import { faultOf } from '../worker/fault.js';
import { loadTask } from '../worker/task-module.js';
import { UnitRunner } from '../worker/unit-runner.js';
import type { HostMessage } from './host-protocol.js';
import { argumentsOf } from './parameters.js';

const LEAST_BATCHES = 3;
const MOST_BATCHES = 50;

/** Runs `spec.units` units at a time for about `seconds`, and gives the time of each batch without the first. */
export async function timeBatches(
  spec: TrialSpec,
  seconds: number,
  tell: (message: HostMessage) => void,
): Promise<HostMessage> {
  try {
    const task = await loadTask(moduleUrlOf(spec.subject));
    const args = argumentsOf(task, spec.task);
    const runner = new UnitRunner(task, { ...spec, args }, 0);
    await runner.setup();
    let first = 0;
    const batch = async () => {
      const began = now();
      const units = Array.from({ length: spec.units }, (_, i) => runner.answer(first + i, args));
      const answers = await Promise.all(units);
      first += spec.units;
      const fault = answers.find((answer) => answer.fault !== null)?.fault ?? null;
      tell({ kneepoint: 'progress', unitsDone: first });
      return { seconds: secondsBetween(began, now()), fault };
    };
    const began = now();
    const batches = [await batch()];
    while (batches.length <= LEAST_BATCHES || (batches.length <= MOST_BATCHES && now() < began + seconds * 1000)) {
      batches.push(await batch());
    }
    await runner.teardown();
    const failed = batches.find(({ fault }) => fault !== null)?.fault ?? null;
    if (failed !== null) return { kneepoint: 'refused', fault: failed };
    return { kneepoint: 'batches', seconds: batches.slice(1).map((one) => one.seconds) };
  } catch (thrown) {
    return { kneepoint: 'refused', fault: faultOf(thrown, 'run') };
  }
}
