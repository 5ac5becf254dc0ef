/** The key of each unit: what the task says, or drawn from the seed. */

import { Rng } from '../../random.js';
import type { TrialSpec } from '../../seams/executor.js';
import { type LoadedTask, TaskShapeError } from './task-module.js';

/** Keeps the keys' random stream apart from the tasks'. */
const KEY_STREAM = 0x6e9;

/** A key for each unit, from 0 up; equal keys of the task have equal numbers. Throws what the task throws. */
export function unitKeys(task: LoadedTask, spec: TrialSpec): Int32Array {
  const { units, keys, seed, args } = spec;
  if (task.key === undefined) {
    const rng = new Rng(seed, KEY_STREAM);
    return Int32Array.from({ length: units }, () => rng.int(0, keys - 1));
  }
  const numbers = new Map<unknown, number>();
  return Int32Array.from({ length: units }, (_, index) => {
    const key = task.key?.(index, ...args);
    if (typeof key !== 'string' && typeof key !== 'number')
      throw new TaskShapeError(`the task's "key" must give a text or a number, not ${typeof key} (unit ${index})`);
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
}
