import type { Phase } from '../../model/phase.js';
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
    /** True where the arguments are at fault, and not the module. */
    readonly isOfArguments = false,
    /** The name of the matrix that is no argument of the task; null for any other problem. */
    readonly unknownArgument: UnknownArgumentFacts | null = null,
    /** The point of the matrix whose values make no sense; null for any other problem. */
    readonly point: Point | null = null,
  ) {
    super(`${where}: ${what}\n  ${cure}`);
  }

  /** The same problem at another place. */
  at(where: string): TaskProblem {
    return new TaskProblem(where, this.what, this.cure, this.isOfArguments, this.unknownArgument);
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
      return new TaskProblem(where, what, cure, true, unknownArgument);
    }
    if (fault.phase === ARGUMENTS_PHASE) {
      const [what = '', cure = ''] = fault.message.split('\n  ');
      return new TaskProblem(where, what, cure, true);
    }
    if (fault.phase === 'check') {
      return new TaskProblem(
        where,
        `its arguments make no sense${point === undefined ? '' : ` at the point ${JSON.stringify(point.values)}`}: ${fault.message}`,
        `Fix them: ${point === undefined ? '' : '"matrix", '}"task_args", --task-args, or what follows the task on the command line.`,
        true,
        null,
        point ?? null,
      );
    }
    const place = placeIn(where, fault) ?? where;
    if (fault.phase === 'import') return new TaskProblem(place, importText(fault), importCure(fault));
    const { what, cure } = unitFault(fault);
    return new TaskProblem(place, what, cure);
  }

  /** A setup or a unit that did not end in time: `phase` says which of the preflight's. */
  static hangs(where: string, phase: Phase, seconds: number): TaskProblem {
    const what = `${phase === 'unit' ? 'unit 0' : 'its setup'} was still going on after ${seconds} s`;
    const cure = `${NEVER_ENDS} If it only takes long, give it smaller arguments, or say how long a trial may take: --timeout 1h.`;
    return new TaskProblem(where, what, cure);
  }
}

/** What is asked of the author of what hangs. */
export const NEVER_ENDS = 'Does a promise never settle, or a loop never end?';

/** What is to be done about a process that ended with a status, and one that a signal ended. */
export const EXITS_CURE =
  'Take process.exit out of the task; throw, or return. A promise that nothing is left to settle ends a process, too.';
export const CRASH_CURE = 'A native add-on that crashes, or memory that ran out? Try it with "node" alone.';

/** What is to be done about results that stay in their worker. */
export const NOT_SENT_CURE =
  'Define "answer": its value is sent instead of the result. Or let workers take units themselves ("dispatch": "self").';

/** A fault of a setup or a unit in words, for the preflight and the check alike; without a full stop. */
export function unitFault({ phase, unit, message }: Fault): { readonly what: string; readonly cure: string } {
  const of = unit === null ? '' : ` of unit ${unit}`;
  if (phase === 'answer') return { what: `the result${of} cannot leave its worker: ${message}`, cure: NOT_SENT_CURE };
  if (phase === 'verify')
    return {
      what: `"verify" refused the result${of}: ${message}`,
      cure: 'Fix "run" or "verify": every trial would fail.',
    };
  return {
    what: `"${phase}"${of} throws: ${message}`,
    cure: 'Fix it, or give other arguments. If units may fail, set "error_rate" in "limits".',
  };
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
