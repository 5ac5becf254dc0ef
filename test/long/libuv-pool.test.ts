/**
 * A real plateau at libuv's pool. A unit writes more into a pipe than the pipe holds, so that one thread of
 * the pool waits in write(2) until a reader takes the rest: it holds its place without computing, and two
 * busy cores do not hide the pool's size.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();
const WIDEST = 16;
const HOLD_MS = 25;
const BYTES = 96 * 1024;

/** Lets each write into a pipe wait for `HOLD_MS` from when it began: from its first byte on. */
class SlowReader {
  readonly #pipes: number[];
  readonly #holding = new Set<number>();
  /** Writes that waited at the same time, at most. */
  mostHeld = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(paths: readonly string[]) {
    this.#pipes = paths.map((path) => openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
    this.#timer = setInterval(() => this.#look(), 1);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const pipe of this.#pipes) closeSync(pipe);
  }

  #look(): void {
    for (const pipe of this.#pipes) {
      if (this.#holding.has(pipe) || take(pipe, 1) === 0) continue;
      this.#holding.add(pipe);
      this.mostHeld = Math.max(this.mostHeld, this.#holding.size);
      setTimeout(() => this.#drain(pipe, BYTES - 1), HOLD_MS);
    }
  }

  #drain(pipe: number, left: number): void {
    const taken = take(pipe, left);
    if (taken < left) setImmediate(() => this.#drain(pipe, left - taken));
    else this.#holding.delete(pipe);
  }
}

/** Up to `bytes` bytes of what lies in a pipe; how many there were. */
function take(pipe: number, bytes: number): number {
  try {
    return readSync(pipe, Buffer.alloc(bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

let reader: SlowReader;

beforeAll(() => {
  writeFiles(folder, {
    'pipe.mjs': `
import { open } from 'node:fs/promises';
import { join } from 'node:path';
const cargo = Buffer.alloc(${BYTES});
export default {
  setup: ({ worker }, folder) => open(join(folder, 'pipe-' + worker), 'r+'),
  run: async ({ state: pipe }) => { await pipe.write(cargo); },
  teardown: (pipe) => pipe.close(),
};
`,
  });
  const paths = Array.from({ length: WIDEST }, (_, worker) => join(folder, `pipe-${worker}`));
  execFileSync('mkfifo', paths);
  reader = new SlowReader(paths);
});

afterAll(() => reader.close());

test('threads level off at libuv’s pool, processes with a pool each go on growing, and the pool is named', async () => {
  const report = await measure(['threads', 'processes'], 4, 2);
  expect(reader.mostHeld, 'in processes').toBe(WIDEST);
  expect(poolFinding(report), JSON.stringify(report.findings)).toMatchObject({
    executor: 'threads',
    evidence: { uvThreadpool: 4 },
  });
});

test('a pool of as many threads as there are workers levels off nowhere', async () => {
  reader.mostHeld = 0;
  const report = await measure(['threads'], WIDEST, 1);
  expect(reader.mostHeld).toBe(WIDEST);
  expect(poolFinding(report)).toBeUndefined();
});

const poolFinding = (report: Report) => report.findings.find(({ code }: Finding) => code === 'libuv-pool');

let runs = 0;

async function measure(executors: readonly string[], uvThreadpoolSize: number, iterations: number): Promise<Report> {
  const out = `out-${runs++}`;
  const config = {
    task: './pipe.mjs',
    task_args: [folder],
    executors,
    workers: [0, 1, 4, WIDEST],
    task_count: 2 * WIDEST,
    iterations,
    dispatch: 'self',
    warmup: 0,
    uv_threadpool_size: uvThreadpoolSize,
  };
  writeFiles(folder, { [`${out}.json`]: JSON.stringify(config) });
  const ended = await kneepoint(['--config', `${out}.json`, '--out', out], folder);
  expect(ended.status, ended.stderr).toBe(0);
  return (await readRun(join(folder, out))).report;
}
