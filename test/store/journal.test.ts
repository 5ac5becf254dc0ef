import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeLine, Journal, readJournal } from '../../src/store/journal.js';
import { StoreError } from '../../src/store/store-error.js';
import { endRecord, failedTrial, profileRecord, studyRecord } from '../support/records.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = () => join(folder, `${files++}.jsonl`);

/** A journal file with these bytes; the same file each time. */
function fileWith(bytes: Uint8Array | string): string {
  const path = join(folder, 'given.jsonl');
  writeFileSync(path, bytes);
  return path;
}

const LINES = [encodeLine(0, studyRecord), encodeLine(1, failedTrial), encodeLine(2, endRecord)];
const text = LINES.join('');

/** The message with which reading a journal is refused. */
async function refusalOf(path: string): Promise<string> {
  const error = await readJournal(path).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreError);
  return (error as StoreError).message;
}

describe('a whole journal', () => {
  test('comes back as it was appended', async () => {
    const path = newPath();
    const journal = await Journal.create(path);
    for (const record of [studyRecord, failedTrial, failedTrial, profileRecord, endRecord])
      await journal.append(record);
    await journal.close();
    expect(await readJournal(path)).toEqual({
      recording: { study: studyRecord, profiles: [profileRecord], trials: [failedTrial, failedTrial], end: endRecord },
      tornBytes: 0,
    });
  });

  test('carries any text of a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (message) => {
        const record = { ...failedTrial, fault: { phase: 'run', message, stack: message, unit: null } };
        const { recording, tornBytes } = await readJournal(fileWith(LINES[0] + encodeLine(1, record)));
        expect(recording.trials).toEqual([record]);
        expect(tornBytes).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test('is one line a record, each parsable by itself', () => {
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).seq),
    ).toEqual([0, 1, 2]);
  });

  test('a run that was cut has no end', async () => {
    expect((await readJournal(fileWith(LINES.slice(0, 2).join('')))).recording.end).toBeNull();
  });
});

describe('an existing journal', () => {
  test('is never written to', async () => {
    const path = fileWith('precious');
    await expect(Journal.create(path)).rejects.toBeInstanceOf(StoreError);
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  test('below a regular file cannot be created, and the message says why', async () => {
    const path = join(fileWith(''), 'journal.jsonl');
    await expect(Journal.create(path)).rejects.toThrow(StoreError);
    await expect(Journal.create(path)).rejects.toThrow('a part of the path is not a folder');
  });

  test('a missing one is a StoreError that names it', async () => {
    const path = newPath();
    expect(await refusalOf(path)).toContain(path);
  });
});

describe('a torn last line', () => {
  test('is left out at every byte at which it may have been torn, and counted', async () => {
    const last = Buffer.from(LINES[1] as string);
    const head = Buffer.from(LINES[0] as string);
    for (let bytes = 0; bytes < last.length; bytes++) {
      const { recording, tornBytes } = await readJournal(fileWith(Buffer.concat([head, last.subarray(0, bytes)])));
      expect(recording).toEqual({ study: studyRecord, trials: [], profiles: [], end: null });
      expect(tornBytes, `torn after ${bytes} bytes`).toBe(bytes);
    }
  });

  test('a journal without a whole first line is refused', async () => {
    expect(await refusalOf(fileWith(''))).toMatch(/:1\b/);
    expect(await refusalOf(fileWith((LINES[0] as string).slice(0, -1)))).toMatch(/:1\b/);
  });
});

describe('damage', () => {
  const start = (LINES[0] as string).length;
  const length = (LINES[1] as string).length - 1;

  test('of one character anywhere in a middle line is refused with file and line', async () => {
    const other = fc.constantFrom('0', '9', 'f', 'x', '"', '}', ' ', 'ü');
    await fc.assert(
      fc.asyncProperty(fc.nat(length - 1), other, async (offset, character) => {
        const at = start + offset;
        fc.pre(text[at] !== character && !isLowSurrogate(text, at) && !isLowSurrogate(text, at + 1));
        const path = fileWith(text.slice(0, at) + character + text.slice(at + 1));
        expect(await refusalOf(path)).toContain(`${path}:2`);
      }),
      { numRuns: 80 },
    );
  });

  test('a line that is missing, twice there, or in another’s place is refused', async () => {
    const [study = '', trial = '', end = ''] = LINES;
    for (const lines of [
      [study, end],
      [study, trial, trial, end],
      [study, end, trial],
    ]) {
      expect(await refusalOf(fileWith(lines.join('')))).toMatch(/:[23]\b/);
    }
    expect(await refusalOf(fileWith(trial + end))).toMatch(/:1\b/);
  });

  test('a foreign line after a whole journal is refused', async () => {
    const path = fileWith(text);
    appendFileSync(path, 'someone else wrote this\n');
    expect(await refusalOf(path)).toContain(`${path}:4`);
  });
});

function isLowSurrogate(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
