/** The journal: one line a record, appended and fsynced before the next thing starts. */
import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { JournalRecord } from '../model/journal.js';
import { type OpenFile, openPrivate, syncFolderOf, type WritableFile, writeAll } from './journal-file.js';
import { encodeLine } from './journal-lines.js';
import type { ReadJournal } from './read-journal.js';
import { StoreError } from './store-error.js';

/** The journal's file name in a run's folder. */
export const JOURNAL_FILE = 'journal.jsonl';

const NEWLINE = Buffer.from('\n');

/** A journal being written. */
export class Journal {
  #broken = false;
  /** Device and number of the file, once it was seen. */
  #identity: string | null = null;

  private constructor(
    readonly path: string,
    readonly file: WritableFile,
    private sequence: number,
    private bytes: number,
  ) {}

  /** Creates a journal; rejects with StoreError, also when there is one. */
  static async create(path: string, open: OpenFile = openPrivate): Promise<Journal> {
    try {
      const journal = new Journal(path, await open(path, 'wx'), 0, 0);
      await syncFolderOf(path);
      return journal;
    } catch (error) {
      throw new StoreError('cannot create the journal', path, error);
    }
  }

  /** Goes on with a journal as it was read, without its torn end; rejects with StoreError. */
  static async resume(path: string, read: ReadJournal, open: OpenFile = openPrivate): Promise<Journal> {
    if (read.lostRecords > 0) return Journal.#rewrite(path, read.records, open);
    try {
      const file = await open(path, 'r+');
      await file.truncate(read.soundBytes);
      await writeAll(file, NEWLINE, read.soundBytes);
      await file.sync();
      return new Journal(path, file, read.records.length, read.soundBytes + NEWLINE.length);
    } catch (error) {
      throw new StoreError('cannot go on with the journal', path, error);
    }
  }

  /** A damaged journal is kept beside the new one, which has its sound records. */
  static async #rewrite(path: string, records: readonly JournalRecord[], open: OpenFile): Promise<Journal> {
    const salvaged = `${path}.salvaged`;
    await rm(salvaged, { force: true });
    const journal = await Journal.create(salvaged, open);
    for (const record of records) await journal.append(record);
    try {
      await rename(path, freeName(`${path}.damaged`));
      await rename(journal.path, path);
      await syncFolderOf(path);
    } catch (error) {
      throw new StoreError('cannot go on with the journal', path, error);
    }
    return new Journal(path, journal.file, journal.sequence, journal.bytes);
  }

  /**
   * Appends a record; resolves when it is on the disk, rejects with StoreError. After a failure the journal
   * takes no more: what a failed fsync left out cannot be made good by another.
   */
  async append(record: JournalRecord): Promise<void> {
    if (this.#broken)
      throw new StoreError('cannot write to the journal', this.path, new Error('an earlier write failed'));
    const line = encodeLine(this.sequence, record);
    try {
      await writeAll(this.file, line, this.bytes);
      await this.file.sync();
      await this.#refuseAnother(this.bytes + line.length);
    } catch (error) {
      this.#broken = true;
      await this.#cutTorn();
      throw new StoreError('cannot write to the journal', this.path, error);
    }
    this.sequence++;
    this.bytes += line.length;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** What is written to a file that was removed or replaced is lost, and looks as if it were not. */
  async #refuseAnother(bytes: number): Promise<void> {
    const found = await stat(this.path).catch(() => null);
    const was = this.#identity;
    const is = found === null ? null : `${found.dev}:${found.ino}`;
    this.#identity ??= is;
    if (is === null || (was !== null && is !== was) || found?.size !== bytes)
      throw new Error(
        'it was removed, replaced or changed while it was written; what was measured is lost from there on',
      );
  }

  /** A reader would leave a torn line out anyway: this is only tidy. */
  async #cutTorn(): Promise<void> {
    await this.file.truncate(this.bytes).catch(() => {});
  }
}

/** A damaged journal is evidence: one that was kept is never replaced. */
function freeName(path: string): string {
  let name = path;
  for (let count = 2; existsSync(name); count++) name = `${path}_${count}`;
  return name;
}
