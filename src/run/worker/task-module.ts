/** A task module, imported and brought into one shape. Only host processes and workers import it. */
import type { Task } from '../../seams/task.js';

/** What a task may have beside what it runs; a plain function has none of it. */
type NoMembers = { readonly [member in keyof Omit<Task, 'run'>]?: undefined };

/** A task as it was exported: with its members, or a plain function, which gets its arguments and no context. */
export type LoadedTask =
  | (Task & { readonly plain: false })
  | (NoMembers & { readonly plain: true; readonly run: (...args: readonly unknown[]) => unknown });

/** What is wrong with a task module, said so that its author can fix it. */
export class TaskShapeError extends Error {
  override readonly name = 'TaskShapeError';
}

/** Imports a task module; rejects with the module's own error, or TaskShapeError. */
export async function loadTask(moduleUrl: string): Promise<LoadedTask> {
  return shapeTask(defaultExport(await import(moduleUrl)));
}

/** CommonJS modules arrive with their exports as default, and compiled ones with a default inside it. */
function defaultExport(module: Record<string, unknown>): unknown {
  const exported = module.default;
  if (isObject(exported) && exported.__esModule === true && 'default' in exported) return exported.default;
  if (exported === undefined) throw new TaskShapeError(`the module has no default export; ${exportsFound(module)}`);
  return exported;
}

function exportsFound(module: Record<string, unknown>): string {
  const names = Object.keys(module);
  const found = names.length === 0 ? 'it exports nothing' : `it exports ${names.slice(0, 8).join(', ')}`;
  return `${found}. Write "export default (…args) => …" or "export default defineTask({ run … })"`;
}

function shapeTask(exported: unknown): LoadedTask {
  if (isFunction(exported)) {
    if (isClass(exported)) throw new TaskShapeError(`the default export is a class, and ${CLASS_IS_NO_TASK}`);
    return { plain: true, run: exported };
  }
  if (!isObject(exported)) {
    throw new TaskShapeError(
      `the default export is ${describe(exported)}; it must be a function or defineTask({ run … })`,
    );
  }
  checkMembers(exported);
  // Inherits instead of copying, so that a class instance keeps its methods and its "this".
  return Object.assign(Object.create(exported) as Task, { plain: false } as const);
}

const FUNCTIONS = [
  'random',
  'check',
  'choices',
  'ready',
  'setup',
  'facts',
  'verify',
  'answer',
  'labels',
  'key',
  'counts',
  'teardown',
];

function checkMembers(task: Record<string, unknown>): void {
  if (typeof task.run !== 'function') {
    throw new TaskShapeError(`the task has no "run" function (run is ${describe(task.run)})`);
  }
  if (isClass(task.run)) throw new TaskShapeError(`the task's "run" is a class, and ${CLASS_IS_NO_TASK}`);
  for (const member of FUNCTIONS) {
    if (task[member] !== undefined && typeof task[member] !== 'function') {
      throw new TaskShapeError(`the task's "${member}" must be a function, not ${describe(task[member])}`);
    }
  }
  if (task.args !== undefined && !Array.isArray(task.args)) {
    throw new TaskShapeError(`the task's "args" must be a list of default arguments, not ${describe(task.args)}`);
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function';
}

const CLASS_IS_NO_TASK = 'a class is no task: export a function that makes an object of it and uses it';

/** A class cannot be called; a compiled one can be, and fails by itself. */
function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The arguments in force: what the user gave, position by position, over the task's defaults. */
export function effectiveArgs(task: LoadedTask, given: readonly unknown[] | null): readonly unknown[] {
  const defaults = task.args ?? [];
  const args = given ?? [];
  return [...args, ...defaults.slice(args.length)];
}
