/** Every algorithm of crypto-sign, on this Node or the one that KNEEPOINT_NODE names. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Bytes of a signature: the modulus for RSA, two field elements for ECDSA, RFC 8032, FIPS 204 and 205 for the others. */
const SIGNATURE_BYTES: { readonly [algorithm: string]: number } = {
  'RSA-2048': 256,
  'RSA-3072': 384,
  'RSA-4096': 512,
  'RSA-7680': 960,
  'RSA-15360': 1920,
  'ECDSA-P256': 64,
  'ECDSA-P384': 96,
  'ECDSA-P521': 132,
  Ed25519: 64,
  Ed448: 114,
  'ML-DSA-44': 2420,
  'ML-DSA-65': 3309,
  'ML-DSA-87': 4627,
  'SLH-DSA-128s': 7856,
  'SLH-DSA-128f': 17_088,
  'SLH-DSA-192s': 16_224,
  'SLH-DSA-192f': 35_664,
  'SLH-DSA-256s': 29_792,
  'SLH-DSA-256f': 49_856,
};

const node = process.env.KNEEPOINT_NODE ?? process.execPath;

test('all 19 sign, verify and refuse a spoiled signature, and implementations verify each other’s', () => {
  const script = fileURLToPath(new URL('../support/every-algorithm.mjs', import.meta.url));
  const [major = 0, minor = 0] = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    .split('.')
    .map(Number);
  const hasMlDsa = major > 24 || (major === 24 && minor >= 6);
  const hasSlhDsa = major > 24 || (major === 24 && minor >= 8);
  const told = execFileSync(node, [script], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const expected = Object.entries(SIGNATURE_BYTES).map(([algorithm, bytes]) => {
    const isNative = algorithm.startsWith('ML-') ? hasMlDsa : algorithm.startsWith('SLH-') ? hasSlhDsa : true;
    const others = isNative ? { noble: true, liboqs: true, ofLiboqs: true } : { noble: true };
    return {
      algorithm,
      implementation: isNative ? 'node:crypto' : 'liboqs-js (WASM)',
      bytes,
      valid: true,
      spoiledValid: false,
      othersAgree: /^(ML|SLH)-/.test(algorithm) ? others : {},
    };
  });
  expect(told).toEqual(expected);
}, 60_000);
