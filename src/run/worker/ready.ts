/** Waits for services by what the task's own `ready` says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { now, secondsBetween } from '../../clock.js';
import type { SetupContext } from '../../seams/task.js';
import { faultOf } from './fault.js';
import { type LoadedTask, TaskShapeError } from './task-module.js';

/** From one answer to the next question. */
const LOOK_MS = 20;

/**
 * Asks the task until it gives true: a throw means that the services are not ready yet.
 * @throws Error after so many seconds
 * @throws TaskShapeError where the task has no `ready`
 */
export async function untilReady(
  task: LoadedTask,
  context: SetupContext,
  args: readonly unknown[],
  seconds: number,
): Promise<void> {
  if (task.ready === undefined)
    throw new TaskShapeError('a service has "ready": "task", and the task has no function "ready"');
  const began = now();
  const left = () => seconds - secondsBetween(began, now());
  let last = 'its "ready" did not give true';
  while (left() > 0) {
    try {
      const late = sleep(left() * 1000, false, { ref: false });
      if ((await Promise.race([task.ready(context, ...args), late])) === true) return;
    } catch (thrown) {
      last = `its "ready" threw ${faultOf(thrown, 'setup').message}`;
    }
    await sleep(LOOK_MS);
  }
  throw new Error(`the task did not find the services ready in ${seconds} s: ${last}`);
}
