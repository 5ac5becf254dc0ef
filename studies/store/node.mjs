/**
 * One node of the embedded store: `node node.mjs PORT` follows, `node node.mjs PORT FOLLOWER_PORT…` leads. The README
 * says what it is, and what it is not.
 *
 * A put goes to the leader, which numbers it and sends it to its followers. Once it is at most of the nodes the leader
 * applies it and answers; all nodes apply puts in the order of their numbers. Every node answers gets from what it has
 * applied: the leader from what most nodes have, so that it never shows what could still be lost with one of them.
 */
import { connect, createServer } from 'node:net';
import { frameOf, KIND, onFrames, send } from './wire.mjs';

const [port, ...followerPorts] = process.argv.slice(2).map(Number);
const HOST = '127.0.0.1';
const values = new Map();
/** Puts that are not at most of the nodes yet, the oldest first: so many at most, and more wait for their turn. */
const pending = [];
const MOST_PENDING = 200;
const waiting = [];
/** For each follower the number of the last put that it has. */
const reached = followerPorts.map(() => 0);
/** Followers that make most of the nodes, with the leader itself. */
const needed = Math.ceil(followerPorts.length / 2);
let lastNumber = 0;

const followers = await Promise.all(followerPorts.map(follower));
createServer(serve).listen(port, HOST);

/** A follower, once it takes connections: all of them are there before the first put. */
async function follower(followerPort, place) {
  for (;;) {
    const socket = connect(followerPort, HOST).setNoDelay(true);
    const isThere = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!isThere) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    // One that is gone stays gone: nothing brings it up to date.
    socket.on('error', () => {});
    onFrames(socket, (number) => {
      reached[place] = number;
      commit();
    });
    return socket;
  }
}

function commit() {
  const atMost = needed === 0 ? lastNumber : reached.toSorted((a, b) => b - a)[needed - 1];
  while (pending.length > 0 && pending[0].number <= atMost) {
    const { key, value, answer } = pending.shift();
    values.set(key, value);
    answer?.();
  }
  while (waiting.length > 0 && pending.length < MOST_PENDING) put(...waiting.shift());
}

function serve(socket) {
  socket.setNoDelay(true).on('error', () => {});
  const answer = (number, kind, value) => send(socket, frameOf(number, kind, '', value));
  onFrames(socket, (number, kind, key, value) => {
    switch (kind) {
      case KIND.get: {
        const found = values.get(key);
        return answer(number, found === undefined ? KIND.none : KIND.value, found);
      }
      case KIND.replicate:
        values.set(key, value);
        return answer(number, KIND.done);
      case KIND.putWeak:
        put(key, value);
        return answer(number, KIND.done);
      case KIND.put:
        return put(key, value, () => answer(number, KIND.done));
    }
  });
}

function put(key, value, answer) {
  if (pending.length >= MOST_PENDING) return void waiting.push([key, value, answer]);
  lastNumber++;
  pending.push({ number: lastNumber, key, value, answer });
  for (const socket of followers) if (!socket.destroyed) send(socket, frameOf(lastNumber, KIND.replicate, key, value));
  commit();
}
