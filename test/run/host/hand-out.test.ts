/** The one loop that hands units out, over a crew whose answers the test gives. */
import { describe, expect, test } from 'vitest';
import { now } from '../../../src/clock.js';
import { handOutUnits } from '../../../src/run/host/hand-out.js';
import { CountedUnits, KeyedUnits } from '../../../src/run/host/sources.js';
import { statedFault } from '../../../src/run/worker/fault.js';
import { type Crew, type TimedUnit, UNKNOWN_USAGE } from '../../../src/seams/crew.js';
import type { TrialSpec } from '../../../src/seams/executor.js';
import { trialSpec } from '../../support/trial-spec.js';

/** A crew that runs nothing: `answer` says when, and with what fault, a unit comes back. */
class PlantedCrew implements Crew {
  readonly streams = 1;
  readonly death = null;
  readonly handedOut: number[] = [];
  readonly chunks: (readonly [from: number, to: number])[] = [];
  running = 0;
  mostRunning = 0;

  constructor(
    readonly members: number,
    readonly answer: (index: number) => Promise<boolean> | boolean = () => true,
  ) {}

  async tell(): Promise<never[]> {
    return [];
  }

  ask(): Promise<never> {
    throw new Error('nobody asks');
  }

  async handOut(slot: number, index: number): Promise<TimedUnit> {
    this.handedOut.push(index);
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    const isRight = await this.answer(index);
    this.running--;
    return unit(slot, isRight ? null : index);
  }

  open(_slot: number, reply: unknown): TimedUnit {
    return reply as TimedUnit;
  }

  async handOutChunk(from: number, to: number): Promise<readonly TimedUnit[]> {
    this.chunks.push([from, to]);
    return Array.from({ length: to - from }, () => unit(0, null));
  }

  async dismiss(): Promise<void> {}
}

function unit(worker: number, failed: number | null): TimedUnit {
  const atMs = now();
  const fault = failed === null ? null : statedFault('planted', 'run', failed);
  return { worker, startedMs: atMs, finishedMs: atMs, checkMs: 0, freeMs: 0, print: 0, fault, label: null };
}

function handOut(crew: Crew, over: Partial<TrialSpec>, keys: Int32Array | null = null, stop = new AbortController()) {
  const usage = async () => Array.from({ length: crew.members }, () => UNKNOWN_USAGE);
  const spec = trialSpec({ workers: crew.members, dispatch: 'pool', digest: false, ...over });
  return handOutUnits(spec, crew, { labels: null, keys }, { progress: () => {}, stop: stop.signal, usage });
}

/** So that units come back in another order than they went. */
const later = (index: number) => new Promise<true>((resolve) => setTimeout(() => resolve(true), (index * 7) % 4));

describe('units that are counted', () => {
  test('are each handed out once, in their order, as many at a time as there are places', async () => {
    const crew = new PlantedCrew(3, later);
    const { unitsCompleted, workers } = await handOut(crew, { units: 20 });
    expect(crew.handedOut).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect([unitsCompleted, crew.mostRunning, crew.running]).toEqual([20, 3, 0]);
    expect(workers.reduce((sum, { units }) => sum + units, 0)).toBe(20);
  });

  test('travel in chunks, the last alone where it is one', async () => {
    const crew = new PlantedCrew(1);
    expect((await handOut(crew, { units: 7, chunk: 3 })).unitsCompleted).toBe(7);
    expect([crew.chunks, crew.handedOut]).toEqual([
      [
        [0, 3],
        [3, 6],
      ],
      [6],
    ]);
  });

  test('end at a failure, unless they may fail', async () => {
    const fails = (index: number) => index !== 4;
    expect(await handOut(new PlantedCrew(1, fails), { units: 9 })).toMatchObject({ unitsCompleted: 4, unitsFailed: 1 });
    const counted = await handOut(new PlantedCrew(1, fails), { units: 9, stopAtFailure: false });
    expect(counted).toMatchObject({ unitsCompleted: 8, unitsFailed: 1, fault: { unit: 4 } });
  });

  test('end when they are stopped, before or meanwhile', async () => {
    const stop = new AbortController();
    const crew = new PlantedCrew(1, (index) => {
      if (index === 2) stop.abort();
      return true;
    });
    expect((await handOut(crew, { units: 9 }, null, stop)).unitsCompleted).toBe(3);
    expect((await handOut(new PlantedCrew(1), { units: 9 }, null, stop)).unitsCompleted).toBe(0);
  });
});

test('a unit that the crew cannot bring back ends all', async () => {
  const crew = new PlantedCrew(2, () => Promise.reject(new Error('gone')));
  await expect(handOut(crew, { units: 5 })).rejects.toThrow('gone');
});

test('units of a key are never out together, and keep their order', async () => {
  const keys = Int32Array.from({ length: 60 }, (_, i) => (i * 7) % 4);
  const out = new Set<number>();
  const ended: number[] = [];
  const crew = new PlantedCrew(3, async (index) => {
    const key = keys[index] as number;
    expect(out.has(key)).toBe(false);
    out.add(key);
    await later(index);
    out.delete(key);
    ended.push(index);
    return true;
  });
  expect((await handOut(crew, { units: 60, order: 'key' }, keys)).unitsCompleted).toBe(60);
  for (const key of [0, 1, 2, 3]) {
    const ofKey = ended.filter((index) => keys[index] === key);
    expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
  }
});

test('under "completion" a result that is early waits for those before it', async () => {
  let release = () => {};
  const first = new Promise<void>((resolve) => {
    release = resolve;
  });
  const crew = new PlantedCrew(2, async (index) => {
    if (index === 0) await first;
    if (index === 5) release();
    return true;
  });
  const { latency, unitsCompleted } = await handOut(crew, { units: 6, order: 'completion', maxLatencySamples: 0 });
  expect(unitsCompleted).toBe(6);
  expect(crew.handedOut).toEqual([0, 1, 2, 3, 4, 5]);
  expect(latency.waiting.maxNs).toBeGreaterThan(0);
});

describe('a source', () => {
  test('that was stopped has no more, and answers who waits', async () => {
    const counted = new CountedUnits(10, 2);
    expect([counted.take(), counted.take()]).toEqual([0, 2]);
    counted.stop();
    expect(counted.take()).toBe(-1);
    const keyed = new KeyedUnits(Int32Array.of(0, 0), 2);
    expect(keyed.take()).toBe(0);
    const waiting = keyed.take();
    keyed.stop();
    expect(await waiting).toBe(-1);
    expect(keyed.take()).toBe(-1);
  });

  test('says since when a unit waited for its key', () => {
    const keyed = new KeyedUnits(Int32Array.of(0, 0, 1), 2);
    expect([keyed.take(), keyed.take()]).toEqual([0, 2]);
    expect([keyed.dueMs(0), keyed.dueMs(2)]).toEqual([null, null]);
    expect(keyed.dueMs(1)).toBeLessThanOrEqual(now());
  });
});
