/**
 * Where a command's output goes when it is thrown away: a pipe that is always read, of which the end is kept. It is a
 * FIFO, because Node's own "pipes" are sockets: scripts that write to /dev/stderr or /dev/stdout fail with those
 * ("No such device or address"). One serves many runs, so it also costs a run nothing to make.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** How many lines of the output are kept. */
export const KEPT_LINES = 20;
const KEPT_BYTES = 64 * 1024;

/** A pipe that is read all the time. */
export class Drain {
  /** The file descriptor that a command writes to. */
  readonly fd: number;
  readonly #readFd: number;
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #bytes = 0;

  /**
   * @param within where its FIFO lies until both ends are open
   * @throws Error where the system makes no FIFO
   */
  constructor(within: string) {
    const folder = mkdtempSync(join(within, 'output-'));
    try {
      const path = join(folder, 'output');
      execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
      // Open for writing too, so that it never ends, however many writers come and go.
      this.#readFd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
      this.fd = openSync(path, constants.O_WRONLY);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.#socket = new Socket({ fd: this.#readFd, readable: true, writable: false });
    this.#socket.on('data', (chunk) => this.#keep(chunk)).on('error', () => {});
    this.#socket.unref();
  }

  /** The last lines since the last call, when whoever wrote them has ended. */
  takeLines(): readonly string[] {
    this.#readRest();
    const lines = lastLines(Buffer.concat(this.#chunks));
    this.#chunks = [];
    this.#bytes = 0;
    return lines;
  }

  close(): void {
    this.#socket.destroy();
    closeSync(this.fd);
  }

  #keep(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= KEPT_BYTES) {
      this.#bytes -= (this.#chunks.shift() as Buffer).length;
    }
  }

  /** What is still in the pipe: the event loop has not come to it. */
  #readRest(): void {
    try {
      for (;;) {
        const chunk = Buffer.alloc(KEPT_BYTES);
        const length = readSync(this.#readFd, chunk);
        if (length === 0) return;
        this.#keep(chunk.subarray(0, length));
      }
    } catch {
      // EAGAIN: it is empty.
    }
  }
}

/** The last lines of a file. */
export function lastLinesOf(path: string): readonly string[] {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const length = Math.min(size, KEPT_BYTES);
    const buffer = Buffer.alloc(length);
    return lastLines(buffer.subarray(0, readSync(fd, buffer, 0, length, size - length)));
  } finally {
    closeSync(fd);
  }
}

/** The last lines of a text, without blank ones at its end. */
function lastLines(output: Buffer): readonly string[] {
  const text = output.toString('utf8').trimEnd();
  return text === '' ? [] : text.split(/\r?\n/).slice(-KEPT_LINES);
}
