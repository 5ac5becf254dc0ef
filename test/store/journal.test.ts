/** The journal being written, also by a disk that fails. */
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/model/journal.js';
import { Journal } from '../../src/store/journal.js';
import { encodeLine } from '../../src/store/journal-lines.js';
import { readJournal } from '../../src/store/read-journal.js';
import { StoreError } from '../../src/store/store-error.js';
import { type FaultPlan, failingFiles } from '../support/failing-file.js';
import { endRecord, failedTrial, studyRecord } from '../support/records.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = () => join(folder, `${files++}.jsonl`);

const TRIALS = [0, 1, 2, 3].map((round) => ({ ...failedTrial, round }));
const RECORDS: readonly JournalRecord[] = [studyRecord, ...TRIALS, endRecord];

/** A journal on disk with these records. */
async function written(records: readonly JournalRecord[]): Promise<string> {
  const path = newPath();
  const journal = await Journal.create(path);
  for (const record of records) await journal.append(record);
  await journal.close();
  return path;
}

describe('a new journal', () => {
  test('comes back as it was appended', async () => {
    const { records } = await readJournal(await written(RECORDS));
    expect(records).toEqual(RECORDS);
  });

  test('is on the disk after each append', async () => {
    const path = newPath();
    const journal = await Journal.create(path);
    for (const [i, record] of RECORDS.entries()) {
      await journal.append(record);
      expect((await readJournal(path)).records).toHaveLength(i + 1);
    }
    await journal.close();
  });

  test('is its owner’s alone: it holds arguments and output', async () => {
    expect(statSync(await written(RECORDS)).mode & 0o777).toBe(0o600);
  });

  test('is never made in the place of an existing file', async () => {
    const path = newPath();
    writeFileSync(path, 'precious');
    await expect(Journal.create(path)).rejects.toBeInstanceOf(StoreError);
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  test('below a regular file cannot be created, and the message says why', async () => {
    const path = newPath();
    writeFileSync(path, '');
    await expect(Journal.create(join(path, 'journal.jsonl'))).rejects.toThrow('a part of the path is not a folder');
  });
});

describe('a journal that goes on', () => {
  test.each([
    ['whole', (path: string) => path],
    ['torn', (path: string) => appendFileSync(path, encodeLine(3, failedTrial).subarray(0, -7))],
    ['without its last newline', (path: string) => truncateSync(path, readFileSync(path).length - 1)],
  ])('%s: keeps what is sound and adds to it', async (_, spoil) => {
    const path = await written(RECORDS.slice(0, 3));
    spoil(path);
    const journal = await Journal.resume(path, await readJournal(path));
    for (const record of RECORDS.slice(3)) await journal.append(record);
    await journal.close();
    const again = await readJournal(path);
    expect(again.records).toEqual(RECORDS);
    expect(again.tornBytes).toBe(0);
  });

  test('salvaged: is written anew, and the damaged one is kept', async () => {
    const path = await written(RECORDS.slice(0, 4));
    const damaged = readFileSync(path).fill(
      'x',
      encodeLine(0, studyRecord).length + 5,
      encodeLine(0, studyRecord).length + 9,
    );
    writeFileSync(path, damaged);
    // A salvage that was killed, and one of an earlier damage.
    writeFileSync(`${path}.salvaged`, 'half');
    writeFileSync(`${path}.damaged`, 'evidence');
    const journal = await Journal.resume(path, await readJournal(path, { salvage: true }));
    await journal.append(endRecord);
    await journal.close();
    expect((await readJournal(path)).records).toEqual([studyRecord, ...TRIALS.slice(1, 3), endRecord]);
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('evidence');
    expect(readFileSync(`${path}.damaged_2`)).toEqual(damaged);
    const own = readdirSync(folder).filter((name) => name.startsWith(basename(path)));
    expect(own.sort()).toEqual([basename(path), `${basename(path)}.damaged`, `${basename(path)}.damaged_2`]);
  });
});

/** What a fault comes to: `survived` when every record is there, `refused` when the append says so. */
const FAULTS = (['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG', 'partial', 'nothing', 'short'] as const).flatMap((fault) =>
  [true, false].flatMap((lasting) => [1, 2, 3, 6].map((nth): FaultPlan => ({ on: 'write', fault, nth, lasting }))),
);
const SYNC_FAULTS = (['EIO', 'ENOSPC'] as const).flatMap((fault) =>
  [1, 4].map((nth): FaultPlan => ({ on: 'sync', fault, nth, lasting: false })),
);

describe('a disk that fails', () => {
  test.each([...FAULTS, ...SYNC_FAULTS])('$fault on $on $nth, for good: $lasting', async (plan) => {
    const path = newPath();
    const journal = await Journal.create(path, failingFiles(plan));
    const appended: JournalRecord[] = [];
    let refusal: unknown = null;
    for (const record of RECORDS) {
      try {
        await journal.append(record);
        appended.push(record);
      } catch (error) {
        refusal ??= error;
      }
    }
    await journal.close();
    if (plan.fault === 'short') {
      // Written in several goes.
      expect([refusal, appended]).toEqual([null, RECORDS]);
    } else {
      expect(refusal).toBeInstanceOf(StoreError);
      // What was refused once takes no more, or later records would stand on a gap.
      expect(appended).toEqual(RECORDS.slice(0, plan.nth - 1));
    }
    if (appended.length === 0) return;
    const { records, tornBytes } = await readJournal(path);
    expect(records).toEqual(appended);
    expect(tornBytes).toBe(0);
    const again = await Journal.resume(path, await readJournal(path));
    for (const record of RECORDS.slice(appended.length)) await again.append(record);
    await again.close();
    expect((await readJournal(path)).records).toEqual(RECORDS);
  });

  test('says what was wrong, where, and what to do', async () => {
    const path = newPath();
    const journal = await Journal.create(path, failingFiles({ on: 'write', fault: 'ENOSPC', nth: 1, lasting: true }));
    await expect(journal.append(studyRecord)).rejects.toThrow(`${path}: the disk is full; free some space`);
    await journal.close();
  });
});
