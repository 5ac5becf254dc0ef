import { connect, type Socket } from 'node:net';
import { frameOf, KIND, onFrames, send } from '../wire.mjs';
import { errorOf, portOf, type Store } from './client.js';

const NODES = ['leader', 'follower1', 'follower2'] as const;

/** The store of this folder. A worker talks to the leader, and to one node at hand for its weak gets. */
export const embedded: Store = {
  labels: { weakGet: 'weak get', strongGet: 'strong get', weakPut: 'weak put', strongPut: 'strong put' },
  async connect({ services, worker }) {
    const [leaderPort, nearPort] = [NODES[0], NODES[worker % NODES.length] as string].map((name) =>
      portOf(services, name),
    ) as [number, number];
    const leader = await Connection.open(leaderPort);
    const near = nearPort === leaderPort ? leader : await Connection.open(nearPort);
    return {
      facts: { store: 'three nodes of node.mjs in memory, without elections' },
      get: (key, isWeak) => (isWeak ? near : leader).ask(KIND.get, key),
      put: async (key, value, isWeak) => void (await leader.ask(isWeak ? KIND.putWeak : KIND.put, key, value)),
      close: () => {
        leader.close();
        near.close();
      },
    };
  },
};

interface Waiting {
  readonly resolve: (value: string | null) => void;
  readonly reject: (error: Error) => void;
}

/** A connection that has any number of requests in flight. */
class Connection {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #lastNumber = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    onFrames(socket, (number: number, kind: number, _: string, value: string) => {
      const waiting = this.#waiting.get(number);
      this.#waiting.delete(number);
      waiting?.resolve(kind === KIND.value ? value : null);
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      for (const { reject } of this.#waiting.values()) reject(errorOf('reset', 'the node closed the connection'));
    });
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  ask(kind: number, key: string, value = ''): Promise<string | null> {
    const number = ++this.#lastNumber;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(errorOf('reset', 'the node is gone'));
      this.#waiting.set(number, { resolve, reject });
      send(this.#socket, frameOf(number, kind, key, value));
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
