/** What the task asks of a store, whichever it is. */
import type { SetupContext } from 'kneepoint';

/** A worker's connections to a store. Keys and values are Latin-1. */
export interface StoreClient {
  /** What the rows say of the store, such as its version. */
  readonly facts: { readonly [name: string]: string };
  /** The value of a key, null for none. Weak: from a node at hand, and perhaps an old one. */
  get(key: string, isWeak: boolean): Promise<string | null>;
  /** Resolves once the store has it; see the README for what that means. Weak: before others have it. */
  put(key: string, value: string, isWeak: boolean): Promise<void>;
  close(): void | Promise<void>;
}

/** A kind of store. */
export interface Store {
  /** What its operations are called; null for what it does not have. */
  readonly labels: {
    readonly weakGet: string;
    readonly strongGet: string;
    readonly weakPut: string | null;
    readonly strongPut: string;
  };
  connect(context: Pick<SetupContext, 'services' | 'worker' | 'inFlight'>): Promise<StoreClient>;
}

/** The port of a service of the study; throws RangeError where there is none of that name. */
export function portOf(services: SetupContext['services'], name: string): number {
  const port = services[name]?.port;
  if (typeof port !== 'number') throw new RangeError(`this store needs a service called "${name}"`);
  return port;
}

/** An error of a kind: errors are counted by their names. */
export function errorOf(kind: string, message: string): Error {
  return Object.assign(new Error(message), { name: kind });
}
