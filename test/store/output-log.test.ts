import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { OutputTail } from '../../src/run/host/output-tail.js';
import { OutputLog } from '../../src/store/output-log.js';
import { pathsOf } from '../../src/store/results.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('trials follow each other, for their user alone, without credentials and control characters', async () => {
  const log = new OutputLog(pathsOf(folder));
  await log.append('threads_2, round 1', 'one\r\ntwo \u001b[2J\n');
  await log.append('threads_4, round 1', 'token=abcdef');
  const path = join(folder, 'output.log');
  expect(readFileSync(path, 'utf8')).toBe(
    '── threads_2, round 1 ──\none\ntwo \\x1b[2J\n── threads_4, round 1 ──\ntoken=***\n',
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('of a trial that prints without end the begin and the end are kept, and every line is counted', async () => {
  const stream = new PassThrough();
  const output = new OutputTail([stream]);
  for (let line = 0; line < 20_000; line++) stream.write(`line ${line}\n`);
  await new Promise((resolve) => stream.end(resolve));
  expect(output.lines).toBe(20_000);
  expect(output.whole?.length).toBeLessThan(80_000);
  expect(output.whole).toMatch(/^line 0\n.*… \(\d+ bytes left out\)\n.*line 19999\n$/s);
  const short = new PassThrough();
  const little = new OutputTail([short]);
  await new Promise((resolve) => short.end('no line end', () => resolve(null)));
  expect([little.whole, little.lines]).toEqual(['no line end', 0]);
});
