// Signatures beside OpenSSL's own speed test: what node:crypto adds to it a call, and what kneepoint adds to that.
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, pairedRatios, printYardstick, within, write } from './table.mjs';

const SECONDS = 2;
const OPERATIONS = ['sign', 'verify'];
/** `perSecond` is about what a loop by hand manages: how many it runs. */
const ALGORITHMS = [
  {
    name: 'RSA-2048',
    openssl: 'rsa2048',
    hash: 'sha256',
    key: ['rsa', { modulusLength: 2048 }],
    perSecond: { sign: 1500, verify: 40_000 },
  },
  {
    name: 'ECDSA-P256',
    openssl: 'ecdsap256',
    hash: 'sha256',
    key: ['ec', { namedCurve: 'P-256' }],
    perSecond: { sign: 20_000, verify: 10_000 },
  },
  { name: 'Ed25519', openssl: 'ed25519', hash: null, key: ['ed25519'], perSecond: { sign: 20_000, verify: 8000 } },
];
const MEASURED = new URL('../dist/tasks/crypto-sign.js', import.meta.url).href;
const BY_HAND = new URL('./units/signature.mjs', import.meta.url).href;
const NO_SIGNER = new URL('./units/no-signer.mjs', import.meta.url).href;
const SHARE_UNITS = 3_000_000;

/** Prints a yardstick for each algorithm and worker count, and one for kneepoint's own share. */
export async function run({ rounds, scale }) {
  const version = (await openssl(['version'])).match(/\d+\.\d+\.\d+/)?.[0];
  write(`openssl speed of OpenSSL ${version}, node:crypto of OpenSSL ${process.versions.openssl}\n\n`);
  const judged = [];
  for (const algorithm of ALGORITHMS)
    for (const workers of [1, 2]) judged.push(await besideOpenssl({ algorithm, workers, rounds, scale }));
  judged.push(await ownShare({ rounds, scale }));
  return judged;
}

/** Microseconds of an operation in one worker, by each: RSA signs for so long that OpenSSL and kneepoint have to agree. */
async function besideOpenssl({ algorithm, workers, rounds, scale }) {
  const { name } = algorithm;
  const pem = privateKey(algorithm);
  const contenders = {
    openssl: () => byOpenssl(algorithm, workers, scale),
    ...Object.fromEntries(
      OPERATIONS.flatMap((operation) => [
        [`kneepoint ${operation}`, () => byKneepoint(name, operation, workers, scale)],
        [`node:crypto ${operation}`, () => byHand(algorithm, operation, pem, workers, scale)],
      ]),
    ),
  };
  const values = await interleaved(rounds, contenders);
  const lines = OPERATIONS.flatMap((operation) => {
    const [ours, hand] = [values[`kneepoint ${operation}`], values[`node:crypto ${operation}`]];
    const theirs = values.openssl.map((round) => round[operation]);
    const isRsaSign = name.startsWith('RSA') && operation === 'sign';
    return [
      { name: `${operation}, openssl speed`, unit: 'µs', values: theirs },
      { name: `${operation}, node:crypto`, unit: 'µs', values: hand },
      { name: `${operation}, kneepoint`, unit: 'µs', values: ours },
      { name: `${operation}, node:crypto a call`, unit: 'µs', values: differences(hand, theirs) },
      { name: `${operation}, kneepoint adds`, unit: 'µs', values: differences(ours, hand) },
      {
        name: `${operation}, kneepoint / openssl`,
        unit: '',
        values: pairedRatios(ours, theirs),
        ...(isRsaSign && { target: within(0.1) }),
      },
    ];
  });
  return printYardstick(`${name}: an operation beside openssl speed, ${workers} at a time`, lines);
}

/** What is left of a unit of the task crypto-sign where signing takes no time. */
async function ownShare({ rounds, scale }) {
  const units = Math.ceil(SHARE_UNITS * scale);
  const options = { unit: NO_SIGNER, args: ['sign', 1], workers: 1, units, dispatch: 'self' };
  const { ours } = await interleaved(rounds, {
    ours: async () => ((await inFreshProcess('./peers/kneepoint.mjs', 'drive', options)).workSeconds / units) * 1e6,
  });
  return printYardstick('Task crypto-sign without signing, dispatch "self", 1 worker', [
    { name: 'kneepoint', unit: 'µs an operation', values: ours, target: atMost(0.3) },
  ]);
}

function differences(ours, theirs) {
  return ours.map((each, i) => each - theirs[i]);
}

async function byOpenssl({ openssl: algorithm }, workers, scale) {
  const seconds = Math.max(1, Math.round(SECONDS * scale));
  const several = workers > 1 ? ['-multi', String(workers)] : [];
  const printed = await openssl(['speed', '-elapsed', '-seconds', String(seconds), ...several, algorithm]);
  // The last line has operations a second of all processes: "rsa 2048 bits 0.000561s 0.000017s   1782.6  60234.9".
  const [sign, verify] = printed.trim().split('\n').at(-1).trim().split(/\s+/).slice(-2).map(Number);
  return { sign: (workers / sign) * 1e6, verify: (workers / verify) * 1e6 };
}

async function openssl(args) {
  const { stdout } = await promisify(execFile)('openssl', args);
  return stdout;
}

async function byKneepoint(name, operation, workers, scale) {
  const seconds = Math.max(0.1, SECONDS * scale);
  const load = { kind: 'window', warmup: seconds / 10, duration: seconds * 1.2, window: seconds };
  const given = { taskArgs: [name, operation, 1], workers: [workers], iterations: 1, dispatch: 'self' };
  const { throughputs } = await inFreshProcess('./study-of-units.mjs', 'study', { unit: MEASURED, ...given, load });
  return (workers / throughputs[0]) * 1e6;
}

async function byHand({ hash, perSecond }, operation, pem, workers, scale) {
  const units = Math.ceil(perSecond[operation] * SECONDS * scale) * workers;
  const options = { unit: BY_HAND, args: [{ hash, operation, pem }], workers, units };
  const { workSeconds } = await inFreshProcess('./peers/timed-loop.mjs', 'drive', options);
  return ((workSeconds * workers) / units) * 1e6;
}

function privateKey({ key: [type, options] }) {
  return generateKeyPairSync(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' });
}
