/**
 * Real threads and processes with a planted truth. Time is made of waiting, not of computing, so that a
 * busy machine of two cores can still show it; what is asserted is the answer, not how fast it came.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Curve } from '../../src/model/curve.js';
import type { Finding } from '../../src/model/finding.js';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

beforeAll(() => {
  writeFiles(folder, {
    'wait.mjs':
      "import { setTimeout as sleep } from 'node:timers/promises';\nexport default async (ms) => { await sleep(ms); };\n",
    'payload.mjs':
      "import { setTimeout as sleep } from 'node:timers/promises';\n" +
      'const cargo = new Map();\n' +
      'export default async (ms, bytes) => {\n' +
      '  await sleep(ms);\n' +
      '  if (!cargo.has(bytes)) cargo.set(bytes, new Uint8Array(bytes));\n' +
      '  return cargo.get(bytes);\n' +
      '};\n',
    'gate.mjs': GATE_TASK,
    'spin.mjs':
      'export default (steps) => { let x = 1; for (let i = 0; i < steps; i++) x = (Math.imul(x, 1664525) + 1) | 0; return x; };\n',
  });
});

test.each([
  ['threads', [0, 1, 8, 32]],
  ['processes', [0, 1, 4, 8]],
] as const)('a task that waits scales far beyond the cores, on %s', async (executor, workers) => {
  const widest = Math.max(...workers);
  const { report } = await measure('wait.mjs', {
    executors: [executor],
    workers,
    task_args: [100],
    task_count: 2 * widest,
    iterations: 1,
    dispatch: 'self',
    warmup: 0,
  });
  const throughput = (n: number) => report.cells.find((cell) => cell.workers === n)?.throughput?.value ?? 0;
  const counts = workers.filter((n) => n > 0);
  for (const [i, n] of counts.slice(1).entries())
    expect(throughput(n)).toBeGreaterThan(throughput(counts[i] as number));
  // Of 200 ms at best, so that a machine that is busy with other things may take as long again and more.
  expect(throughput(widest) / throughput(0)).toBeGreaterThan(widest / 4);
});

test('a gate that lets units pass one by one gives that serial fraction, within its interval', async () => {
  const gate = await Gate.open(join(folder, 'gate.sock'), 8);
  afterAll(() => gate.close());
  const { report } = await measure('gate.mjs', {
    workers: [1, 2, 3, 4, 6, 8],
    task_args: [gate.path, 20],
    task_count: 24,
    iterations: 5,
    dispatch: 'self',
    warmup: 0,
  });
  const [curve] = report.curves as readonly [Curve];
  const fit = curve.fits.find(({ selected }) => selected);
  if (fit === undefined) throw new Error(`no fit: ${curve.fitNote}`);
  const serial = gate.serialFraction();
  expect(serial).toBeGreaterThan(0.1);
  expect(fit.model).not.toBe('linear');
  // One study in twenty misses its 95 % interval by chance alone: twice as wide is 99.9 %.
  const { value, low, high } = fit.sigma as { value: number; low: number; high: number };
  expect(serial).toBeGreaterThan(value - 2 * (value - low));
  expect(serial).toBeLessThan(value + 2 * (high - value));
});

test('a heavy result shows in the ledger as transfer, a light one does not', async () => {
  const transfer = async (bytes: number) => {
    const { report } = await measure('payload.mjs', {
      executors: ['processes'],
      workers: [0, 2],
      task_args: [5, bytes],
      task_count: 40,
      iterations: 2,
      dispatch: 'pool',
    });
    const ledger = report.curves[0]?.points.find(({ workers }) => workers === 2)?.ledger;
    if (!ledger) throw new Error('no ledger at 2 workers');
    expect(Object.values(ledger).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    return { share: ledger.transfer, ledger };
  };
  const light = await transfer(10);
  const heavy = await transfer(8_000_000);
  expect(heavy.share).toBeGreaterThan(2 * light.share);
  expect(heavy.share).toBeGreaterThan(heavy.ledger.idleTail);
  expect(heavy.share).toBeGreaterThan(heavy.ledger.startSkew);
});

test('a task that computes, on twice as many workers as CPUs, is told that CPUs are short', async () => {
  const cpus = availableParallelism();
  const { report } = await measure('spin.mjs', {
    workers: [0, cpus, 2 * cpus],
    task_args: [20_000_000],
    task_count: 8 * cpus,
    iterations: 2,
  });
  const finding = report.findings.find(({ code }: Finding) => code === 'cpu-shortage');
  expect(finding, JSON.stringify(report.findings)).toMatchObject({ evidence: { workers: 2 * cpus } });
});

let runs = 0;

async function measure(task: string, config: object) {
  const out = `out-${runs++}`;
  writeFiles(folder, { [`${out}.json`]: JSON.stringify({ task: `./${task}`, executors: ['threads'], ...config }) });
  const ended = await kneepoint(['--config', `${out}.json`, '--out', out], folder);
  expect(ended.status, ended.stderr).toBe(0);
  return readRun(join(folder, out));
}

/** A unit waits for its own part, then passes the gate. */
const GATE_TASK = `
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
export default {
  setup: async (_context, path) => { const socket = connect(path); await once(socket, 'connect'); return socket; },
  run: async ({ state: socket }, _path, ms) => {
    socket.write('s');
    await sleep(ms);
    socket.write('w');
    await once(socket, 'data');
  },
  teardown: (socket) => { socket.destroy(); },
};
`;

/**
 * Exactly Amdahl's law, from outside: when every unit that runs has done its own part, they are held one
 * after the other, and then let go together. N units then take p + N·s where one takes p + s.
 */
class Gate {
  readonly #running = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  readonly #startedMs = new Map<Socket, number>();
  readonly #ownMs: number[] = [];
  readonly #heldMs: number[] = [];
  #passing = false;

  private constructor(
    readonly path: string,
    readonly holdMs: number,
    readonly server: Server,
  ) {
    server.on('connection', (socket) => {
      socket.on('data', (signs) => {
        for (const sign of signs.toString()) this.#hear(socket, sign);
      });
      socket.on('error', () => {});
    });
  }

  static async open(path: string, holdMs: number): Promise<Gate> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return new Gate(path, holdMs, server);
  }

  close(): void {
    this.server.close();
  }

  /** What was planted, by the gate's own clock: timers oversleep, on a busy machine more. */
  serialFraction(): number {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return mean(this.#heldMs) / (mean(this.#heldMs) + mean(this.#ownMs));
  }

  #hear(socket: Socket, sign: string): void {
    if (sign === 's') {
      this.#running.add(socket);
      this.#startedMs.set(socket, performance.now());
      return;
    }
    this.#ownMs.push(performance.now() - (this.#startedMs.get(socket) as number));
    this.#waiting.add(socket);
    if (this.#waiting.size === this.#running.size && !this.#passing) void this.#pass();
  }

  async #pass(): Promise<void> {
    this.#passing = true;
    const held = [...this.#waiting];
    for (const _ of held) await this.#hold();
    for (const socket of held) {
      this.#waiting.delete(socket);
      this.#running.delete(socket);
    }
    this.#passing = false;
    for (const socket of held) socket.write('g');
  }

  async #hold(): Promise<void> {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, this.holdMs));
    this.#heldMs.push(performance.now() - began);
  }
}
