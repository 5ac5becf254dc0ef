/**
 * Hands out a trial's units to its crew, a bounded number at a time, and takes their answers back: what an application
 * with a pool would see. When a unit may start is its source's business; what becomes of its answer is its exit's.
 */
import { now } from '../../clock.js';
import type { Crew, LoadFrame, ThreadUsage, TimedUnit, UnitLabels } from '../../seams/crew.js';
import type { Driven, TrialSpec } from '../../seams/executor.js';
import type { UnitSource } from '../../seams/source.js';
import { windowFrame } from '../worker/load-frame.js';
import { PROGRESS_MS } from '../worker/tally.js';
import { OpenLoop } from './open-loop.js';
import { ReorderBuffer } from './reorder-buffer.js';
import { CountedUnits, KeyedUnits, WindowedUnits } from './sources.js';
import { UnitLog } from './unit-log.js';

/** What a trial's units are known by before they are handed out. */
export interface KnownUnits {
  readonly labels: UnitLabels | null;
  /** For the order "key"; null for the others. */
  readonly keys: Int32Array | null;
}

/** Takes in a unit that is back, with the instants of its way. */
type Exit = (unit: TimedUnit, index: number, dueMs: number, handedMs: number, receivedMs: number) => void;

/** Who hears of a hand-out, and who may end it. */
export interface HandOutEvents {
  /** Hears of all units that have come back so far. */
  readonly progress: (unitsDone: number) => void;
  /** Aborted when no more are to be handed out: those that run come to their end. */
  readonly stop: AbortSignal;
  /** Asked once the last unit is back. */
  readonly usage: () => Promise<readonly ThreadUsage[]>;
}

/** Hands out all units; rejects with what the crew rejects with. */
export async function handOutUnits(
  spec: TrialSpec,
  crew: Crew,
  { labels, keys }: KnownUnits,
  { progress, stop, usage }: HandOutEvents,
): Promise<Driven> {
  const { load, order, units, stopAtFailure } = spec;
  const { members, streams } = crew;
  // Where units are chosen one by one, they travel alone.
  const chunk = load.kind === 'rate' || order !== 'none' || crew.handOutChunk === undefined ? 1 : spec.chunk;
  const frame = windowFrame(spec, 0);
  const log = new UnitLog(spec, members, streams, frame, labels);
  const openLoop = load.kind === 'rate' ? new OpenLoop(spec, load, members) : null;
  const startMs = openLoop?.startMs ?? frame?.startMs ?? now();
  const source = openLoop?.source ?? closedLoop(spec, chunk, frame, keys, members * streams);
  const exit = exitOf(spec, log, openLoop);

  const stream = async (slot: number): Promise<void> => {
    for (;;) {
      const taken = source.take();
      // No await for what is there already: it would cost every unit.
      const index = typeof taken === 'number' ? taken : await taken;
      if (index < 0) return;
      const handedMs = now();
      const to = Math.min(index + chunk, units);
      if (to - index > 1) {
        const answers = await (crew.handOutChunk as NonNullable<Crew['handOutChunk']>)(index, to);
        log.chunk(answers, index, handedMs, now());
      } else {
        // In this loop, not in a function of its own, for the same reason.
        const reply = await crew.handOut(slot, index);
        const receivedMs = now();
        const unit = crew.open(slot, reply);
        source.done(index);
        exit(unit, index, source.dueMs(index) ?? handedMs, handedMs, receivedMs);
      }
      if (stopAtFailure && log.fault !== null) source.stop();
    }
  };

  const end = () => source.stop();
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  const timer = setInterval(() => progress(log.done), PROGRESS_MS);
  try {
    await Promise.all(Array.from({ length: members * streams }, (_, slot) => stream(slot)));
    openLoop?.dropRest(log);
    return { ...log.measure(startMs, await usage()), openLoop: null, ...openLoop?.measure() };
  } finally {
    clearInterval(timer);
    stop.removeEventListener('abort', end);
  }
}

function closedLoop(
  { units }: TrialSpec,
  chunk: number,
  frame: LoadFrame | null,
  keys: Int32Array | null,
  slots: number,
): UnitSource {
  if (keys !== null) return new KeyedUnits(keys, slots);
  return frame === null ? new CountedUnits(units, chunk) : new WindowedUnits(units, chunk, frame);
}

/** Under the order "completion" a unit leaves when all before it have; under a rate it is counted among its arrivals. */
function exitOf({ order }: TrialSpec, log: UnitLog, openLoop: OpenLoop | null): Exit {
  if (order === 'completion') {
    const held = new ReorderBuffer<Parameters<Exit>>(([unit, index, dueMs, handedMs, receivedMs]) =>
      log.unit(unit, index, dueMs, handedMs, receivedMs, now() - receivedMs),
    );
    return (...answered) => held.add(answered[1], answered);
  }
  return (unit, index, dueMs, handedMs, receivedMs) => {
    log.unit(unit, index, dueMs, handedMs, receivedMs);
    openLoop?.answered(unit, receivedMs);
  };
}
