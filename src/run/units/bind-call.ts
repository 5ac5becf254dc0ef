import type { UnitContext } from '../../seams/task.js';
import type { LoadedTask } from './task-module.js';

/** One call of a task, with the arguments of its trial. A plain function gets no context. */
export type Call = (context: UnitContext | null) => unknown;

/** A call without spreading for the usual counts of arguments: spreading costs a small unit dearly. */
export function bindCall(task: LoadedTask, args: readonly unknown[]): Call {
  const [a, b] = args;
  if (task.plain) {
    const { run } = task;
    if (args.length === 0) return () => run();
    if (args.length === 1) return () => run(a);
    return () => run(...args);
  }
  if (args.length === 0) return (context) => task.run(context as UnitContext);
  if (args.length === 1) return (context) => task.run(context as UnitContext, a);
  if (args.length === 2) return (context) => task.run(context as UnitContext, a, b);
  return (context) => task.run(context as UnitContext, ...args);
}

/** One call with arguments that came with it. */
export function callWith(task: LoadedTask, context: UnitContext | null, args: readonly unknown[]): unknown {
  if (!task.plain) return task.run(context as UnitContext, ...args);
  const { run } = task;
  return run(...args);
}
