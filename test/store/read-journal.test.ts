/** A journal read back: whole, torn at every byte, damaged, salvaged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { ChoiceRecord, JournalRecord, ResumeRecord } from '../../src/model/journal.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { encodeLine } from '../../src/store/journal-lines.js';
import { decodeJournal, lossesOf, readJournal } from '../../src/store/read-journal.js';
import { StoreError } from '../../src/store/store-error.js';
import { endRecord, failedTrial, studyRecord } from '../support/records.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A journal's bytes, a line a record. */
function journalOf(records: readonly JournalRecord[]): Buffer {
  return Buffer.concat(records.map((record, i) => encodeLine(i, record)));
}

/** Trials of several lines' length, so that a torn one may be of any. */
const TRIALS: readonly TrialRecord[] = [0, 1, 2].map((round) => ({ ...failedTrial, round }));
const RECORDS: readonly JournalRecord[] = [studyRecord, ...TRIALS, endRecord];
const WHOLE = journalOf(RECORDS);

function read(bytes: Uint8Array, salvage = false) {
  return decodeJournal(bytes, 'j.jsonl', { salvage });
}

/** The message with which bytes are refused. */
function refusalOf(bytes: Uint8Array, salvage = false): string {
  try {
    read(bytes, salvage);
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return (error as StoreError).message;
  }
  throw new Error('it was not refused');
}

describe('a whole journal', () => {
  test('gives its records, and lacks nothing', () => {
    const journal = read(WHOLE);
    expect(journal.recording).toEqual({ study: studyRecord, trials: TRIALS, profiles: [], end: endRecord });
    expect(journal.records).toEqual(RECORDS);
    expect(lossesOf(journal)).toEqual([]);
  });

  test('carries any text of a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const record = { ...failedTrial, fault: { phase: 'run' as const, message, stack: message, unit: null } };
        expect(read(journalOf([studyRecord, record])).recording.trials).toEqual([record]);
      }),
      { numRuns: 100 },
    );
  });

  test('is one line a record, each parsable by itself', () => {
    const lines = WHOLE.toString('utf8').split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([0, 1, 2, 3, 4]);
  });

  test('of a run that was cut has no end', () => {
    expect(read(journalOf([studyRecord, ...TRIALS])).recording.end).toBeNull();
  });

  test('of a run that was resumed tells its sessions, and its last one’s end alone', () => {
    const resume: ResumeRecord = { kind: 'resume', startedAt: 'later', command: ['resume'], changed: ['node'] };
    const choice: ChoiceRecord = { kind: 'choice', trials: [{ cellId: '0/parallel_2', round: 4 }] };
    const [first, second, third] = TRIALS as [TrialRecord, TrialRecord, TrialRecord];
    const cut = [studyRecord, choice, first, { ...endRecord, interruptedBy: 'SIGINT' }, resume, second] as const;
    expect(read(journalOf(cut))).toMatchObject({ recording: { end: null }, chosen: choice.trials });
    const { recording } = read(journalOf([...cut, resume, third, endRecord]));
    expect(recording.study.provenance.resumed).toEqual([
      { startedAt: 'later', command: ['resume'], changed: ['node'], trialsBefore: 1 },
      { startedAt: 'later', command: ['resume'], changed: ['node'], trialsBefore: 2 },
    ]);
    expect(recording.end).toEqual(endRecord);
  });

  test('of an older kneepoint is read too', () => {
    const { resumed: _, ...provenance } = studyRecord.provenance;
    const { clockSkewSeconds: __, ...end } = endRecord;
    const old = journalOf([{ ...studyRecord, provenance }, ...TRIALS, end] as unknown as JournalRecord[]);
    expect(analyse(read(old).recording).provenance.resumed).toEqual([]);
  });

  test('that is missing is a StoreError that names it', async () => {
    const path = join(folder, 'missing.jsonl');
    await expect(readJournal(path)).rejects.toThrow(StoreError);
    await expect(readJournal(path)).rejects.toThrow(path);
  });

  test('is read from its file', async () => {
    const path = join(folder, 'whole.jsonl');
    writeFileSync(path, WHOLE);
    expect(await readJournal(path)).toEqual(read(WHOLE));
  });
});

describe('a journal that was cut', () => {
  test('at any byte gives every record that was whole by then, and counts the rest', () => {
    const ends = RECORDS.map((_, i) => journalOf(RECORDS.slice(0, i + 1)).length);
    const first = (ends[0] as number) - 1;
    for (let bytes = 0; bytes < first; bytes++) expect(refusalOf(WHOLE.subarray(0, bytes))).toContain('j.jsonl:1');
    for (let bytes = first; bytes <= WHOLE.length; bytes++) {
      // The newline alone may be missing.
      const whole = ends.filter((end) => end - 1 <= bytes).length;
      const { records, tornBytes, soundBytes } = read(WHOLE.subarray(0, bytes));
      if (records.length !== whole) throw new Error(`${records.length} of ${whole} records after ${bytes} bytes`);
      const lastEnd = ends[whole - 1] as number;
      expect([tornBytes, soundBytes], `after ${bytes} bytes`).toEqual([Math.max(0, bytes - lastEnd), lastEnd - 1]);
    }
  });

  test('says how many bytes it left out', () => {
    expect(lossesOf(read(WHOLE.subarray(0, -5)))).toEqual([expect.stringMatching(/torn; its \d+ bytes/)]);
  });
});

describe('damage', () => {
  const start = journalOf([studyRecord]).length;
  const end = journalOf([studyRecord, TRIALS[0] as TrialRecord]).length;

  test('of any one byte in a middle line is refused with file and line, and salvage keeps the others', () => {
    for (let at = start; at < end - 1; at++) {
      const bytes = Buffer.from(WHOLE);
      bytes[at] = (bytes[at] as number) ^ 0x55;
      expect(refusalOf(bytes)).toContain('j.jsonl:2');
      const salvaged = read(bytes, true);
      expect(salvaged.recording.trials.map(({ round }) => round)).toEqual([1, 2]);
      expect(salvaged.lostRecords).toBe(1);
    }
  });

  test('is told with its cure, and a report of what was salvaged is not called whole', () => {
    const bytes = Buffer.from(WHOLE).fill('x', start + 10, start + 20);
    expect(refusalOf(bytes)).toMatch(/--salvage/);
    expect(lossesOf(read(bytes, true))).toEqual([expect.stringMatching(/1 of its records is lost/)]);
    const report = analyse(read(bytes, true).recording);
    expect(report.status).toBe('partial');
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'study-cut' }));
  });

  test.each([
    ['a newline that is gone loses two records', [0, 1, 2, 3, 4], (text: string) => cutNewline(text, 1), [0, 3, 4], 2],
    ['a line that is missing', [0, 2, 3, 4], String, [0, 2, 3, 4], 1],
    ['a line that stands twice', [0, 1, 1, 2, 3, 4], String, [0, 1, 2, 3, 4], 0],
    ['lines in each other’s place', [0, 2, 1, 3, 4], String, [0, 1, 2, 3, 4], 0],
    [
      'a foreign line at the end',
      [0, 1, 2, 3, 4],
      (text: string) => `${text}someone else wrote this\n`,
      [0, 1, 2, 3, 4],
      1,
    ],
    ['a block of zeros', [0, 1, 2, 3, 4], (text: string) => zeroLine(text, 2), [0, 1, 3, 4], 1],
  ])('%s: refused, or salvaged', (_, order, spoil, kept, lost) => {
    const lines = order.map((i) => encodeLine(i, RECORDS[i] as JournalRecord).toString('utf8'));
    const bytes = Buffer.from(spoil(lines.join('')));
    expect(refusalOf(bytes)).toMatch(/j\.jsonl:[2-6]:/);
    const { records, lostRecords } = read(bytes, true);
    expect(records).toEqual(kept.map((i) => RECORDS[i]));
    expect(lostRecords).toBe(lost);
  });

  test('of the first line leaves nothing to salvage', () => {
    expect(refusalOf(journalOf(RECORDS.slice(1)), true)).toContain('j.jsonl:1');
    expect(refusalOf(Buffer.from('precious\n'), true)).toContain('j.jsonl:1');
    expect(refusalOf(Buffer.alloc(0), true)).toContain('j.jsonl:1');
  });

  test('of any bytes never does worse than a StoreError', () => {
    const spots = fc.array(fc.tuple(fc.nat(WHOLE.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(spots, fc.boolean(), (changes, salvage) => {
        const bytes = Buffer.from(WHOLE);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          for (const record of read(bytes, salvage).records) expect(RECORDS).toContainEqual(record);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Joins a line (from 0) with the next. */
function cutNewline(text: string, line: number): string {
  const lines = text.split('\n');
  return [...lines.slice(0, line), `${lines[line]}${lines[line + 1]}`, ...lines.slice(line + 2)].join('\n');
}

function zeroLine(text: string, line: number): string {
  return text
    .split('\n')
    .map((one, i) => (i === line ? '\0'.repeat(one.length) : one))
    .join('\n');
}
