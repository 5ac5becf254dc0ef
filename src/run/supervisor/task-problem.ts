import type { Point } from '../../model/study.js';
import type { Fault } from '../../model/trial.js';
import { UserError } from '../../user-error.js';
import type { HostMessage } from '../host/host-protocol.js';
import { ARGUMENTS_PHASE } from '../host/parameters.js';
import { placeIn } from '../worker/fault.js';

type UnknownArgumentFacts = NonNullable<Extract<HostMessage, { kneepoint: 'refused' }>['unknownArgument']>;

/** A task that cannot be measured, found before anything was: the user's to fix. Its texts are hostile. */
export class TaskProblem extends UserError {
  override readonly name = 'TaskProblem';

  /** `where` is a file, with line and column where they are known; `cure` says what to do. */
  constructor(
    readonly where: string,
    readonly what: string,
    readonly cure: string,
    /** The name of the matrix that is no argument of the task; null for any other problem. */
    readonly unknownArgument: UnknownArgumentFacts | null = null,
  ) {
    super(`${where}: ${what}\n  ${cure}`);
  }

  /** What a host found when it looked at a task; `point` is the point of the matrix, where there is one. */
  static refused(
    where: string,
    { fault, unknownArgument }: Pick<Extract<HostMessage, { kneepoint: 'refused' }>, 'fault' | 'unknownArgument'>,
    point?: Point,
  ): TaskProblem {
    if (unknownArgument !== undefined) {
      const { name, known } = unknownArgument;
      const what = `it has no argument ${JSON.stringify(name)} for the matrix to vary`;
      const cure =
        known.length === 0
          ? 'Name its arguments: "argNames" in defineTask, or the parameters of its function.'
          : `Its arguments: ${known.join(', ')}.`;
      return new TaskProblem(where, what, cure, unknownArgument);
    }
    if (fault.phase === ARGUMENTS_PHASE) {
      const [what = '', cure = ''] = fault.message.split('\n  ');
      return new TaskProblem(where, what, cure);
    }
    if (fault.phase === 'check') {
      return new TaskProblem(
        where,
        `its arguments make no sense${point === undefined ? '' : ` at the point ${JSON.stringify(point.values)}`}: ${fault.message}`,
        `Fix them: ${point === undefined ? '' : '"matrix", '}"task_args", --task-args, or what follows the task of "kneepoint check".`,
      );
    }
    return new TaskProblem(placeIn(where, fault) ?? where, importText(fault), importCure(fault));
  }
}

function importText({ message }: Fault): string {
  if (message.startsWith('TaskShapeError: ')) return message.slice('TaskShapeError: '.length);
  return `it could not be imported: ${message}`;
}

function importCure({ message }: Fault): string {
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1];
  if (missing !== undefined) {
    return `Install it where the task lies (npm install ${missing}), or fix the import. A built-in name needs no path.`;
  }
  if (message.startsWith('TaskShapeError: ')) return 'A task module has one default export: what is to be measured.';
  if (/\.node\b|dlopen|NODE_MODULE_VERSION/.test(message)) return 'Build its native add-on for this Node: npm rebuild.';
  return 'The module throws while it is loaded: try it with "node" alone.';
}
