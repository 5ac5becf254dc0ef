import type { Readable } from 'node:stream';

const KEEP_BYTES = 4096;

/** Drains what a host prints, keeps the last few kilobytes, and counts the rest. */
export class OutputTail {
  #kept = Buffer.alloc(0);
  #total = 0;

  constructor(streams: readonly (Readable | null)[]) {
    for (const stream of streams) stream?.on('data', (chunk: Buffer) => this.#add(chunk));
  }

  /** The end of the output; null when nothing was printed. Hostile text. */
  get text(): string | null {
    if (this.#total === 0) return null;
    const left = this.#total - this.#kept.length;
    return `${left > 0 ? `… (${left} bytes before this)\n` : ''}${this.#kept.toString('utf8')}`;
  }

  #add(chunk: Buffer): void {
    this.#total += chunk.length;
    this.#kept = Buffer.concat([this.#kept, chunk.subarray(-KEEP_BYTES)]).subarray(-KEEP_BYTES);
  }
}
