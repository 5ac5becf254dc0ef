/**
 * Signs messages, or verifies signatures, with node:crypto. Each worker makes its key pair in setup,
 * untimed (RSA-4096 may take some seconds). A unit signs a message of its own, made inside the unit in
 * about a microsecond; or it verifies a message that was made and signed in setup.
 *
 * RSA signs with PKCS #1 v1.5 and SHA-256, ECDSA with the hash of its curve's strength, Ed25519 and
 * Ed448 as RFC 8032 says. Signatures differ from key to key and, for ECDSA, from call to call: the
 * answers that are compared hold their number and length, and each one is verified after the unit.
 */

import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { defineTask, type Rng } from 'kneepoint';

const MESSAGE_BYTES = 64;
const MAX_REPEATS = 1_000_000;
const OPERATIONS: readonly string[] = ['sign', 'verify'];

interface Algorithm {
  readonly name: string;
  /** Null where the algorithm hashes by itself. */
  readonly hash: string | null;
  readonly makeKeys: () => KeyPair;
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const ALGORITHMS: readonly Algorithm[] = [
  rsa(2048),
  rsa(3072),
  rsa(4096),
  ecdsa('P-256', 'sha256'),
  ecdsa('P-384', 'sha384'),
  ecdsa('P-521', 'sha512'),
  { name: 'Ed25519', hash: null, makeKeys: () => generateKeyPairSync('ed25519') },
  { name: 'Ed448', hash: null, makeKeys: () => generateKeyPairSync('ed448') },
];

/**
 * Algorithms for the random mix, with operations a unit for some milliseconds. Fixed counts, because
 * each distinct choice makes a key pair; no larger RSA keys, which would take longer than the mix.
 */
const MIX: readonly (readonly [name: string, repeats: number])[] = [
  ['RSA-2048', 25],
  ['ECDSA-P256', 100],
  ['ECDSA-P384', 10],
  ['ECDSA-P521', 8],
  ['Ed25519', 100],
  ['Ed448', 50],
];

export default defineTask({
  summary: 'Sign messages or verify signatures with node:crypto',
  args: ['RSA-2048', 'sign', 1],
  argNames: ['algorithm', 'operation', 'operations a unit'],
  check: (algorithm, operation, repeats) => {
    findAlgorithm(algorithm);
    if (!OPERATIONS.includes(operation)) {
      throw new RangeError(`operation must be "sign" or "verify", not ${inspect(operation)}`);
    }
    if (!Number.isSafeInteger(repeats) || repeats < 1 || repeats > MAX_REPEATS) {
      throw new RangeError(
        `operations a unit must be a whole number from 1 to ${MAX_REPEATS}, not ${inspect(repeats)}`,
      );
    }
  },
  random: (rng) => {
    const [name, repeats] = rng.pick(MIX);
    return [name, rng.pick(OPERATIONS), repeats];
  },
  setup: ({ rng }, name) => {
    const algorithm = findAlgorithm(name);
    const { privateKey, publicKey } = algorithm.makeKeys();
    const message = rng.bytes(MESSAGE_BYTES);
    return { algorithm, privateKey, publicKey, message, signature: signed(algorithm, privateKey, message) };
  },
  run: ({ state, rng }, _name, operation, repeats) => {
    if (operation === 'sign') {
      const message = unitMessage(rng);
      const signatures = times(repeats, () => signed(state.algorithm, state.privateKey, message));
      return { algorithm: state.algorithm.name, signatures };
    }
    const valid = times(repeats, () => isValid(state.algorithm, state.publicKey, state.message, state.signature));
    return { algorithm: state.algorithm.name, valid };
  },
  verify: ({ signatures, valid }, { state, rng }, _name, operation, repeats) => {
    if (operation === 'verify') return valid?.length === repeats && valid.every((one) => one === true);
    const message = unitMessage(rng);
    const areValid = signatures?.every((signature) => isValid(state.algorithm, state.publicKey, message, signature));
    return signatures?.length === repeats && areValid === true;
  },
  answer: ({ algorithm, signatures, valid }) =>
    signatures === undefined
      ? { algorithm, operation: 'verify', valid: valid.filter(Boolean).length }
      : { algorithm, operation: 'sign', signatureBytes: signatures.map((signature) => signature.length) },
});

function rsa(bits: number): Algorithm {
  return { name: `RSA-${bits}`, hash: 'sha256', makeKeys: () => generateKeyPairSync('rsa', { modulusLength: bits }) };
}

function ecdsa(curve: string, hash: string): Algorithm {
  const name = `ECDSA-${curve.replace('-', '')}`;
  return { name, hash, makeKeys: () => generateKeyPairSync('ec', { namedCurve: curve }) };
}

/** Finds an algorithm whatever its case, spaces and hyphens: "ECDSA P-256" is "ecdsa-p256". */
function findAlgorithm(name: unknown): Algorithm {
  const found = typeof name === 'string' ? ALGORITHMS.find((one) => bare(one.name) === bare(name)) : undefined;
  if (found !== undefined) return found;
  const known = ALGORITHMS.map((one) => one.name).join(', ');
  throw new RangeError(`algorithm must be one of ${known}, not ${inspect(name)}`);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** Derived, so that `verify` gets the same message again. */
function unitMessage(rng: Rng): Uint8Array {
  return rng.derive(0).bytes(MESSAGE_BYTES);
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** ECDSA in the fixed-length encoding of IEEE P1363, so that lengths can be compared; others ignore it. */
function signed(algorithm: Algorithm, key: KeyObject, message: Uint8Array): Uint8Array {
  return sign(algorithm.hash, message, { key, dsaEncoding: 'ieee-p1363' });
}

function isValid(algorithm: Algorithm, key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(algorithm.hash, message, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
