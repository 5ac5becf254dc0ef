/** How a command ends: the contract's exit statuses, and the one class of errors that are not bugs of ours. */

/** The contract's exit statuses; other people's scripts rest on them. */
export const EXIT = {
  done: 0,
  usage: 2,
  invalid: 3,
  threshold: 4,
  notWritten: 5,
  engineLost: 6,
  bug: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/**
 * What the user can do something about. Its message says what was wrong, where, and what to do; the command line
 * prints it without a stack. Every other error is a bug in kneepoint.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  /** `status` is the exit status of a command that ends with this error, by its name. */
  constructor(
    message: string,
    readonly status: Exclude<keyof typeof EXIT, 'done' | 'bug'> = 'usage',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The exit status of a command that ended with this error. */
export function statusOfError(error: unknown): number {
  return EXIT[error instanceof UserError ? error.status : 'bug'];
}

/** The exit status of what this signal interrupted; null for null, which is no signal. */
export function statusOfSignal(name: string | null): number | null {
  return name === null ? null : EXIT[signalStatus(name)];
}

/** An abort's reason need not be a signal's name: it then counts as Ctrl-C. A closed terminal asks to end, as SIGTERM does. */
export function signalStatus(name: string): 'SIGINT' | 'SIGTERM' {
  return name === 'SIGTERM' || name === 'SIGHUP' ? 'SIGTERM' : 'SIGINT';
}
