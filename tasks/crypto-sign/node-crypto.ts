import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { Algorithm } from './algorithms.js';
import type { Implementation } from './implementation.js';

/** Any type of key: the ones that the running Node knows are more than those of the oldest that we support. */
type MakeKeys = (type: string, options: Algorithm['keyOptions']) => { privateKey: KeyObject; publicKey: KeyObject };
const makeKeyPair = generateKeyPairSync as unknown as MakeKeys;

/** A quick key of each family that is not in every Node: ML-DSA came with 24.6, SLH-DSA with 24.8. */
const QUICKEST: readonly (readonly [family: string, type: string])[] = [
  ['ml-dsa', 'ml-dsa-44'],
  ['slh-dsa', 'slh-dsa-sha2-128f'],
];
const found = new Map<string, boolean>();

/** Node's own, which is OpenSSL's. Keys are kept as PKCS #8 and SPKI (DER). */
export const nodeCrypto: Implementation = {
  name: 'node:crypto',
  format: 'PKCS #8',
  has: ({ keyType }) => {
    const [, type] = QUICKEST.find(([family]) => keyType.startsWith(family)) ?? [];
    if (type === undefined) return true;
    const known = found.get(type) ?? canMake(type);
    found.set(type, known);
    return known;
  },
  describe: async () => `node:crypto, OpenSSL ${process.versions.openssl}`,
  makeKeys: async ({ keyType, keyOptions }) => {
    const { privateKey, publicKey } = makeKeyPair(keyType, keyOptions);
    return {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    };
  },
  open: async ({ hash }, keys) => {
    const der = (key: Uint8Array) => Buffer.from(key);
    // ECDSA in the fixed-length encoding of IEEE P1363, so that lengths can be compared; others ignore it.
    const dsaEncoding = 'ieee-p1363' as const;
    const key = createPrivateKey({ key: der(keys.privateKey), format: 'der', type: 'pkcs8' });
    const privateKey = { key, dsaEncoding };
    const publicKey = { key: createPublicKey({ key: der(keys.publicKey), format: 'der', type: 'spki' }), dsaEncoding };
    return {
      sign: (message) => sign(hash, message, privateKey),
      verify: (message, signature) => verify(hash, message, publicKey, signature),
      close: () => {},
    };
  },
};

function canMake(type: string): boolean {
  try {
    makeKeyPair(type, {});
    return true;
  } catch {
    return false;
  }
}
