/**
 * The way between a supervisor and its host: a socket of their own, on a descriptor that nothing in Node names. A task's
 * `process.send` does not reach it. A message is its length in four bytes, and its value as `v8.serialize` writes it.
 */
import type { Duplex } from 'node:stream';

/** The host's descriptor of the socket. */
export const CHANNEL_FD = 3;

const HEAD_BYTES = 4;

/** One end of the way. */
export class Channel {
  readonly #socket: Duplex;
  readonly #serialize: (value: unknown) => Buffer;
  /** Resolves when nothing more comes. */
  readonly closed: Promise<void>;

  /** Over a socket; what it says of its own errors is that nothing comes any more. */
  constructor(socket: Duplex) {
    this.#socket = socket;
    // Taken now: a task may replace it.
    this.#serialize = process.getBuiltinModule('node:v8').serialize;
    this.closed = new Promise((resolve) => {
      socket.once('close', resolve);
      socket.once('end', resolve);
    });
    socket.on('error', () => {});
  }

  /** Sends a value; `done` hears when the system has all of it, or why it has not. */
  send(value: unknown, done: (error?: Error | null) => void = () => {}): void {
    const body = this.#serialize(value);
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    head.writeUInt32LE(body.length);
    this.#socket.write(Buffer.concat([head, body]), done);
  }

  /**
   * Gives each value that comes to `hear`. What is longer than `mostBytes`, or cannot be read, is told to `refuse` once,
   * and nothing after it is heard.
   */
  hear(hear: (value: unknown) => void, mostBytes: number, refuse: (why: string) => void = () => {}): void {
    const { deserialize } = process.getBuiltinModule('node:v8');
    let pieces: Buffer[] = [];
    let bytes = 0;
    let needed = HEAD_BYTES;
    let inBody = false;
    const stop = (why: string) => {
      this.#socket.off('data', take);
      this.#socket.resume();
      refuse(why);
    };
    /** Hears what the bytes so far hold; false when it can go on no more. */
    const step = (piece: Buffer): boolean => {
      if (!inBody) {
        needed = piece.readUInt32LE();
        inBody = true;
        if (needed <= mostBytes) return true;
        stop(`a message of ${needed} bytes, where at most ${mostBytes} are expected`);
        return false;
      }
      inBody = false;
      needed = HEAD_BYTES;
      let value: unknown;
      try {
        value = deserialize(piece);
      } catch {
        stop('bytes that are no message');
        return false;
      }
      hear(value);
      return true;
    };
    const take = (chunk: Buffer) => {
      pieces.push(chunk);
      bytes += chunk.length;
      // Put together once, however many pieces a message comes in.
      while (bytes >= needed) {
        const all = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
        const piece = all.subarray(0, needed);
        pieces = [all.subarray(needed)];
        bytes = all.length - needed;
        if (!step(piece)) return;
      }
    };
    this.#socket.on('data', take);
  }
}
