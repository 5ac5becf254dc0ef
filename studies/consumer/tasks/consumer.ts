/**
 * A unit is a message: taken by this worker's own consumer, worked on, acknowledged. Which message it is, the group of
 * consumers decides, as it would in production; the unit's index does not matter.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask, type SetupContext } from 'kneepoint';
import { openLog } from '../group/log.js';
import { Member } from '../group/member.js';
import { openRedis } from '../group/redis.js';
import { SlowPeer } from '../group/slow-peer.js';
import type { Message, NewMessage, Source, TopicRequest } from '../group/source.js';

const WORKLOADS = ['sleep', 'cpu', 'io'] as const;
/** kneepoint check tries unit 0 twice. */
const SPARE_MESSAGES = 1;
/** More are no batch that somebody waits for; a window of time has no number. */
const MOST_MESSAGES = 5_000_000;
/** A member tells three times a lease that it lives. */
const BEATS_PER_LEASE = 3;

/** Messages to practise on, before only the work itself is practised. */
const PRACTICE_MESSAGES = 200;

interface Consumer {
  readonly units: number;
  readonly member: Member;
  readonly kind: string;
  /** Does what a message asks for. */
  readonly work: (message: Pick<Message, 'number'>) => Promise<unknown>;
  /** For units beyond the counted ones: messages of a topic that this worker has to itself. */
  readonly practice: () => Promise<Member>;
  readonly close: () => Promise<void>;
}

export default defineTask({
  summary: 'Consume messages: in order by key, acknowledged when done',
  args: ['sleep', 100, 4, 5, 1000, 5, 'kneepoint', true, 3],
  argNames: [
    'workload',
    'keys',
    'partitions',
    'sleepMs',
    'cpuIterations',
    'ioMs',
    'topicPrefix',
    'reset',
    'leaseSeconds',
  ],
  check: (workload, keys, partitions, sleepMs, cpuIterations, ioMs, topicPrefix, reset, leaseSeconds) => {
    if (!(WORKLOADS as readonly unknown[]).includes(workload))
      throw new RangeError(`workload must be one of ${WORKLOADS.join(', ')}; for all of them use a matrix`);
    whole({ keys, most: 1_000_000 });
    whole({ partitions, most: 1024 });
    whole({ cpuIterations, most: 1e9 });
    if (!(sleepMs >= 0 && sleepMs <= 60_000)) throw new RangeError('sleepMs must be a number from 0 to 60000');
    if (!(ioMs >= 0 && ioMs <= 60_000)) throw new RangeError('ioMs must be a number from 0 to 60000');
    if (typeof topicPrefix !== 'string' || !/^[\w.-]{1,100}$/.test(topicPrefix))
      throw new RangeError('topicPrefix must be 1 to 100 letters, digits, dots, dashes or underscores');
    if (typeof reset !== 'boolean') throw new RangeError('reset must be true or false');
    if (!(leaseSeconds >= 0.1 && leaseSeconds <= 3600))
      throw new RangeError('leaseSeconds must be a number from 0.1 to 3600');
  },
  setup: async (context, workload, keys, partitions, sleepMs, cpuIterations, ioMs, prefix, reset, leaseSeconds) => {
    const { units, worker, inFlight, scratch, services, rng } = context;
    if (units > MOST_MESSAGES)
      throw new RangeError(`messages are made beforehand, at most ${MOST_MESSAGES}: give a task_count, or a rate`);
    // Nobody but the members of this trial has this name.
    const trial = basename(scratch);
    const topic = `${prefix}-${workload}${reset ? '' : `-${trial}`}`;
    const open = (name: string, on: number, messages: Iterable<NewMessage> | null) => {
      const request = { topic: name, token: trial, partitions: on, messages, leaseSeconds };
      return openSource(services, `${trial}-${worker}`, request);
    };
    const messages = worker === 0 ? newMessages(units + SPARE_MESSAGES, () => rng.int(0, keys - 1)) : null;
    const source = await open(topic, partitions, messages);
    // Known to all others before the first of them takes its share.
    await source.beat(false);
    const beatSeconds = leaseSeconds / BEATS_PER_LEASE;
    const member = new Member(source, { inFlight, beatSeconds });
    const peer = workload === 'io' ? await openPeer(services) : null;
    let practice: Promise<Member> | null = null;
    const openPractice = async () => {
      const made = newMessages(PRACTICE_MESSAGES, () => 0);
      return new Member(await open(`${topic}-practice-${worker}`, 1, made), { inFlight, beatSeconds });
    };
    return {
      units,
      member,
      kind: source.kind,
      work: async ({ number }) => {
        if (workload === 'cpu') return hash(number, cpuIterations);
        return peer === null ? sleep(sleepMs) : peer.answer(ioMs);
      },
      practice: () => {
        practice ??= openPractice();
        return practice;
      },
      close: async () => {
        peer?.close();
        await (await practice)?.close();
        await member.close();
      },
    } satisfies Consumer;
  },
  facts: ({ kind }) => ({ source: kind }),
  run: async ({ index, state }) => {
    if (index >= state.units + PRACTICE_MESSAGES) return state.work({ number: index });
    return consume(index < state.units ? state.member : await state.practice(), state.work);
  },
  counts: ({ member: { redelivered, duplicates } }) => ({ redelivered, duplicates }),
  teardown: (state) => state?.close(),
  // Which message a unit gets is the group's choice.
  deterministic: false,
});

/** One message, from the group to its acknowledgement; gives its number. */
async function consume(member: Member, work: Consumer['work']): Promise<number> {
  const message = await member.take();
  try {
    await work(message);
  } catch (error) {
    await member.giveBack(message);
    throw error;
  }
  await member.done(message);
  return message.number;
}

/** Messages whose keys are drawn in turn; lazily, so that millions are no list. */
function* newMessages(count: number, drawKey: () => number): Generator<NewMessage> {
  const made = new Map<number, number>();
  for (let number = 0; number < count; number++) {
    const key = drawKey();
    const sequence = made.get(key) ?? 0;
    made.set(key, sequence + 1);
    yield { key, sequence, number };
  }
}

/** The service called "redis", else the one called "log". */
function openSource({ redis, log }: SetupContext['services'], member: string, request: TopicRequest): Promise<Source> {
  if (redis !== undefined) return openRedis(`redis://${redis.host}:${redis.port}`, member, request);
  if (log !== undefined) return openLog(log as { host: string; port: number }, request);
  throw new Error('the study needs a service called "log" or "redis", where the messages come from');
}

function openPeer({ slow }: SetupContext['services']): Promise<SlowPeer> {
  if (slow !== undefined) return SlowPeer.open(slow as { host: string; port: number });
  throw new Error('the workload "io" needs a service called "slow", which it waits for');
}

/** A hash of a hash of … of the message. */
function hash(number: number, iterations: number): number {
  let digest = Buffer.from(String(number));
  for (let i = 0; i < iterations; i++) digest = createHash('sha256').update(digest).digest();
  return digest.readUInt32LE();
}

function whole(given: { readonly [name: string]: number | undefined; readonly most: number }): void {
  const { most, ...named } = given;
  for (const [name, value] of Object.entries(named))
    if (!(Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most))
      throw new RangeError(`${name} must be a whole number from 1 to ${most}`);
}
