/** What tasks keep: real files, threads and processes. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makingIn } from '../../../src/run/supervisor/making.js';
import { TaskCache } from '../../../src/run/worker/task-cache.js';

const root = mkdtempSync(join(tmpdir(), 'kneepoint-cache-'));
const folder = join(root, 'home', 'kneepoint');
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is kept under "keys" by the task "sign", and what its call did. */
async function keys(made: unknown = { bits: 3, key: new Uint8Array([1, 2, 3]) }, scope = 'sign') {
  const cache = new TaskCache(folder, scope);
  const value = await cache.get('keys', () => made);
  return { value, uses: cache.uses };
}

const entry = () => join(folder, readdirSync(folder)[0] as string);

describe('a value', () => {
  test('is made once, in a private file, and comes back in the same shape both times', async () => {
    const made = { list: [1, 'two', null, { nested: new Uint8Array(300).fill(7) }], bytes: Buffer.from([0, 255]) };
    const first = await keys(made);
    const second = await keys('another');
    expect(second.value).toEqual(first.value);
    expect(first.value).toEqual({ ...made, bytes: new Uint8Array([0, 255]) });
    expect((second.value as typeof made).bytes.constructor).toBe(Uint8Array);
    expect(first.uses).toEqual([{ key: 'keys', outcome: 'made', reason: null, seconds: expect.any(Number) }]);
    expect(second.uses).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(entry()).toMatch(/sign-keys-[0-9a-f]{16}$/);
    expect([statSync(entry()).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('of another task, or under another key, is another', async () => {
    await keys('mine');
    expect((await keys('yours', 'other')).value).toBe('yours');
    expect(await new TaskCache(folder, 'sign').get('more keys', () => 'more')).toBe('more');
    expect((await keys()).value).toBe('mine');
  });

  test.each([
    ['undefined', [undefined]],
    ['a function', () => 1],
    ['not a number', { x: Number.NaN }],
    ['a date', [new Date(0)]],
    ['an object of a class', { key: new Map() }],
    ['what stands for bytes', { $bytes: [0, 1] }],
  ])('that would not come back as it was is refused: %s', async (_, value) => {
    await expect(keys(value)).rejects.toThrow(/the cache keeps JSON values and Uint8Arrays, but the value/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what make throws is thrown, and the next call makes it', async () => {
    const failing = new TaskCache(folder, 'sign').get('keys', () => Promise.reject(new Error('no entropy')));
    await expect(failing).rejects.toThrow('no entropy');
    expect((await keys('made')).value).toBe('made');
  });

  test('without a folder it is made each time', async () => {
    const cache = new TaskCache(null, 'sign');
    expect([await cache.get('keys', () => 1), await cache.get('keys', () => 2)]).toEqual([1, 2]);
  });
});

describe('an entry that is not taken is made anew, and told', () => {
  const spoil: readonly (readonly [string, RegExp, () => void])[] = [
    ['cut', /checksum/, () => writeFileSync(entry(), readFileSync(entry()).subarray(0, -1))],
    ['with a bit turned', /checksum/, () => writeFileSync(entry(), turned(readFileSync(entry())))],
    ['empty', /no entry of this cache/, () => writeFileSync(entry(), '')],
    ['foreign', /no entry of this cache/, () => writeFileSync(entry(), '{"format":"npm"}\n')],
    ['of another version', /another version, 2/, () => rewrite((head) => ({ ...head, version: 2 }))],
    ['of another key', /another task or key/, () => rewrite((head) => ({ ...head, key: 'else' }))],
    ['readable by others', /others may read/, () => chmodSync(entry(), 0o644)],
    ['a link', /ELOOP/, () => replaced((path) => symlinkSync('/dev/zero', path))],
    ['a folder', /no file/, () => replaced((path) => mkdirSync(path))],
  ];
  test.each(spoil)('%s', async (_, reason, act) => {
    await keys('first');
    act();
    const { value, uses } = await keys('second');
    expect(value).toBe('second');
    expect(uses).toMatchObject([{ outcome: 'replaced', reason: expect.stringMatching(reason) }]);
    expect((await keys('third')).value).toBe('second');
  });
});

test('where nothing can be written it is made, and told', async () => {
  mkdirSync(join(root, 'file'), { recursive: true });
  writeFileSync(join(root, 'file', 'a'), '');
  const cache = new TaskCache(join(root, 'file', 'a', 'b'), 'sign');
  expect(await cache.get('keys', () => 1)).toBe(1);
  expect(cache.uses).toMatchObject([{ outcome: 'not-kept', reason: expect.stringContaining('ENOTDIR') }]);
});

test('of many that ask at once one makes it', async () => {
  let made = 0;
  const make = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return ++made;
  };
  const values = await Promise.all(Array.from({ length: 8 }, () => new TaskCache(folder, 'sign').get('keys', make)));
  expect(values).toEqual(Array(8).fill(1));
});

test('a maker that is killed is known meanwhile, and does not hold up who waits for it', async () => {
  const script = `
    const { TaskCache } = await import(${JSON.stringify(new URL('../../../dist/src/run/worker/task-cache.js', import.meta.url).href)});
    await new TaskCache(${JSON.stringify(folder)}, 'sign').get('keys', () => { console.log('making'); return new Promise(() => setInterval(() => {}, 1e6)); });`;
  const maker = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => maker.stdout.once('data', resolve));
  expect(makingIn(folder)).toEqual(['keys']);
  const waiting = keys('mine');
  maker.kill('SIGKILL');
  expect((await waiting).value).toBe('mine');
  expect(makingIn(folder)).toEqual([]);
  expect(existsSync(entry())).toBe(true);
});

function turned(bytes: Buffer): Buffer {
  bytes[bytes.length - 2] = (bytes[bytes.length - 2] as number) ^ 1;
  return bytes;
}

function rewrite(change: (head: object) => object): void {
  const file = readFileSync(entry());
  const end = file.indexOf('\n');
  const head = change(JSON.parse(file.subarray(0, end).toString()));
  writeFileSync(entry(), Buffer.concat([Buffer.from(JSON.stringify(head)), file.subarray(end)]));
}

function replaced(by: (path: string) => void): void {
  const path = entry();
  rmSync(path);
  by(path);
}
