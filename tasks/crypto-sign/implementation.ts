/** What signs: the same for node:crypto and for a library in its place. */
import type { Algorithm } from './algorithms.js';

/** A key pair as bytes, in the implementation's own format. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** An algorithm with a key pair. */
export interface Signer {
  sign(message: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** Frees what it holds. */
  close(): void;
}

/** A library that can sign. */
export interface Implementation {
  /** For lists; the versions that work are in what `describe` gives. */
  readonly name: string;
  /** The format of its keys: pairs in different formats are kept apart. */
  readonly format: string;
  /** Whether it has the algorithm here; loads nothing. */
  has(algorithm: Algorithm): boolean;
  /** Its name with its version. */
  describe(): Promise<string>;
  makeKeys(algorithm: Algorithm): Promise<KeyPair>;
  open(algorithm: Algorithm, keys: KeyPair): Promise<Signer>;
}
