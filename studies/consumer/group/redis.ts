/**
 * Redis Streams as a source: a stream for each partition, one consumer group for all. Redis gives the messages of a
 * stream to whoever asks, so that a key's order needs one reader a stream: its owner, by a lease that a member renews
 * while it lives. Who takes a stream over first claims what its former owner was given and did not acknowledge.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inBatches, type Message, partitionOf, type Source, type TopicRequest } from './source.js';

/** Messages that are added, or claimed, at a time. */
const BATCH = 1000;
/** From one look whether the topic is prepared to the next. */
const LOOK_MS = 10;
const GROUP = 'consumers';
/** A member counts on its lease for that share of it only: Redis counts from a little later. */
const SAFE_SHARE = 0.8;

/**
 * Renews a member's entry and its leases, and forgets silent members; gives how many members there are, how many of
 * them are busy, then for each lease 1 or 0.
 * KEYS: the members, the busy ones, then the leases; ARGV: the member, the lease in milliseconds, 1 for busy.
 */
const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
if ARGV[3] == '1' then redis.call('ZADD', KEYS[2], now, ARGV[1]) else redis.call('ZREM', KEYS[2], ARGV[1]) end
for i = 1, 2 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - ARGV[2]) end
local answer = { redis.call('ZCARD', KEYS[1]), redis.call('ZCARD', KEYS[2]) }
for i = 3, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[1] then answer[i] = redis.call('PEXPIRE', KEYS[i], ARGV[2]) else answer[i] = 0 end
end
return answer`;

/**
 * Reads what nobody was given from those streams that are still this member's: one that lost its lease unawares would
 * otherwise be given messages that the new owner never hears of, and later ones of their keys would overtake them.
 * KEYS: the streams, then their leases; ARGV: the member, the group, how many messages of each.
 */
const READ = `
local streams, marks = {}, {}
for i = 1, #KEYS / 2 do
  if redis.call('GET', KEYS[i + #KEYS / 2]) == ARGV[1] then
    streams[#streams + 1] = KEYS[i]
    marks[#marks + 1] = '>'
  end
end
if #streams == 0 then return {} end
for i = 1, #marks do streams[#streams + 1] = marks[i] end
return redis.call('XREADGROUP', 'GROUP', ARGV[2], ARGV[1], 'COUNT', ARGV[3], 'STREAMS', unpack(streams)) or {}`;

/** Gives a lease up where it is still this member's. KEYS: the lease; ARGV: the member. */
const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** What a stream's entry says. */
interface Entry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

/** A stream's entries as a script gives them. */
type RawStream = readonly [name: string, entries: readonly (readonly [id: string, fields: readonly string[]])[]];

/** Joins a topic of the Redis there, as `member`; rejects where no Redis answers, and without the package `redis`. */
export async function openRedis(url: string, member: string, request: TopicRequest): Promise<Source> {
  const { topic, token, partitions, messages, leaseSeconds } = request;
  const client = await connected(url);
  const leaseMs = Math.round(leaseSeconds * 1000);
  const streams = Array.from({ length: partitions }, (_, partition) => `${topic}:${partition}`);
  const leases = streams.map((stream) => `${stream}:owner`);
  const [members, busy, opened] = [`${topic}:members`, `${topic}:busy`, `${topic}:opened`];
  const told = telling(url);
  if (messages !== null) {
    await client.del([...streams, ...leases, members, busy, opened]);
    for (const stream of streams) await client.xGroupCreate(stream, GROUP, '0', { MKSTREAM: true });
    for (const batch of inBatches(messages, BATCH)) {
      await Promise.all(batch.map((made) => client.xAdd(streamOf(partitionOf(made, partitions)), '*', fieldsOf(made))));
    }
    await client.set(opened, token);
  }
  while ((await told(() => client.get(opened))) !== token) await sleep(LOOK_MS);
  const version = /redis_version:(\S+)/.exec(String(await client.info('server')))?.[1] ?? 'of unknown version';

  /** Until when each partition is this member's, on this process's clock. */
  const untilMs = new Map<number, number>();
  const safeUntil = () => performance.now() + leaseMs * SAFE_SHARE;
  function streamOf(partition: number): string {
    return streams[partition] as string;
  }
  function leaseOf(partition: number): string {
    return leases[partition] as string;
  }
  const messageOf = (partition: number, { id, message }: Entry, isRedelivered: boolean): Message => {
    const { key, sequence, number } = message;
    return { partition, id, key: Number(key), sequence: Number(sequence), number: Number(number), isRedelivered };
  };

  const source: Source = {
    partitions,
    kind: `Redis ${version}, Streams`,
    beat: (isBusy) =>
      told(async () => {
        const owned = [...untilMs.keys()];
        const until = safeUntil();
        const answer = await client.eval(BEAT, {
          keys: [members, busy, ...owned.map(leaseOf)],
          arguments: [member, String(leaseMs), isBusy ? '1' : '0'],
        });
        const [all, busyOnes, ...renewed] = (answer as unknown[]).map(Number);
        for (const [i, partition] of owned.entries()) {
          if (renewed[i] === 1) untilMs.set(partition, until);
          else untilMs.delete(partition);
        }
        return { members: Math.max(1, all ?? 1), busy: Math.max(1, busyOnes ?? 1) };
      }),
    own: (partition) =>
      told(async () => {
        const until = safeUntil();
        const options = { condition: 'NX', expiration: { type: 'PX', value: leaseMs } } as const;
        if ((await client.set(leaseOf(partition), member, options)) === null) return false;
        untilMs.set(partition, until);
        return true;
      }),
    disown: (partition) =>
      told(async () => {
        untilMs.delete(partition);
        await client.eval(GIVE_UP, { keys: [leaseOf(partition)], arguments: [member] });
      }),
    owns: (partition) => performance.now() < (untilMs.get(partition) ?? 0),
    takeOver: (partition) =>
      told(async () => {
        const claimed: Message[] = [];
        let from = '0-0';
        do {
          const { nextId, messages: found } = await client.xAutoClaim(streamOf(partition), GROUP, member, 0, from, {
            COUNT: BATCH,
          });
          for (const entry of found as (Entry | null)[])
            if (entry !== null) claimed.push(messageOf(partition, entry, true));
          from = String(nextId);
        } while (from !== '0-0');
        return claimed;
      }),
    read: (from, most) =>
      told(async () => {
        const count = Math.max(1, Math.ceil(most / from.length));
        const found = await client.eval(READ, {
          keys: [...from.map(streamOf), ...from.map(leaseOf)],
          arguments: [member, GROUP, String(count)],
        });
        return (found as unknown as readonly RawStream[]).flatMap(([name, entries]) => {
          const partition = streams.indexOf(name);
          return entries.map(([id, fields]) => messageOf(partition, { id, message: fromPairs(fields) }, false));
        });
      }),
    acknowledge: ({ partition, id }) => told(async () => (await client.xAck(streamOf(partition), GROUP, id)) === 1),
    left: () =>
      told(async () => {
        const groups = await Promise.all(streams.map((stream) => client.xInfoGroups(stream)));
        return groups.flat().reduce((sum, { pending, lag }) => sum + Number(pending) + Number(lag ?? 0), 0);
      }),
    close: async () => {
      if (client.isReady) {
        for (const set of [members, busy]) await client.zRem(set, member).catch(() => {});
        for (const partition of [...untilMs.keys()]) await source.disown(partition).catch(() => {});
      }
      client.destroy();
    },
  };
  return source;
}

/** A client that gives up where it loses its server: a study has nothing to measure from then on. */
async function connected(url: string) {
  const { createClient } = await redisPackage();
  const client = createClient({
    url,
    // Its time limit for commands costs a timer each.
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: false, connectTimeout: 5000 },
    disableOfflineQueue: true,
  });
  // Each command that fails says so; without a listener the process would end.
  client.on('error', () => {});
  await client.connect().catch((error: unknown) => {
    throw new Error(`no Redis can be reached at ${url}: ${textOf(error)}`);
  });
  return client;
}

async function redisPackage() {
  try {
    return await import('redis');
  } catch {
    throw new Error('the package "redis" is not installed: npm install redis@6.3.1');
  }
}

/** Calls whose errors name the server. */
function telling(url: string) {
  return async <Value>(call: () => Promise<Value>): Promise<Value> => {
    try {
      return await call();
    } catch (error) {
      throw new Error(`Redis at ${url}: ${textOf(error)}`);
    }
  };
}

function textOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(textOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function fromPairs(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1] ?? '']] : [])));
}

function fieldsOf({ key, sequence, number }: Pick<Message, 'key' | 'sequence' | 'number'>) {
  return { key: String(key), sequence: String(sequence), number: String(number) };
}
