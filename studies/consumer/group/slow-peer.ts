/** A connection to the peer that takes its time (services/slow.mjs): many may wait for it at once. */
import { connect, type Socket } from 'node:net';

/** Asks it for answers. */
export class SlowPeer {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, { readonly resolve: () => void; readonly reject: (reason: unknown) => void }>();
  #lastId = 0;
  #rest = '';
  #end: Error | null = null;

  private constructor(socket: Socket, where: string) {
    this.#socket = socket.setNoDelay(true).setEncoding('utf8');
    socket.on('data', (text) => this.#read(String(text)));
    socket.on('close', () => {
      this.#end = new Error(`the slow peer at ${where} went away`);
      for (const { reject } of this.#waiting.values()) reject(this.#end);
      this.#waiting.clear();
    });
  }

  /** Rejects where nobody listens. */
  static async open({ host, port }: { readonly host: string; readonly port: number }): Promise<SlowPeer> {
    const socket = connect({ host, port });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.on('error', reject);
    });
    return new SlowPeer(socket, `${host}:${port}`);
  }

  /** Resolves when it has answered, which it does after so many milliseconds. */
  answer(ms: number): Promise<void> {
    if (this.#end !== null) return Promise.reject(this.#end);
    const id = String(++this.#lastId);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${id} ${ms}\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const id of lines) {
      this.#waiting.get(id)?.resolve();
      this.#waiting.delete(id);
    }
  }
}
