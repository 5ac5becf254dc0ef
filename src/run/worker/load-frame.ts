/** The times of a trial that time ends, on the clock that all its workers share. */
import { now } from '../../clock.js';
import type { LoadFrame } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';

/** From the request to the common start: time for every worker to hear of it. */
const LEAD_MS = 20;

/** The frame of a window that starts now, or as soon as all workers have heard of it; null for another load. */
export function windowFrame({ load, sampleSeconds }: TrialSpec, leadMs = LEAD_MS): LoadFrame | null {
  if (load.kind !== 'window') return null;
  const startMs = now() + leadMs;
  const windowFromMs = startMs + load.warmupSeconds * 1000;
  return {
    startMs,
    untilMs: startMs + load.durationSeconds * 1000,
    windowFromMs,
    windowToMs: windowFromMs + load.windowSeconds * 1000,
    sampleMs: sampleSeconds * 1000,
  };
}

/** The part of a time that lies in the window, in milliseconds. */
export function overlapMs(frame: LoadFrame, fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(toMs, frame.windowToMs) - Math.max(fromMs, frame.windowFromMs));
}

/** Resolves at the common start. */
export async function untilStart({ startMs }: LoadFrame): Promise<void> {
  const leftMs = startMs - now();
  if (leftMs > 1) await new Promise((resolve) => setTimeout(resolve, leftMs - 1));
  // Timers count whole milliseconds; the rest is short.
  while (now() < startMs);
}
