/**
 * What a task keeps, as a file: a line that says what it is, the value as a line of JSON, and the value's bytes.
 * V8's own serialisation would hold more kinds of value. But a file in a folder may be anybody's, may be cut, and may
 * have been written by another Node: V8 promises only to read what the same V8 wrote, and JSON.parse reads anything.
 */
import { createHash } from 'node:crypto';

const FORMAT = 'kneepoint-cache';
const VERSION = 1;
/** Stands in the JSON where a Uint8Array was: its place in the bytes behind. */
const BYTES = '$bytes';

/** Whose value it is, and which. */
export interface EntryName {
  /** What keeps values of one task apart from another's. */
  readonly scope: string;
  readonly key: string;
}

/** The file of a value; throws TypeError for a value that would not come back as it was. */
export function encodeEntry({ scope, key }: EntryName, value: unknown): Buffer {
  const chunks: Uint8Array[] = [];
  const json = JSON.stringify(lift(value, 'the value', chunks));
  const body = Buffer.concat([Buffer.from(`${json}\n`), ...chunks]);
  const head = JSON.stringify({ format: FORMAT, version: VERSION, scope, key, sha256: sha256(body) });
  return Buffer.concat([Buffer.from(`${head}\n`), body]);
}

/** The value of a file; throws an Error that says what is wrong with it. */
export function decodeEntry({ scope, key }: EntryName, file: Buffer): unknown {
  const end = file.indexOf('\n');
  const head = parsed(file.subarray(0, end)) as Partial<Record<string, unknown>> | null;
  if (end < 0 || typeof head !== 'object' || head?.format !== FORMAT) throw new Error('it is no entry of this cache');
  if (head.version !== VERSION) throw new Error(`it is in the format of another version, ${String(head.version)}`);
  if (head.scope !== scope || head.key !== key) throw new Error('it belongs to another task or key');
  const body = file.subarray(end + 1);
  if (head.sha256 !== sha256(body)) throw new Error('its checksum does not match: it is damaged');
  const split = body.indexOf('\n');
  return lower(parsed(body.subarray(0, split)), body.subarray(split + 1));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return null;
  }
}

/** The value with its bytes lifted out into `chunks`. */
function lift(value: unknown, path: string, chunks: Uint8Array[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  if (value instanceof Uint8Array) {
    const from = chunks.reduce((sum, { length }) => sum + length, 0);
    chunks.push(value);
    return { [BYTES]: [from, value.length] };
  }
  if (Array.isArray(value)) return value.map((item, i) => lift(item, `${path}[${i}]`, chunks));
  if (isPlain(value)) {
    if (Object.hasOwn(value, BYTES)) throw unfit(path, `has the member ${BYTES}, which stands for bytes here`);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, lift(member, `${path}.${name}`, chunks)]),
    );
  }
  const kind = typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
  throw unfit(path, `is ${typeof value === 'number' ? String(value) : `of type ${kind}`}`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unfit(path: string, why: string): TypeError {
  return new TypeError(`the cache keeps JSON values and Uint8Arrays, but ${path} ${why}`);
}

/** The value with its bytes put back; each Uint8Array has a buffer of its own. */
function lower(value: unknown, bytes: Uint8Array): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => lower(item, bytes));
  const place = (value as { readonly [BYTES]?: readonly [number, number] })[BYTES];
  if (place !== undefined) return new Uint8Array(bytes.subarray(place[0], place[0] + place[1]));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, lower(member, bytes)]));
}
