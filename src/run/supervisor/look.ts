import type { Phase } from '../../model/phase.js';
import { UserError } from '../../user-error.js';
import type { HostMessage, HostRequest } from '../host/host-protocol.js';
import { Deadline } from './deadline.js';
import { type HostExit, HostProcess } from './host-process.js';
import { makingIn } from './making.js';
import type { Watchdog } from './watchdog.js';

/** What a look at a task needs. */
export interface LookOptions {
  readonly watchdog: Watchdog;
  readonly uvThreadpoolSize: number | null;
  /** For the import. */
  readonly importSeconds: number;
  /** From one sign of life to the next, once the import is over. */
  readonly silenceSeconds: number;
  readonly signal: AbortSignal;
  /** Hears every message as it comes, in order. */
  readonly hear?: (message: HostMessage) => void;
}

/** From one sign of life to the next in the phase that only times units: what is missing is worth no wait. */
const PACE_SECONDS = 2;

/** What a host told of a task, and how it ended. */
export interface Look {
  /** All but phases and progress, in order. */
  readonly told: readonly HostMessage[];
  /** The last phase that it told. */
  readonly phase: Phase;
  readonly exit: HostExit;
  /** The seconds that it had, when it was ended because they were over; null when not. */
  readonly overdueSeconds: number | null;
}

/**
 * Has a host process look at a task, and ends it when it takes too long or `signal` is aborted. Rejects with UserError
 * where no process can be started.
 */
export async function lookAtTask(
  request: Exclude<HostRequest, { op: 'trial' }>,
  { watchdog, uvThreadpoolSize, importSeconds, silenceSeconds, signal, hear }: LookOptions,
): Promise<Look> {
  const told: HostMessage[] = [];
  let phase: Phase = 'import';
  let overdueSeconds: number | null = null;
  // Programs that a host runs are ended as it would end them in a trial.
  const kill = () => (request.op === 'warm-up' ? void host.stop() : host.kill());
  const deadline = new Deadline(importSeconds, () => {
    overdueSeconds = deadline.seconds;
    kill();
  });
  const cache = 'spec' in request ? request.spec.cache : null;
  // What is made for the cache may take its time.
  deadline.excuse = () => phase === 'setup' && makingIn(cache).length > 0;
  const host = new HostProcess({ watchdog, uvThreadpoolSize });
  host.begin(request, (message) => {
    if (message.kneepoint === 'phase') phase = message.phase;
    else if (message.kneepoint !== 'progress') told.push(message);
    if (message.kneepoint !== 'phase' || phase !== 'import')
      deadline.renew(phase === 'pace' ? Math.min(PACE_SECONDS, silenceSeconds) : silenceSeconds);
    hear?.(message);
  });
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const exit = await host.exited;
  deadline.stop();
  signal.removeEventListener('abort', kill);
  if (exit.unstarted !== null) throw new UserError(`no process could be started to look at it: ${exit.unstarted}`);
  return { told, phase, exit, overdueSeconds };
}
