/** The algorithms of the task, and what is known of them before any key is made. */
import { inspect } from 'node:util';

/** One algorithm. */
export interface Algorithm {
  readonly name: string;
  /** What else it is called: before it was a standard, or in short. */
  readonly aliases: readonly string[];
  /**
   * Bits of security (NIST SP 800-57 Part 1 Rev. 5, table 2; for Ed448 RFC 8032), or the category that a post-quantum
   * algorithm claims (FIPS 204, table 1; FIPS 205, table 2): category 1, 3 and 5 are as hard to break as AES-128, 192 and 256.
   */
  readonly security: string;
  /** Null where the algorithm hashes by itself. */
  readonly hash: string | null;
  /** The type of key that node:crypto knows it by, and what it makes one of. */
  readonly keyType: string;
  readonly keyOptions: { readonly modulusLength?: number; readonly namedCurve?: string };
  /** The first Node that has it; null for all that kneepoint runs on. */
  readonly sinceNode: string | null;
  /** The function of @oqs/liboqs-js that makes it; null where only node:crypto is used. */
  readonly liboqs: string | null;
  /** How long making its keys takes, in words; null for a moment. */
  readonly keysTake: string | null;
}

/** All of them, in the order of lists. */
export const ALGORITHMS: readonly Algorithm[] = [
  rsa(2048, 112),
  rsa(3072, 128),
  rsa(4096, 128),
  rsa(7680, 192, 'half a minute or more'),
  rsa(15_360, 256, 'minutes'),
  ecdsa('P-256', 'sha256', 128),
  ecdsa('P-384', 'sha384', 192),
  ecdsa('P-521', 'sha512', 256),
  edwards('Ed25519', 128),
  edwards('Ed448', 224),
  mlDsa(44, 2, 'Dilithium2'),
  mlDsa(65, 3, 'Dilithium3'),
  mlDsa(87, 5, 'Dilithium5'),
  slhDsa('128s', 1),
  slhDsa('128f', 1),
  slhDsa('192s', 3),
  slhDsa('192f', 3),
  slhDsa('256s', 5),
  slhDsa('256f', 5),
];

/** Finds an algorithm whatever its case, spaces and hyphens: "ECDSA P-256" is "ecdsa-p256". Throws RangeError for none. */
export function findAlgorithm(name: unknown): Algorithm {
  const wanted = typeof name === 'string' ? bare(name) : null;
  const found = ALGORITHMS.find((one) => [one.name, ...one.aliases].some((known) => bare(known) === wanted));
  if (found !== undefined) return found;
  const known = ALGORITHMS.map((one) => one.name).join(', ');
  throw new RangeError(`algorithm must be one of ${known}, not ${inspect(name)}`);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function rsa(bits: number, security: number, keysTake: string | null = null): Algorithm {
  const key = { keyType: 'rsa', keyOptions: { modulusLength: bits } };
  return {
    name: `RSA-${bits}`,
    aliases: [],
    security: `${security} bits`,
    hash: 'sha256',
    ...key,
    sinceNode: null,
    liboqs: null,
    keysTake,
  };
}

function ecdsa(curve: string, hash: string, security: number): Algorithm {
  const name = `ECDSA-${curve.replace('-', '')}`;
  const key = { keyType: 'ec', keyOptions: { namedCurve: curve } };
  return {
    name,
    aliases: [curve],
    security: `${security} bits`,
    hash,
    ...key,
    sinceNode: null,
    liboqs: null,
    keysTake: null,
  };
}

function edwards(name: string, security: number): Algorithm {
  return { ...selfHashing(name, [], name.toLowerCase()), security: `${security} bits`, sinceNode: null, liboqs: null };
}

function mlDsa(set: number, category: number, alias: string): Algorithm {
  const name = `ML-DSA-${set}`;
  return {
    ...selfHashing(name, [alias], name.toLowerCase()),
    security: `NIST category ${category}`,
    sinceNode: '24.6',
    liboqs: `createMLDSA${set}`,
  };
}

/** With SHA2 inside, not SHAKE: it is what processors have instructions for. */
function slhDsa(set: string, category: number): Algorithm {
  const name = `SLH-DSA-${set}`;
  return {
    ...selfHashing(name, [`SPHINCS+-${set}`, `SLH-DSA-SHA2-${set}`], `slh-dsa-sha2-${set}`),
    security: `NIST category ${category}`,
    sinceNode: '24.8',
    liboqs: `createSlhDsaSha2${set}`,
  };
}

function selfHashing(name: string, aliases: readonly string[], keyType: string) {
  return { name, aliases, hash: null, keyType, keyOptions: {}, keysTake: null } as const;
}
