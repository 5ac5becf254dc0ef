/** A study that was ended before its first trial: there is nothing to report. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  /** `by` names the signal. */
  constructor(readonly by: string) {
    super(`interrupted by ${by} before anything was measured`);
  }
}
