/** A journal read back, whole, cut or damaged. */
import { readFile, stat } from 'node:fs/promises';
import type { ChoiceRecord, JournalRecord, Recording, Resumption, StudyRecord } from '../model/journal.js';
import type { ProfileRecord, TrialRecord } from '../model/trial.js';
import { refuseMisfits } from './consistency.js';
import { type DecodedLine, decodeLine, splitLines } from './journal-lines.js';
import { StoreError } from './store-error.js';
import { JOURNAL_VERSION, readRecords, versionOf, type WrittenRecord } from './written.js';

/** What is to be done about damage. */
export interface ReadOptions {
  /** Keep every sound record of a damaged journal instead of refusing it. */
  readonly salvage?: boolean | undefined;
}

/** A journal as read back, and what was wrong with it. */
export interface ReadJournal {
  readonly recording: Recording;
  /** Every sound record, in order. */
  readonly records: readonly JournalRecord[];
  /** What an adaptive study had chosen to run. */
  readonly chosen: ChoiceRecord['trials'];
  /** Bytes up to the end of the last sound record, without its newline; what follows is torn. */
  readonly soundBytes: number;
  /** Bytes of a torn last line that were left out; 0 for a whole journal. */
  readonly tornBytes: number;
  /** Records that were lost to damage; above 0 only when salvaged. */
  readonly lostRecords: number;
}

/** What a journal lacks, one sentence each; none for a whole one. */
export function lossesOf({ tornBytes, lostRecords }: ReadJournal): readonly string[] {
  const torn = `The journal's last line was torn; its ${tornBytes} bytes are left out.`;
  const lost = `The journal is damaged: ${lostRecords} of its records ${lostRecords === 1 ? 'is' : 'are'} lost.`;
  return [...(tornBytes > 0 ? [torn] : []), ...(lostRecords > 0 ? [lost] : [])];
}

/** Reads a journal; rejects with StoreError for one that is missing, damaged or without its study. */
export async function readJournal(path: string, options: ReadOptions = {}): Promise<ReadJournal> {
  let bytes: Buffer;
  try {
    // A pipe or a device may never end.
    if (!(await stat(path)).isFile()) throw new Error('it is no regular file');
    bytes = await readFile(path);
  } catch (error) {
    throw new StoreError('cannot read the journal', path, error);
  }
  return decodeJournal(bytes, path, options);
}

/** Reads a journal's bytes; `path` is for messages. Throws StoreError as readJournal rejects. */
export function decodeJournal(bytes: Uint8Array, path: string, options: ReadOptions = {}): ReadJournal {
  try {
    return decode(bytes, path, options);
  } catch (error) {
    // What fits its own line may still not fit the others.
    throw error instanceof StoreError ? error : new StoreError('cannot read the journal', path, unreadable(error));
  }
}

function unreadable(error: unknown): Error {
  const why = error instanceof Error ? error.message.slice(0, 200) : 'unknown reason';
  return new Error(`its records do not fit together (${why})`);
}

function decode(bytes: Uint8Array, path: string, { salvage = false }: ReadOptions): ReadJournal {
  const lines = splitLines(bytes);
  const tail = lines.at(-1) as Uint8Array;
  // A record whose newline alone is missing was written whole: its checksum says so.
  const isTorn = tail.length > 0 && 'damage' in decodeLine(tail);
  const whole = tail.length > 0 && !isTorn ? lines : lines.slice(0, -1);
  const decoded = whole.map(decodeLine);
  if (!salvage) refuseDamage(decoded, path);
  const sound = salvage ? soundLines(decoded) : decoded.filter((line) => 'record' in line);
  const written = sound.map(({ record }) => record);
  if (written.length === 0 && lostRecords(decoded) === 0) throw neverBegun(path);
  refuseNewer(written, path);
  const records = readRecords(written);
  const tornBytes = isTorn ? tail.length : 0;
  return {
    recording: toRecording(records, path),
    records,
    chosen: records.flatMap((record) => (record.kind === 'choice' ? record.trials : [])),
    soundBytes: bytes.length - tornBytes - (tail.length === 0 || isTorn ? 1 : 0),
    tornBytes,
    lostRecords: lostRecords(decoded),
  };
}

type SoundLine = Exclude<DecodedLine, { damage: string }>;

function refuseDamage(decoded: readonly DecodedLine[], path: string): void {
  for (const [i, line] of decoded.entries()) {
    if ('damage' in line) throw damaged(path, i, line.damage);
    if (line.sequence !== i) throw damaged(path, i, `it has the number ${line.sequence}, not ${i}`);
  }
}

/** What a newer version means by its fields is not known: nothing of it is shown. */
function refuseNewer(written: readonly WrittenRecord[], path: string): void {
  const version = versionOf(written);
  if (version === null || version <= JOURNAL_VERSION) return;
  const cure = `this kneepoint reads versions up to ${JOURNAL_VERSION}; use a newer one`;
  throw new StoreError('cannot read the journal', path, new Error(`it has the version ${version}, and ${cure}`));
}

/** Each number once, ascending: a line may have come into another's place. */
function soundLines(decoded: readonly DecodedLine[]): readonly SoundLine[] {
  const bySequence = new Map<number, SoundLine>();
  for (const line of decoded)
    if ('record' in line && !bySequence.has(line.sequence)) bySequence.set(line.sequence, line);
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** Numbers that no sound line has, and damaged lines after the last sound one. */
function lostRecords(decoded: readonly DecodedLine[]): number {
  const sound = soundLines(decoded);
  const lastSound = decoded.findLastIndex((line) => 'record' in line);
  return 1 + (sound.at(-1)?.sequence ?? -1) - sound.length + (decoded.length - 1 - lastSound);
}

function toRecording(records: readonly JournalRecord[], path: string): Recording {
  const [study] = records;
  if (study?.kind !== 'study') throw damaged(path, 0, 'it does not tell the study');
  refuseMisfits(study, records);
  const last = records.at(-1);
  return {
    study: withResumptions(study, records),
    trials: records.filter((record): record is TrialRecord => record.kind === 'trial'),
    profiles: records.filter((record): record is ProfileRecord => record.kind === 'profile'),
    end: last?.kind === 'end' ? last : null,
  };
}

function withResumptions(study: StudyRecord, records: readonly JournalRecord[]): StudyRecord {
  const resumed: Resumption[] = [];
  let trialsBefore = 0;
  for (const record of records) {
    if (record.kind === 'trial') trialsBefore++;
    if (record.kind !== 'resume') continue;
    const { kind: _, ...resumption } = record;
    resumed.push({ ...resumption, trialsBefore });
  }
  return { ...study, provenance: { ...study.provenance, resumed } };
}

/** It was ended before its first record was written. */
function neverBegun(path: string): StoreError {
  const cure = 'nothing was measured by then, so start the run again';
  return new StoreError(
    'cannot read the journal',
    `${path}:1`,
    new Error(`its run ended before its first record; ${cure}`),
  );
}

function damaged(path: string, index: number, what: string): StoreError {
  const cure = 'kneepoint report and resume keep every sound record with --salvage';
  return new StoreError('the journal is damaged:', `${path}:${index + 1}`, new Error(`${what}; ${cure}`));
}
