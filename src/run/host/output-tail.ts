import type { Readable } from 'node:stream';

const KEEP_BYTES = 4096;
/** So much of the beginning is kept beside. */
const HEAD_BYTES = 64 * 1024;
const NEWLINE = 10;

/** Drains what a host prints, keeps its beginning and the last few kilobytes, and counts the rest. */
export class OutputTail {
  #kept = Buffer.alloc(0);
  readonly #head: Buffer[] = [];
  #total = 0;
  /** Lines that have come to their end. */
  lines = 0;

  constructor(streams: readonly (Readable | null)[]) {
    for (const stream of streams) stream?.on('data', (chunk: Buffer) => this.#add(chunk));
  }

  /** The end of the output; null when nothing was printed. Hostile text. */
  get text(): string | null {
    if (this.#total === 0) return null;
    const left = this.#total - this.#kept.length;
    return `${left > 0 ? `… (${left} bytes before this)\n` : ''}${this.#kept.toString('utf8')}`;
  }

  /** All of the output, or its beginning and its end with the number of bytes between; null when nothing was printed. Hostile text. */
  get whole(): string | null {
    const left = this.#total - HEAD_BYTES - this.#kept.length;
    const head = Buffer.concat(this.#head);
    if (this.#total <= HEAD_BYTES) return this.#total === 0 ? null : head.toString('utf8');
    const rest = this.#kept.subarray(Math.max(0, this.#kept.length - (this.#total - HEAD_BYTES)));
    return `${head.toString('utf8')}${left > 0 ? `\n… (${left} bytes left out)\n` : ''}${rest.toString('utf8')}`;
  }

  #add(chunk: Buffer): void {
    const room = HEAD_BYTES - this.#total;
    if (room > 0) this.#head.push(Buffer.from(chunk.subarray(0, room)));
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.lines++;
    this.#total += chunk.length;
    this.#kept = Buffer.concat([this.#kept, chunk.subarray(-KEEP_BYTES)]).subarray(-KEEP_BYTES);
  }
}
