import type { Fault } from '../../model/trial.js';
import { UserError } from '../../user-error.js';

/** A command that cannot be measured, found before anything was: the user's to fix. Its texts are hostile. */
export class CommandProblem extends UserError {
  override readonly name = 'CommandProblem';

  /** A hook that fails, or a run that leaves nothing to compare. */
  static around(fault: Fault): CommandProblem {
    return new CommandProblem(textOf(fault));
  }

  /** A word in the worker count's place that the program does not take. */
  static ofWord(word: string, fault: Fault): CommandProblem {
    const cure = `Leave "${word}" out of the worker counts, or use a word that the program takes.`;
    return new CommandProblem(textOf(fault, `with {workers} = ${word} `, cure));
  }

  /** A command that fails at every worker count. */
  static ofAll(counts: string, fault: Fault): CommandProblem {
    const cure = 'Run it by itself. --ignore-failure makes such an end a success.';
    return new CommandProblem(textOf(fault, `with each worker count (${counts}) `, cure));
  }
}

/** What failed, the program's own last lines below it, and what to do. */
function textOf({ message }: Fault, when = '', cure?: string): string {
  const [what = '', ...lines] = message.split('\n');
  const texts = [`${when}${what}`, ...lines.map((line) => `  ${line}`), ...(cure === undefined ? [] : [cure])];
  return texts.join('\n');
}
