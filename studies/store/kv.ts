/**
 * The task of this study: gets and puts on a store of three nodes. A unit is one operation. Every put of a key writes the
 * same value, so whatever the order of the operations each get has one right answer, which is checked.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask, type Rng } from 'kneepoint';
import type { Store, StoreClient } from './clients/client.js';

const DISTRIBUTIONS = ['uniform', 'zipf'] as const;
/** The exponent of the zipf distribution, as YCSB has it: the k-th key is asked for in proportion to k^-0.99. */
const ZIPF_EXPONENT = 0.99;
/** Puts that are in flight while the keys are written, and what all workers wait for after that. */
const LOADING = 32;
const READY_KEY = 'all keys are there';
const READY_SECONDS = 20;

/** What a worker has. */
export interface State {
  readonly client: StoreClient;
  /** For each key the probability that it or one before it is asked for. */
  readonly upTo: Float64Array;
}

/** The arguments of a unit. */
export type Args = readonly [
  reads: number,
  weakReads: number,
  weakPuts: number,
  valueBytes: number,
  keys: number,
  distribution: string,
];

/** What a unit does, and what that is called. */
interface Operation {
  readonly isGet: boolean;
  readonly isWeak: boolean;
}

/** The same operations on any store. */
export function kv(summary: string, store: Store) {
  return defineTask<State, Args, string>({
    summary,
    args: [0.9, 0.5, 0, 100, 1000, 'uniform'],
    argNames: ['reads', 'weak_reads', 'weak_puts', 'value_bytes', 'keys', 'distribution'],
    check: (...args) => check(store, ...args),
    setup: async (context, _reads, _weakReads, _weakPuts, valueBytes, keys, distribution) => {
      const client = await store.connect(context);
      if (context.worker === 0) await load(client, keys, valueBytes);
      await untilLoaded(client);
      return { client, upTo: cumulated(keys, distribution) };
    },
    facts: ({ client }) => client.facts,
    run: async ({ rng, state: { client, upTo } }, reads, weakReads, weakPuts, valueBytes) => {
      const { isGet, isWeak } = operationOf(rng, reads, weakReads, weakPuts);
      const key = keyAt(placeOf(rng.float(), upTo));
      if (!isGet) {
        await client.put(key, valueFor(key, valueBytes), isWeak);
        return key;
      }
      const value = await client.get(key, isWeak);
      if (value !== valueFor(key, valueBytes)) throw new Error(`${key} has ${value === null ? 'no' : 'a wrong'} value`);
      return key;
    },
    labels: ({ rng }, reads, weakReads, weakPuts) => {
      const { isGet, isWeak } = operationOf(rng, reads, weakReads, weakPuts);
      const { weakGet, strongGet, weakPut, strongPut } = store.labels;
      if (isGet) return isWeak ? weakGet : strongGet;
      return isWeak ? (weakPut ?? strongPut) : strongPut;
    },
    teardown: async ({ client }) => {
      await client.close();
    },
  });
}

function check(store: Store, ...[reads, weakReads, weakPuts, valueBytes, keys, distribution]: Args): void {
  for (const [name, share] of Object.entries({ reads, weak_reads: weakReads, weak_puts: weakPuts }))
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} must be a share from 0 to 1`);
  if (weakPuts > 0 && store.labels.weakPut === null)
    throw new RangeError('this store has no weak puts: weak_puts must be 0');
  if (!(Number.isInteger(valueBytes) && valueBytes >= 16 && valueBytes <= 1_000_000))
    throw new RangeError('value_bytes must be a whole number from 16 to 1,000,000');
  if (!(Number.isInteger(keys) && keys >= 1 && keys <= 100_000))
    throw new RangeError('keys must be a whole number from 1 to 100,000');
  if (!DISTRIBUTIONS.some((one) => one === distribution))
    throw new RangeError(`distribution must be one of ${DISTRIBUTIONS.join(', ')}`);
}

/** The first two numbers of a unit's stream say what it does: its label draws the same. */
function operationOf(rng: Rng, reads: number, weakReads: number, weakPuts: number): Operation {
  const isGet = rng.float() < reads;
  return { isGet, isWeak: rng.float() < (isGet ? weakReads : weakPuts) };
}

function keyAt(place: number): string {
  return `key-${place}`;
}

/** Begins with its key, so that the value of another one is found out. */
function valueFor(key: string, bytes: number): string {
  return `${key} `.padEnd(bytes, '.');
}

/** One worker writes all keys, and then one that the others wait for: a weak put will do, because all come in order. */
async function load(client: StoreClient, keys: number, valueBytes: number): Promise<void> {
  // Nodes that have just been started may not have agreed on a leader yet.
  await until(() => client.put(keyAt(0), valueFor(keyAt(0), valueBytes), true).then(() => true));
  let next = 1;
  const loader = async () => {
    for (let place = next++; place < keys; place = next++)
      await client.put(keyAt(place), valueFor(keyAt(place), valueBytes), true);
  };
  await Promise.all(Array.from({ length: LOADING }, loader));
  await client.put(READY_KEY, READY_KEY, true);
}

/** Puts come to every node in their order: the node at hand that has the last one has all. */
function untilLoaded(client: StoreClient): Promise<void> {
  return until(async () => (await client.get(READY_KEY, true)) === READY_KEY);
}

/** Rejects with what it was told last where it never is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + READY_SECONDS * 1000;
  for (;;) {
    const told = await isSo().catch((error: Error) => error);
    if (told === true) return;
    if (performance.now() > endMs) throw told || new Error(`the store was not ready after ${READY_SECONDS} s`);
    await sleep(10);
  }
}

function cumulated(keys: number, distribution: string): Float64Array {
  const exponent = distribution === 'zipf' ? ZIPF_EXPONENT : 0;
  const upTo = new Float64Array(keys);
  let sum = 0;
  for (let place = 0; place < keys; place++) {
    sum += (place + 1) ** -exponent;
    upTo[place] = sum;
  }
  return upTo.map((each) => each / sum);
}

/** The first place whose share is above a number in [0, 1). */
function placeOf(share: number, upTo: Float64Array): number {
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((upTo[middle] as number) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}
