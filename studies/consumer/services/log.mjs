/**
 * A partitioned log in memory, for a first run without a broker: partitions with one owner at a time, messages that stay
 * until they are acknowledged, and are given again when their owner is gone. Nothing of it outlives this process.
 *
 * A request is a line of JSON, and so is its answer: {"id": 1, "do": "read", …} → {"id": 1, "value": …} or "error".
 * What a connection owns is free when the connection ends.
 */
import { createServer } from 'node:net';

/** A longer line is no request. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** @type {Map<string, Topic>} */
const topics = new Map();

class Topic {
  token = '';
  /** Each with whether it has something to do. */
  members = new Map();
  left = 0;
  /** The last acknowledged sequence of each key. */
  lastOf = new Map();

  constructor(partitions) {
    this.partitions = Array.from({ length: partitions }, () => ({
      messages: [],
      isAcknowledged: [],
      /** From here on nobody was given anything. */
      next: 0,
      /** Below it all is acknowledged. */
      doneTo: 0,
      owner: null,
    }));
  }
}

/** @type {{ [name: string]: (request: any, connection: object) => unknown }} */
const CALLS = {
  /** Makes a topic anew; nobody can join it until it is opened. */
  make({ topic, partitions }) {
    topics.set(topic, new Topic(partitions));
  },
  add({ topic, messages }) {
    const { partitions } = topicOf(topic);
    for (const [partition, key, sequence, number] of messages) {
      partitions[partition].messages.push([key, sequence, number]);
      partitions[partition].isAcknowledged.push(false);
    }
    topicOf(topic).left += messages.length;
  },
  open({ topic, token }) {
    topicOf(topic).token = token;
  },
  /** False until it is opened under this token. */
  join({ topic, token }, connection) {
    const found = topics.get(topic);
    if (found === undefined || found.token !== token) return false;
    found.members.set(connection, false);
    return true;
  },
  beat({ topic, isBusy }, connection) {
    const { members } = topicOf(topic);
    members.set(connection, isBusy);
    return { members: members.size, busy: Math.max(1, [...members.values()].filter((busy) => busy).length) };
  },
  left: ({ topic }) => topicOf(topic).left,
  own({ topic, partition }, connection) {
    const found = topicOf(topic).partitions[partition];
    found.owner ??= connection;
    return found.owner === connection;
  },
  disown({ topic, partition }, connection) {
    ownedBy(connection, topic, partition).owner = null;
  },
  /** What was given and not acknowledged. */
  takeOver({ topic, partition }, connection) {
    const found = ownedBy(connection, topic, partition);
    return pick(found, partition, found.doneTo, found.next);
  },
  /** What nobody was given, of several partitions in turn. */
  read({ topic, partitions, most }, connection) {
    const each = Math.max(1, Math.ceil(most / partitions.length));
    return partitions.flatMap((partition) => {
      const found = ownedBy(connection, topic, partition);
      const from = found.next;
      found.next = Math.min(found.messages.length, from + each);
      return pick(found, partition, from, found.next);
    });
  },
  /** True for the first acknowledgement of a message; throws where one of its key before it has none. */
  acknowledge({ topic, partition, offset }) {
    const { partitions, lastOf } = topicOf(topic);
    const found = partitions[partition];
    if (!(offset < found.next)) throw new Error(`nobody was given message ${offset} of partition ${partition}`);
    if (found.isAcknowledged[offset]) return false;
    const [key, sequence] = found.messages[offset];
    const last = lastOf.get(key) ?? -1;
    if (sequence !== last + 1)
      throw new Error(`the order is broken: message ${sequence} of key ${key} is acknowledged after ${last}`);
    lastOf.set(key, sequence);
    found.isAcknowledged[offset] = true;
    while (found.isAcknowledged[found.doneTo]) found.doneTo++;
    topicOf(topic).left--;
    return true;
  },
};

function topicOf(name) {
  const found = topics.get(name);
  if (found === undefined) throw new Error(`there is no topic ${JSON.stringify(name)}`);
  return found;
}

function ownedBy(connection, topic, partition) {
  const found = topicOf(topic).partitions[partition];
  if (found?.owner !== connection) throw new Error(`partition ${partition} is not this member's`);
  return found;
}

function pick({ messages, isAcknowledged }, partition, from, to) {
  const picked = [];
  for (let offset = from; offset < to; offset++)
    if (!isAcknowledged[offset]) picked.push([partition, offset, ...messages[offset]]);
  return picked;
}

function answer(line, connection) {
  const { id, do: name, ...request } = JSON.parse(line);
  try {
    if (!Object.hasOwn(CALLS, name)) throw new Error(`there is no call ${JSON.stringify(name)}`);
    return { id, value: CALLS[name](request, connection) ?? null };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

const server = createServer((socket) => {
  socket.setNoDelay(true).setEncoding('utf8');
  let rest = '';
  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_CHARACTERS) socket.destroy();
    try {
      if (lines.length > 0) socket.write(lines.map((line) => `${JSON.stringify(answer(line, socket))}\n`).join(''));
    } catch {
      // No JSON: nobody who knows what this is.
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const topic of topics.values()) {
      topic.members.delete(socket);
      for (const partition of topic.partitions) if (partition.owner === socket) partition.owner = null;
    }
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('listening\n'));
