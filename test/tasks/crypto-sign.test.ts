import { afterEach, describe, expect, test } from 'vitest';
import cryptoSign from '../../tasks/crypto-sign.js';
import { Worker } from './harness.js';

/** Bytes of a signature: the modulus for RSA, two field elements for ECDSA, RFC 8032 for the others. */
const SIGNATURE_BYTES = {
  'RSA-2048': 256,
  'ECDSA-P256': 64,
  'ECDSA-P384': 96,
  'ECDSA-P521': 132,
  Ed25519: 64,
  Ed448: 114,
};

const opened: Worker[] = [];
afterEach(async () => {
  for (const worker of opened.splice(0)) await worker.close();
});

async function open(...args: readonly unknown[]): Promise<Worker> {
  const worker = await Worker.open(cryptoSign, args);
  opened.push(worker);
  return worker;
}

describe.each(Object.entries(SIGNATURE_BYTES))('%s', (algorithm, bytes) => {
  test('signs so that another look at the signature finds it valid', async () => {
    const worker = await open(algorithm, 'sign', 2);
    const result = await worker.run(0);
    expect(worker.answer(result)).toEqual({ algorithm, operation: 'sign', signatureBytes: [bytes, bytes] });
    expect(await worker.accepts(result, 0)).toBe(true);
  });

  test('a signature of another unit, or by another key, is refused', async () => {
    const [worker, stranger] = [await open(algorithm, 'sign', 1), await open(algorithm, 'sign', 1)];
    expect(await worker.accepts(await worker.run(1), 0)).toBe(false);
    expect(await worker.accepts(await stranger.run(0), 0)).toBe(false);
  });

  test('verifies its signature, and finds a spoiled one', async () => {
    const worker = await open(algorithm, 'verify', 3);
    const result = await worker.run(0);
    expect(worker.answer(result)).toEqual({ algorithm, operation: 'verify', valid: 3 });
    expect(await worker.accepts(result, 0)).toBe(true);

    const { signature } = worker.state as { signature: Uint8Array };
    signature[10] = (signature[10] as number) ^ 1;
    const spoiled = await worker.run(0);
    expect(worker.answer(spoiled)).toEqual({ algorithm, operation: 'verify', valid: 0 });
    expect(await worker.accepts(spoiled, 0)).toBe(false);
  });
});

test.each(['ECDSA P-256', 'ecdsa-p256', 'ECDSA_P256', 'rsa 2048', 'RSA4096', 'ed25519', 'ED448', 'rsa-3072'])(
  'understands the spelling %s',
  (algorithm) => {
    expect(() => cryptoSign.check?.(algorithm, 'sign', 1)).not.toThrow();
  },
);

test('too few or too many operations are refused', async () => {
  const [two, three] = [await open('Ed25519', 'verify', 2), await open('Ed25519', 'verify', 3)];
  expect(await three.accepts(await two.run(0), 0)).toBe(false);
  expect(await two.accepts(await three.run(0), 0)).toBe(false);
});
