/**
 * The journal: one JSON line a record, `{"seq":0,"crc32":"…","record":{…}}`, appended and fsynced before the
 * next thing starts. The checksum covers the record's text, so that a torn or damaged line is known.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { EndRecord, JournalRecord, ProfileRecord, Recording, StudyRecord, TrialRecord } from '../model.js';
import { StoreError } from './store-error.js';

/** The journal's file name in a run's folder. */
export const JOURNAL_FILE = 'journal.jsonl';

/** A journal being written. */
export class Journal {
  #sequence = 0;

  private constructor(
    readonly path: string,
    readonly handle: FileHandle,
  ) {}

  /** Creates a journal; rejects with StoreError, also when there is one. */
  static async create(path: string): Promise<Journal> {
    try {
      return new Journal(path, await open(path, 'wx'));
    } catch (error) {
      throw new StoreError('cannot create the journal', path, error);
    }
  }

  /** Appends a record; resolves when it is on the disk, rejects with StoreError. */
  async append(record: JournalRecord): Promise<void> {
    try {
      await this.handle.appendFile(encodeLine(this.#sequence, record));
      await this.handle.sync();
    } catch (error) {
      throw new StoreError('cannot write to the journal', this.path, error);
    }
    this.#sequence++;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** A journal as read back, and what was wrong with its end. */
export interface ReadJournal {
  readonly recording: Recording;
  /** Bytes of a torn last line that were left out; 0 for a whole journal. */
  readonly tornBytes: number;
}

/** Reads a journal; rejects with StoreError for one that is missing, damaged or without its study. */
export async function readJournal(path: string): Promise<ReadJournal> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new StoreError('cannot read the journal', path, error);
  }
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  const records = whole
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line, i) => decodeLine(line, i, path));
  return { recording: toRecording(records, path), tornBytes: bytes.length - whole.length };
}

/** One line of a journal, with its newline. */
export function encodeLine(sequence: number, record: JournalRecord): string {
  const text = JSON.stringify(record);
  return `{"seq":${sequence},"crc32":"${checksum(text)}","record":${text}}\n`;
}

const LINE = /^\{"seq":(\d+),"crc32":"([0-9a-f]{8})","record":(.*)\}$/s;

function decodeLine(line: string, index: number, path: string): JournalRecord {
  const [, sequence, sum, text] = LINE.exec(line) ?? [];
  if (text === undefined || sum !== checksum(text)) throw damaged(path, index, 'its checksum does not fit its text');
  if (Number(sequence) !== index) throw damaged(path, index, `it has the number ${sequence}, not ${index}`);
  return JSON.parse(text) as JournalRecord;
}

function toRecording(records: readonly JournalRecord[], path: string): Recording {
  const [study] = records;
  if (study?.kind !== 'study') throw damaged(path, 0, 'it does not tell the study');
  return {
    study: study satisfies StudyRecord,
    trials: records.filter((record): record is TrialRecord => record.kind === 'trial'),
    profiles: records.filter((record): record is ProfileRecord => record.kind === 'profile'),
    end: records.find((record): record is EndRecord => record.kind === 'end') ?? null,
  };
}

function damaged(path: string, index: number, what: string): StoreError {
  return new StoreError('the journal is damaged:', `${path}:${index + 1}`, new Error(what));
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
