// One signature, or one verification, by node:crypto as the task crypto-sign calls it, without the task.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

const message = new Uint8Array(64);
const opened = new WeakMap();

/** `what` is always the same object: its first call opens the key, in PEM, and signs what will be verified. */
export default function signature(what) {
  const { hash, operation } = what;
  const { privateKey, publicKey, signed } = opened.get(what) ?? open(what);
  return operation === 'sign' ? sign(hash, message, privateKey) : verify(hash, message, publicKey, signed);
}

function open(what) {
  const dsaEncoding = 'ieee-p1363';
  const privateKey = { key: createPrivateKey(what.pem), dsaEncoding };
  const publicKey = { key: createPublicKey(what.pem), dsaEncoding };
  const keys = { privateKey, publicKey, signed: sign(what.hash, message, privateKey) };
  opened.set(what, keys);
  return keys;
}
