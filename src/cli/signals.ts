import { EXIT } from './exit-status.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Turns SIGINT and SIGTERM into an abort whose reason is the signal's name. The second signal ends the
 * process at once; hosts that still run end themselves when they miss their supervisor.
 */
export function interruption(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const handlers = SIGNALS.map((name) => {
    const handle = () => {
      if (controller.signal.aborted) process.exit(EXIT[name]);
      controller.abort(name);
    };
    process.on(name, handle);
    return () => process.off(name, handle);
  });
  return { signal: controller.signal, dispose: () => handlers.forEach((off) => void off()) };
}
