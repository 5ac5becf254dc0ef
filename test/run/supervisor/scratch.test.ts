import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OutputTail } from '../../../src/run/host/output-tail.js';
import { Scratch } from '../../../src/run/supervisor/scratch.js';
import { thisProcess } from '../../../src/run/system/process-identity.js';
import { UserError } from '../../../src/user-error.js';

const own = mkdtempSync(join(tmpdir(), 'scratch-test-'));
const before = process.env.TMPDIR;
beforeAll(() => {
  process.env.TMPDIR = own;
});
beforeEach(() => {
  for (const name of readdirSync(own)) rmSync(join(own, name), { recursive: true });
});
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(own, { recursive: true, force: true });
});

/** The id of a process that has ended and was reaped. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('a study’s temporary folder', () => {
  test('lies in the system’s, is this process’s by name, and goes with all that is in it', () => {
    const scratch = new Scratch();
    expect(readdirSync(own)).toEqual([]);
    expect(dirname(scratch.path)).toBe(own);
    expect(basename(scratch.path)).toMatch(new RegExp(`^kneepoint-${process.pid}-\\w{6}$`));
    writeFileSync(join(scratch.folder('a'), 'file'), 'text');
    const { path, remove } = scratch.temporary('b');
    expect(existsSync(path)).toBe(true);
    remove();
    expect(existsSync(path)).toBe(false);
    scratch.remove();
    expect(readdirSync(own)).toEqual([]);
  });

  test('sweeps the folders of dead runs, and nothing else', () => {
    const dead = deadPid();
    const swept = `kneepoint-${dead}-abcDEF`;
    const kept = [
      `kneepoint-${process.pid}-abcdef`,
      `kneepoint-1-abcdef`,
      `kneepoint-${dead}-abcdef-mine`,
      `kneepoint-${dead}`,
      'kneepoint-notes-abcdef',
      `other-${dead}-abcdef`,
    ];
    const foreign = `kneepoint-${dead}-fOreig`;
    const made = { started: null, pidNamespace: thisProcess().pidNamespace, boot: thisProcess().boot };
    for (const name of [swept, foreign, ...kept]) mkdirSync(join(own, name));
    for (const name of [swept, ...kept.slice(2)])
      writeFileSync(join(own, name, 'owner.json'), JSON.stringify({ ...made, pid: dead }));
    // Of a container whose processes are not seen here: its run may go on.
    writeFileSync(join(own, foreign, 'owner.json'), JSON.stringify({ ...made, pid: dead, pidNamespace: 'pid:[1]' }));
    kept.push(foreign);
    writeFileSync(join(own, `kneepoint-${dead}-aFile1`), '');
    symlinkSync(join(own, kept[2] as string), join(own, `kneepoint-${dead}-aLink1`));
    const scratch = new Scratch();
    const left = readdirSync(own).filter((name) => name !== basename(scratch.path));
    expect(left.sort()).toEqual([...kept, `kneepoint-${dead}-aFile1`, `kneepoint-${dead}-aLink1`].sort());
    scratch.remove();
  });
});

test.each([
  [
    'is missing',
    () => join(own, 'missing'),
    /no temporary file can be made in ".*missing": there is no such folder; .*TMPDIR/,
  ],
  ['is a file', () => process.execPath, /it is no folder/],
  ['takes none', () => '/proc', /no temporary file can be made in "\/proc"/],
])('a place for temporary files that %s is told with its cure, once one is needed', (_, place, told) => {
  process.env.TMPDIR = place();
  try {
    const scratch = new Scratch();
    expect(() => scratch.folder('a')).toThrow(UserError);
    expect(() => scratch.path).toThrow(told);
    scratch.remove();
  } finally {
    process.env.TMPDIR = own;
  }
});

describe('the tail of what a host printed', () => {
  test('is nothing when nothing was printed', () => {
    expect(new OutputTail([new PassThrough(), null]).text).toBeNull();
  });

  test('is all of a short output, of both streams', async () => {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const tail = new OutputTail([out, err]);
    out.end('one\n');
    err.end('two\n');
    await Promise.all([out, err].map((stream) => new Promise((resolve) => stream.once('end', resolve))));
    expect(tail.text?.split('\n').sort().join(' ').trim()).toBe('one two');
  });

  test('is the last kilobytes of a long one, with the count of what is missing', async () => {
    const out = new PassThrough();
    const tail = new OutputTail([out]);
    for (let i = 0; i < 100; i++) out.write('x'.repeat(1000));
    out.end('the end');
    await new Promise((resolve) => out.once('end', resolve));
    const text = tail.text as string;
    expect(text.endsWith('the end')).toBe(true);
    expect(text.length).toBeLessThan(5000);
    const missing = Number(/\((\d+) bytes before this\)/.exec(text)?.[1]);
    expect(missing + text.slice(text.indexOf('\n') + 1).length).toBe(100_007);
  });
});
