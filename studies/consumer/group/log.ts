/** The study's own log in memory (services/log.mjs), as a source. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inBatches, type Message, partitionOf, type Source, type TopicRequest } from './source.js';

/** Messages that are added at a time. */
const BATCH = 1000;
/** From one look whether the topic is prepared to the next. */
const LOOK_MS = 10;

/** A message as the log writes it. */
type Line = readonly [partition: number, offset: number, key: number, sequence: number, number: number];

/** Joins a topic of the log that listens there; rejects where none does. */
export async function openLog(address: { host: string; port: number }, request: TopicRequest): Promise<Source> {
  const line = await LogLine.open(address);
  const { topic, token, partitions, messages } = request;
  const call = <Value>(name: string, fields: object = {}) => line.call<Value>(name, { topic, ...fields });
  if (messages !== null) {
    await call('make', { partitions });
    for (const batch of inBatches(messages, BATCH)) {
      const added = batch.map((made) => [partitionOf(made, partitions), made.key, made.sequence, made.number]);
      await call('add', { messages: added });
    }
    await call('open', { token });
  }
  while (!(await call<boolean>('join', { token }))) await sleep(LOOK_MS);
  const messagesOf = (lines: readonly Line[], isRedelivered: boolean): readonly Message[] =>
    lines.map(([partition, offset, key, sequence, number]) => {
      return { partition, id: String(offset), key, sequence, number, isRedelivered };
    });
  return {
    partitions,
    kind: "the study's own log in memory (no broker)",
    beat: (isBusy) => call('beat', { isBusy }),
    own: (partition) => call('own', { partition }),
    disown: (partition) => call('disown', { partition }),
    // A connection that lives keeps what it owns.
    owns: () => true,
    takeOver: async (partition) => messagesOf(await call('takeOver', { partition }), true),
    read: async (from, most) => messagesOf(await call('read', { partitions: from, most }), false),
    acknowledge: ({ partition, id }) => call('acknowledge', { partition, offset: Number(id) }),
    left: () => call('left'),
    close: async () => line.close(),
  };
}

interface Call {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** A connection to the log: calls and their answers. */
class LogLine {
  readonly #socket: Socket;
  readonly #where: string;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  #rest = '';
  #end: Error | null = null;

  private constructor(socket: Socket, where: string) {
    this.#socket = socket.setNoDelay(true).setEncoding('utf8');
    this.#where = where;
    socket.on('data', (text) => this.#read(String(text)));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#endAll(new Error(`the log at ${this.#where} went away`)));
  }

  static async open({ host, port }: { readonly host: string; readonly port: number }): Promise<LogLine> {
    const where = `${host}:${port}`;
    const socket = connect({ host, port });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', ({ message }) => reject(new Error(`no log can be reached at ${where}: ${message}`)));
    });
    socket.removeAllListeners('error');
    return new LogLine(socket, where);
  }

  call<Value>(name: string, fields: object): Promise<Value> {
    if (this.#end !== null) return Promise.reject(this.#end);
    const id = ++this.#lastId;
    return new Promise<Value>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      // One packet for all calls of this turn of the event loop.
      if (this.#socket.writableCorked === 0) {
        this.#socket.cork();
        process.nextTick(() => this.#socket.uncork());
      }
      this.#socket.write(`${JSON.stringify({ id, do: name, ...fields })}\n`);
    });
  }

  close(): void {
    this.#end ??= new Error(`the log at ${this.#where} was left`);
    this.#socket.destroy();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const { id, value, error } = JSON.parse(line) as { id: number; value: never; error?: string };
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (error === undefined) call?.resolve(value);
      else call?.reject(new Error(`the log at ${this.#where}: ${error}`));
    }
  }

  #endAll(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#calls.values()) reject(this.#end);
    this.#calls.clear();
  }
}
