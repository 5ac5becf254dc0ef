import type { Phase } from '../model/phase.js';
import type { Fault } from '../model/trial.js';

/** The phase that a fault is to be told with; null where its message names it. */
export function untoldPhase({ phase, message }: Fault): Phase | null {
  return message.includes(`"${phase}"`) ? null : phase;
}
