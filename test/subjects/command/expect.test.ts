import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filesDigest, normaliseLine, outputDigest, parseNormaliseRule } from '../../../src/subjects/command/expect.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-expect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TIMES = parseNormaliseRule('s/[0-9.]+ ?ms/T/g');

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe('rules', () => {
  test.each([
    ['s/[0-9.]+ ?ms/T/g', 'took 12.5 ms and 3ms'],
    ['s/a/b/', 'banana'],
    ['s/A/b/gi', 'banana'],
    ['s|/tmp/[^ ]*|DIR|', 'in /tmp/x-1/y there'],
    ['s/(a+)(n)/[\\2\\1&]/g', 'banana'],
    ['s/b/\\&\\\\$1/', 'abc'],
    ['s#\\##-#g', 'a#b#c'],
    ['s/\\//|/g', 'a/b/c'],
    ['s/x/\\t/', 'axb'],
    ['s/$/ end/', 'line'],
    ['s,\\.,!,g', 'a.b.c'],
  ])('%s does what sed -E does', (text, line) => {
    const bySed = execFileSync('sed', ['-E', text], { input: `${line}\n`, encoding: 'utf8' });
    expect(`${normaliseLine(line, [parseNormaliseRule(text)])}\n`).toBe(bySed);
  });

  test.each([
    ['/a/b/', 'is no rule: write s/PATTERN/REPLACEMENT/, as for sed'],
    ['', 'is no rule'],
    ['s/a/b', 'lacks its "/"'],
    ['s/a/b/c/d', 'has too many of its "/"'],
    ['s/a/b/w', 'has the flag "w": there are g and i'],
    ['s//b/', 'has an empty pattern'],
    ['s/(/b/', 'Unterminated group'],
    ['s/a/b/gg', 'nvalid'],
  ])('%j is refused', (text, reason) => {
    expect(() => parseNormaliseRule(text)).toThrow(reason);
  });
});

describe('the same output', () => {
  test('is the same after what may differ is taken out, and another without', async () => {
    const [one, two] = [file('one', 'ok in 12 ms\nend\n'), file('two', 'ok in 7.5 ms\nend\n')];
    expect(await outputDigest(one, [TIMES])).toBe(await outputDigest(two, [TIMES]));
    expect(await outputDigest(one, [])).not.toBe(await outputDigest(two, []));
  });

  test('is digested as sha256sum does it', async () => {
    const path = file('bytes', Buffer.from([0, 255, 10, 13, 128]));
    const sum = execFileSync('sha256sum', [path], { encoding: 'utf8' }).split(' ')[0];
    expect(await outputDigest(path, [])).toBe(sum);
  });
});

describe('the same files', () => {
  test('are the same paths and contents, hidden ones and folders below included', async () => {
    const make = (name: string, more: { [path: string]: string | Buffer } = {}) => {
      const files = { 'dist/a.js': 'a', 'dist/sub/b.js': 'b', 'dist/.hidden': 'c', 'other/x': name, ...more };
      for (const [path, content] of Object.entries(files)) file(`${name}/${path}`, content);
      return filesDigest(join(folder, name), ['dist/**'], [TIMES]);
    };
    const first = await make('first');
    expect(first.files).toBe(3);
    expect(await make('second')).toEqual(first);
    expect((await make('third', { 'dist/a.js': 'A' })).digest).not.toBe(first.digest);
    expect((await make('fourth', { 'dist/more.js': '' })).files).toBe(4);
    const timed = await make('fifth', { 'dist/log': 'in 3 ms' });
    expect(await make('sixth', { 'dist/log': 'in 4 ms' })).toEqual(timed);
  });

  test('that are not there are none', async () => {
    expect((await filesDigest(folder, ['nowhere/**'], [])).files).toBe(0);
  });
});
