/** Parameters that no argument fills: such a unit computes with undefined, often nothing at all. */
import type { Phase } from '../../model/phase.js';
import type { StudyTask } from '../../model/study.js';
import type { Fault } from '../../model/trial.js';
import { UserError } from '../../user-error.js';
import { statedFault } from '../worker/fault.js';
import { effectiveArgs, type LoadedTask } from '../worker/task-module.js';

/** What a task takes beyond the arguments that it gets. */
export interface UnfilledParameters {
  /** Names of all parameters, as they stand in the source; null where it does not show them. */
  readonly names: readonly string[] | null;
  readonly taken: number;
  readonly given: number;
  /** False where the source may do without: it is native, or looks at what is absent. */
  readonly isCertain: boolean;
}

/** What a source that does without an argument looks for it with. */
const MAY_DO_WITHOUT = /\?\?|\?\.|\|\||\bundefined\b|\bnull\b|\bvoid 0\b|\btypeof\b|\barguments\b|\[native code\]/;

/**
 * The parameters of a unit before the first with a default, or a rest, when `args` do not fill them; null when they do.
 * A unit of `defineTask` has its context before them. Never throws.
 */
export function unfilledParameters(
  task: Pick<LoadedTask, 'run' | 'plain' | 'argNames'>,
  args: readonly unknown[],
): UnfilledParameters | null {
  const taken = task.run.length - ownParameters(task);
  if (!(taken > args.length)) return null;
  const source = Function.prototype.toString.call(task.run);
  const names = argumentNames(task);
  const isCertain = args.length === 0 && !MAY_DO_WITHOUT.test(source);
  return { names, taken, given: args.length, isCertain };
}

/** A unit of `defineTask` has its context before its arguments. */
function ownParameters({ plain }: Pick<LoadedTask, 'plain'>): number {
  return plain ? 0 : 1;
}

/** The names of a task's arguments, by position: as it gives them, or as they stand in its source; null where neither shows them. */
export function argumentNames(task: Pick<LoadedTask, 'run' | 'plain' | 'argNames'>): readonly string[] | null {
  const source = Function.prototype.toString.call(task.run);
  return task.argNames ?? parameterNames(source)?.slice(ownParameters(task)) ?? null;
}

/** A name of a matrix that is no argument of its task. */
export class UnknownArgument extends UserError {
  override readonly name = 'UnknownArgument';

  /** `known` is empty where the task's arguments have no names that can be seen. */
  constructor(
    readonly argument: string,
    readonly known: readonly string[],
  ) {
    super(`the task has no argument ${JSON.stringify(argument)}`);
  }
}

/**
 * The arguments in force: a point's by their names, over the user's by position, over the task's defaults.
 * @throws UnknownArgument
 */
export function argumentsOf(task: LoadedTask, { args, point }: Pick<StudyTask, 'args' | 'point'>): readonly unknown[] {
  const effective = [...effectiveArgs(task, args)];
  const names = point === undefined ? [] : (argumentNames(task) ?? []).map(withoutDefault);
  for (const [name, value] of Object.entries(point?.values ?? {})) {
    const position = names.indexOf(name);
    if (position < 0 && point?.ofServices?.includes(name) === true) continue;
    if (position < 0)
      throw new UnknownArgument(
        name,
        names.filter((one) => one !== ''),
      );
    effective[position] = value;
  }
  // A hole would cross to other processes as null.
  return Array.from(effective);
}

/** `size = 10` is the parameter `size`. */
function withoutDefault(name: string): string {
  return /^[\w$]+(?=\s*=)/.exec(name)?.[0] ?? name;
}

/** A sentence without its full stop: "it takes 2 parameters (a, b), and no arguments were given". */
export function unfilledText({ names, taken, given }: UnfilledParameters): string {
  const parameters = `${taken} parameter${taken === 1 ? '' : 's'}${names === null ? '' : ` (${names.join(', ')})`}`;
  const got = given === 0 ? 'no arguments were' : given === 1 ? 'only 1 argument was' : `only ${given} arguments were`;
  return `it takes ${parameters}, and ${got} given`;
}

/** What to do about it. */
export function unfilledCure({ names, given }: UnfilledParameters): string {
  const example = names === null || given > 0 ? '…' : names.map((name) => `<${name}>`).join(', ');
  return `Give them: --task-args '[${example}]' or "task_args", or after the task on the command line. Or give them defaults: "args" in defineTask, or (${names?.[0] ?? 'limit'} = …) in the function.`;
}

/** The phase of the fault that says so: no code of the task has run then. */
export const ARGUMENTS_PHASE = 'arguments' satisfies Phase;

/** Both as a fault, the cure in a line of its own. */
export function unfilledFault(unfilled: UnfilledParameters): Fault {
  return statedFault(`${unfilledText(unfilled)}\n  ${unfilledCure(unfilled)}`, ARGUMENTS_PHASE);
}

/** What stands between the parentheses of a function's source, split at its commas; null where there is none to see. */
function parameterNames(source: string): readonly string[] | null {
  const alone = /^(?:async\s+)?([\w$]+)\s*=>/.exec(source)?.[1];
  if (alone !== undefined) return [alone];
  const from = source.indexOf('(') + 1;
  const names: string[] = [];
  let [depth, start] = [0, from];
  for (let at = from; at < source.length; at++) {
    const character = source[at] as string;
    const closes = ')]}'.includes(character);
    if (depth === 0 && (closes || character === ',')) {
      names.push(source.slice(start, at).trim());
      start = at + 1;
      if (closes) return names.every((name) => name.length <= LONGEST_NAME) ? names : null;
    } else if ('([{'.includes(character)) depth++;
    else if (closes) depth--;
  }
  return null;
}

/** A longer one is a pattern, or a default with a text in it: no name to show. */
const LONGEST_NAME = 60;
