import type { Fault } from '../../model/trial.js';
import { UserError } from '../../user-error.js';
import { ARGUMENTS_PHASE } from '../host/parameters.js';
import { placeIn } from '../worker/fault.js';

/** A task that cannot be measured, found before anything was: the user's to fix. Its texts are hostile. */
export class TaskProblem extends UserError {
  override readonly name = 'TaskProblem';

  /** `where` is a file, with line and column where they are known; `cure` says what to do. */
  constructor(
    readonly where: string,
    readonly what: string,
    readonly cure: string,
  ) {
    super(`${where}: ${what}\n  ${cure}`);
  }

  /** What a host found when it looked at a task. */
  static refused(where: string, fault: Fault): TaskProblem {
    if (fault.phase === ARGUMENTS_PHASE) {
      const [what = '', cure = ''] = fault.message.split('\n  ');
      return new TaskProblem(where, what, cure);
    }
    if (fault.phase === 'check') {
      return new TaskProblem(
        where,
        `its arguments make no sense: ${fault.message}`,
        'Fix them: "task_args", --task-args, or what follows the task of "kneepoint check".',
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
