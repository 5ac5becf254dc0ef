/**
 * A journal's lines, `{"seq":0,"crc32":"…","record":{…}}`. The checksum covers the record's text, so that
 * a torn or damaged line is known.
 */
import { crc32 } from 'node:zlib';
import type { JournalRecord } from '../model/journal.js';
import { wrongInRecord } from './record-schema.js';
import { type WrittenRecord, writtenRecord } from './written.js';

/** One line of a journal, with its newline. */
export function encodeLine(sequence: number, record: JournalRecord): Buffer {
  const text = JSON.stringify(writtenRecord(record));
  return Buffer.from(`{"seq":${sequence},"crc32":"${checksum(Buffer.from(text))}","record":${text}}\n`);
}

/** A line that can be trusted, with its record as it was written, or what is wrong with it. */
export type DecodedLine = { readonly sequence: number; readonly record: WrittenRecord } | { readonly damage: string };

const HEAD = /^\{"seq":(\d{1,15}),"crc32":"([0-9a-f]{8})","record":/;
const HEAD_BYTES = 60;

/** Reads one line, without its newline. */
export function decodeLine(line: Uint8Array): DecodedLine {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const [head, sequence, sum] = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES)) ?? [];
  const record = bytes.subarray(head?.length ?? 0, -1);
  if (head === undefined || bytes.at(-1) !== 0x7d || sum !== checksum(record)) {
    return { damage: 'its checksum does not fit its text' };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(record.toString('utf8'));
  } catch {
    return { damage: 'its record is not JSON' };
  }
  const damage = wrongInRecord(parsed);
  return damage === null ? { sequence: Number(sequence), record: parsed as WrittenRecord } : { damage };
}

/** No run has as many records. */
const MOST_LINES = 2_000_000;

/** The lines of a journal without their newlines; the last is empty, or was not ended. Throws RangeError beyond two million. */
export function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    if (lines.length === MOST_LINES) throw new RangeError(`it has more than ${MOST_LINES} lines`);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...lines, bytes.subarray(start)];
}

function checksum(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
