/**
 * Signs messages, or verifies signatures, with node:crypto, or with liboqs where Node has no post-quantum algorithms.
 * Key pairs are kept from run to run: an RSA-15360 pair takes minutes. A unit signs one of 64 messages that are made
 * in setup; or it verifies a message that was signed there.
 *
 * RSA signs with PKCS #1 v1.5 and SHA-256, ECDSA with the hash of its curve's strength, Ed25519 and Ed448 as RFC 8032
 * says, ML-DSA and SLH-DSA as FIPS 204 and 205 say, with an empty context. Signatures differ from key to key and, but
 * for RSA and EdDSA, from call to call: the answers that are compared hold their number and length, and each one is
 * verified after the unit.
 */
import { inspect } from 'node:util';
import { defineTask } from 'kneepoint';
import { ALGORITHMS, type Algorithm, findAlgorithm } from './crypto-sign/algorithms.js';
import type { Implementation } from './crypto-sign/implementation.js';
import { LIBOQS, liboqs } from './crypto-sign/liboqs.js';
import { nodeCrypto } from './crypto-sign/node-crypto.js';

const MESSAGES = 64;
const MESSAGE_BYTES = 64;
const MAX_REPEATS = 1_000_000;
const OPERATIONS: readonly string[] = ['sign', 'verify'];

/** The first that has an algorithm signs. */
const IMPLEMENTATIONS: readonly Implementation[] = [nodeCrypto, liboqs];
const NONE = '(needs @oqs/liboqs-js)';

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
  summary: 'Sign messages or verify signatures',
  args: ['RSA-2048', 'sign', 1],
  argNames: ['algorithm', 'operation', 'operations a unit'],
  check: (algorithm, operation, repeats) => {
    implementationOf(findAlgorithm(algorithm));
    if (!OPERATIONS.includes(operation)) {
      throw new RangeError(`operation must be "sign" or "verify", not ${inspect(operation)}`);
    }
    if (!Number.isSafeInteger(repeats) || repeats < 1 || repeats > MAX_REPEATS) {
      throw new RangeError(
        `operations a unit must be a whole number from 1 to ${MAX_REPEATS}, not ${inspect(repeats)}`,
      );
    }
  },
  choices: () =>
    ALGORITHMS.map((algorithm) => ({
      algorithm: algorithm.name,
      'also called': algorithm.aliases[0] ?? '',
      security: algorithm.security,
      'runs here in': IMPLEMENTATIONS.find((one) => one.has(algorithm))?.name ?? NONE,
      keys: algorithm.keysTake ?? '',
    })),
  random: (rng) => {
    const [name, repeats] = rng.pick(MIX);
    return [name, rng.pick(OPERATIONS), repeats];
  },
  setup: async ({ rng, cache }, name) => {
    const algorithm = findAlgorithm(name);
    const implementation = implementationOf(algorithm);
    const keys = await cache(keyName(algorithm, implementation), () => implementation.makeKeys(algorithm));
    const signer = await implementation.open(algorithm, keys);
    const messages = Array.from({ length: MESSAGES }, () => rng.bytes(MESSAGE_BYTES));
    const [message = new Uint8Array()] = messages;
    const [signature, described] = [signer.sign(message), await implementation.describe()];
    return { algorithm: algorithm.name, signer, messages, message, signature, described };
  },
  facts: ({ described }) => ({ implementation: described }),
  run: ({ state, index }, _name, operation, repeats) => {
    const { algorithm, signer, signature } = state;
    if (operation === 'sign') {
      const message = state.messages[index % MESSAGES] as Uint8Array;
      return { algorithm, signatures: times(repeats, () => signer.sign(message)) };
    }
    return { algorithm, valid: times(repeats, () => signer.verify(state.message, signature)) };
  },
  verify: ({ signatures, valid }, { state, index }, _name, operation, repeats) => {
    if (operation === 'verify') return valid?.length === repeats && valid.every((one) => one === true);
    const message = state.messages[index % MESSAGES] as Uint8Array;
    const areValid = signatures?.every((signature) => state.signer.verify(message, signature));
    return signatures?.length === repeats && areValid === true;
  },
  answer: ({ algorithm, signatures, valid }) =>
    signatures === undefined
      ? { algorithm, operation: 'verify', valid: valid.filter(Boolean).length }
      : { algorithm, operation: 'sign', signatureBytes: signatures.map((signature) => signature.length) },
  teardown: ({ signer }) => signer.close(),
});

function implementationOf(algorithm: Algorithm): Implementation {
  const found = IMPLEMENTATIONS.find((one) => one.has(algorithm));
  if (found !== undefined) return found;
  throw new Error(
    `algorithm ${algorithm.name} cannot run here: ${wanting(algorithm)}. Install it beside kneepoint: npm install ${LIBOQS}`,
  );
}

/** What has an algorithm that runs nowhere here. */
function wanting({ sinceNode }: Algorithm): string {
  return `it needs Node ${sinceNode} or later (this is ${process.versions.node}), or the package @oqs/liboqs-js`;
}

/** What the keys depend on; and, for whoever waits for them, how long they take. */
function keyName({ name, keysTake }: Algorithm, { format }: Implementation): string {
  return `${name} key pair, ${format}${keysTake === null ? '' : ` (takes ${keysTake})`}`;
}

function times<T>(count: number, make: () => T): T[] {
  const made: T[] = [];
  for (let i = 0; i < count; i++) made.push(make());
  return made;
}
