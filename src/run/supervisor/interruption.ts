import { signalStatus, UserError } from '../../user-error.js';

/** A study that was ended before its first trial: there is nothing to report. */
export class Interruption extends UserError {
  override readonly name = 'Interruption';

  /** `by` names the signal. */
  constructor(readonly by: string) {
    super(`interrupted by ${by} before anything was measured`, signalStatus(by));
  }
}
