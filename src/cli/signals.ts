import { EXIT, signalStatus } from '../user-error.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A limit on the size of files (ulimit -f) then fails the write, which is reported, instead of ending the process.
 */
export function failLargeWrites(): void {
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => {});
}

/**
 * Turns SIGINT, SIGTERM and SIGHUP (the terminal was closed) into an abort whose reason is the signal's name. The second
 * signal ends the process at once, and with it the host that runs; but a closed terminal and its shell both tell of it.
 */
export function interruption(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const handlers = SIGNALS.map((name) => {
    const handle = () => {
      if (controller.signal.aborted && name !== 'SIGHUP') process.exit(EXIT[signalStatus(name)]);
      controller.abort(name);
    };
    process.on(name, handle);
    return () => process.off(name, handle);
  });
  return { signal: controller.signal, dispose: () => handlers.forEach((off) => void off()) };
}

/** Does something that has nothing to show when a signal ends it: gives its exit status, or else the signal's. */
export async function untilSignal(act: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const { signal, dispose } = interruption();
  try {
    return await act(signal);
  } catch (error) {
    if (signal.aborted) return EXIT[signalStatus(String(signal.reason))];
    throw error;
  } finally {
    dispose();
  }
}
