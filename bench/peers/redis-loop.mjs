// The bare client of Redis in a consumer's loop: read from a group, one hash, acknowledge, so many at a time.
import { createHash } from 'node:crypto';
import { createClient } from 'redis';

const GROUP = 'bare';
const READ = 100;

/** Puts messages into streams, consumes them with so many in flight, and gives messages a second. */
export async function loop({ url, streams: count, messages, inFlight }) {
  const client = createClient({ url, commandOptions: { timeout: 0 }, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  const streams = Array.from({ length: count }, (_, i) => `bare:${i}`);
  await client.del(streams);
  for (const stream of streams) await client.xGroupCreate(stream, GROUP, '0', { MKSTREAM: true });
  for (let from = 0; from < messages; from += 1000)
    await Promise.all(
      Array.from({ length: Math.min(1000, messages - from) }, (_, i) => {
        const number = String(from + i);
        return client.xAdd(streams[(from + i) % count], '*', { key: number, sequence: '0', number });
      }),
    );
  const began = performance.now();
  await consume(client, streams, messages, inFlight);
  const seconds = (performance.now() - began) / 1000;
  client.destroy();
  return messages / seconds;
}

async function consume(client, streams, messages, inFlight) {
  const wanted = streams.map((key) => ({ key, id: '>' }));
  const ready = [];
  let taken = 0;
  let reading = null;
  const read = async () => {
    const found = await client.xReadGroup(GROUP, 'one', wanted, { COUNT: READ / streams.length });
    for (const { name, messages: entries } of found ?? []) for (const entry of entries) ready.push([name, entry]);
    reading = null;
  };
  const stream = async () => {
    while (taken < messages) {
      taken++;
      while (ready.length === 0) {
        reading ??= read();
        await reading;
      }
      const [name, { id, message }] = ready.shift();
      createHash('sha256').update(message.number).digest();
      await client.xAck(name, GROUP, id);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, stream));
}
