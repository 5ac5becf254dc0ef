// Signs, verifies and spoils with every algorithm of crypto-sign on the Node that runs this, and has the other
// implementations verify the same signatures. Prints a line of JSON for each algorithm. The keys of the two slowest
// come from test/tasks/keys, where they serve tests alone: making them takes minutes.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ALGORITHMS } from '../../dist/tasks/crypto-sign/algorithms.js';
import { liboqs } from '../../dist/tasks/crypto-sign/liboqs.js';
import { nodeCrypto } from '../../dist/tasks/crypto-sign/node-crypto.js';

/** The oracle's functions, by their names. */
const NOBLE = {
  ...(await import('@noble/post-quantum/ml-dsa.js')),
  ...(await import('@noble/post-quantum/slh-dsa.js')),
};

const MESSAGE = new Uint8Array(64).map((_, i) => i);

for (const algorithm of ALGORITHMS) {
  const own = [nodeCrypto, liboqs].find((one) => one.has(algorithm));
  const keys = fixture(algorithm.name) ?? (await own.makeKeys(algorithm));
  const signer = await own.open(algorithm, keys);
  const signature = new Uint8Array(signer.sign(MESSAGE));
  const spoiled = signature.with(10, signature[10] ^ 1);
  const told = {
    algorithm: algorithm.name,
    implementation: own.name,
    bytes: signature.length,
    valid: signer.verify(MESSAGE, signature),
    spoiledValid: signer.verify(MESSAGE, spoiled),
    othersAgree: algorithm.liboqs === null ? {} : await askOthers(algorithm, own, keys, signature, spoiled),
  };
  signer.close();
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

function fixture(name) {
  const path = new URL(`../tasks/keys/${name.toLowerCase()}.pem`, import.meta.url);
  if (!existsSync(path)) return null;
  const key = createPrivateKey(readFileSync(path));
  return {
    privateKey: key.export({ type: 'pkcs8', format: 'der' }),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }),
  };
}

/** Whether each of the others finds the signature valid and the spoiled one not; and own what liboqs signed. */
async function askOthers(algorithm, own, keys, signature, spoiled) {
  const raw = own === liboqs ? keys.publicKey : rawPublicKey(keys.publicKey);
  const noble = nobleOf(algorithm.name);
  const agree = { noble: noble.verify(signature, MESSAGE, raw) && !noble.verify(spoiled, MESSAGE, raw) };
  if (own === liboqs) return agree;
  const oqs = await liboqs.open(algorithm, { publicKey: raw, privateKey: new Uint8Array() });
  agree.liboqs = oqs.verify(MESSAGE, signature) && !oqs.verify(MESSAGE, spoiled);
  oqs.close();
  const theirs = await liboqs.makeKeys(algorithm);
  const theirSigner = await liboqs.open(algorithm, theirs);
  const spki = createPublicKey({ key: jwk(algorithm, theirs.publicKey), format: 'jwk' });
  const publicKey = spki.export({ type: 'spki', format: 'der' });
  const verifier = await nodeCrypto.open(algorithm, { ...keys, publicKey });
  agree.ofLiboqs = verifier.verify(MESSAGE, theirSigner.sign(MESSAGE));
  theirSigner.close();
  return agree;
}

function rawPublicKey(spki) {
  const { pub } = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(pub, 'base64url'));
}

function jwk({ keyType }, publicKey) {
  const alg = keyType.toUpperCase().replace(/(\d)([SF])$/, (_, digit, letter) => digit + letter.toLowerCase());
  return { kty: 'AKP', alg, pub: Buffer.from(publicKey).toString('base64url') };
}

function nobleOf(name) {
  const set = name.replace(/^.*-/, '');
  return NOBLE[name.startsWith('ML') ? `ml_dsa${set}` : `slh_dsa_sha2_${set}`];
}
