/** What a host tells is checked before anything goes by it. */
import { PassThrough } from 'node:stream';
import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { Channel } from '../../../src/run/host/channel.js';
import { wrongIn } from '../../../src/run/supervisor/host-messages.js';

const fault = { phase: 'run', message: 'planned', stack: null, unit: null };
const ended = (result: object) => ({ kneepoint: 'ended', result: { telemetry: null, ...result } });
const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)]);
const cycle: unknown[] = [];
cycle.push(cycle);
const doubled = Array.from({ length: 64 }).reduce<unknown[]>((inner) => [inner, inner], []);
const described = (args: readonly unknown[]) => ({
  kneepoint: 'described',
  description: { name: 'x', summary: null, args, deterministic: true, repeats: null, unitSeconds: null },
});

test.each([
  { kneepoint: 'phase', phase: 'run' },
  { kneepoint: 'progress', unitsDone: 3 },
  ended({ measurement: null, fault }),
  described([1, { a: [null, 'text'] }]),
])('%j may be told', (message) => {
  expect(wrongIn(message)).toBeNull();
});

test.each([
  [null, 'no known kind'],
  [7, 'no known kind'],
  [{ kneepoint: '__proto__' }, 'no known kind'],
  [{ kneepoint: 'phase', phase: 'x'.repeat(50_000_000) }, 'phase'],
  [{ kneepoint: 'progress', unitsDone: Number.NaN }, 'unitsDone'],
  [{ kneepoint: 'progress', unitsDone: -1 }, 'unitsDone'],
  [{ kneepoint: 'batches', seconds: [1, 'x'] }, 'seconds'],
  [ended({ measurement: {}, fault: null }), 'measurement'],
  [ended({ measurement: null, fault: null }), 'neither'],
  [ended({ measurement: null, fault: { ...fault, message: 'x'.repeat(100_000_000) } }), 'message'],
  [ended({ measurement: null, fault: { ...fault, phase: 'elsewhere' } }), 'phase'],
  [ended({ measurement: null, fault, telemetry: { atSeconds: [{}], series: {} } }), 'atSeconds'],
  [described([deep(200)]), 'args'],
  [described(cycle), 'args'],
  [described([doubled]), 'args'],
  [described([1n]), 'args'],
])('a wrong message %# is told by its member, in a short clause', (message, member) => {
  const wrong = wrongIn(message);
  expect(wrong).toContain(member);
  expect(wrong?.length).toBeLessThan(500);
});

describe('a channel', () => {
  const framed = (value: unknown) => {
    const body = serialize(value);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(body.length);
    return Buffer.concat([head, body]);
  };

  /** What is heard of bytes that come in pieces of so many. */
  async function heard(bytes: Buffer, pieceBytes: number, mostBytes = 1000) {
    const socket = new PassThrough();
    const values: unknown[] = [];
    const refused: string[] = [];
    new Channel(socket).hear(
      (value) => values.push(value),
      mostBytes,
      (why) => refused.push(why),
    );
    for (let at = 0; at < bytes.length; at += pieceBytes) socket.write(bytes.subarray(at, at + pieceBytes));
    await new Promise((resolve) => socket.end(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return { values, refused };
  }

  test.each([1, 3, 4, 5, 1000])('puts messages together that come in pieces of %i bytes', async (pieceBytes) => {
    const values = [{ a: 1 }, 'x'.repeat(500), null];
    expect(await heard(Buffer.concat(values.map(framed)), pieceBytes)).toEqual({ values, refused: [] });
  });

  test('refuses what is too long, or no message, and hears nothing after it', async () => {
    const long = await heard(Buffer.concat([framed('first'), framed('x'.repeat(2000)), framed('last')]), 100);
    expect(long.values).toEqual(['first']);
    expect(long.refused).toEqual([expect.stringMatching(/^a message of \d+ bytes, where at most 1000 are expected$/)]);
    const garbage = Buffer.concat([Buffer.from([3, 0, 0, 0, 1, 2, 3]), framed('last')]);
    expect(await heard(garbage, 100)).toEqual({ values: [], refused: ['bytes that are no message'] });
  });

  test('what one end sends, the other hears', async () => {
    const socket = new PassThrough();
    const channel = new Channel(socket);
    const told = new Promise((resolve) => channel.hear(resolve, 1000));
    channel.send({ planned: [1, Number.NaN] });
    expect(await told).toEqual({ planned: [1, Number.NaN] });
  });
});
