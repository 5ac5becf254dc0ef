/** SHA-256 (FIPS 180-4, sect. 6.2) without Node's modules: the analysis is pure. */

const WORD = 2 ** 32;
const PRIMES = firstPrimes(64);
/** The first 32 bits of the fractions of the primes' cube roots, and of the first eight's square roots. */
const ROUNDS = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/** The digest of a text's UTF-8 in hexadecimal. */
export function sha256(text: string): string {
  const bytes = padded(new TextEncoder().encode(text));
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let offset = 0; offset < bytes.byteLength; offset += 64) addBlock(state, words, bytes, offset);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** The message, a 1 bit, zeros, and its length in bits: whole blocks of 64 bytes. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array(64 * Math.ceil((message.length + 9) / 64));
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

function addBlock(state: Uint32Array, w: Uint32Array, bytes: DataView, offset: number): void {
  for (let t = 0; t < 16; t++) w[t] = bytes.getUint32(offset + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [near, far] = [at(w, t - 2), at(w, t - 15)];
    const small1 = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    const small0 = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    w[t] = small1 + at(w, t - 7) + small0 + at(w, t - 16);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const big1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + at(ROUNDS, t) + at(w, t)) | 0;
    const big0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = at(state, i) + word;
  });
}

function at(words: Uint32Array, index: number): number {
  return words[index] as number;
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fraction(root: number): number {
  return Math.floor((root % 1) * WORD);
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}
