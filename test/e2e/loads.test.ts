/** Loads from the command line to the report, on real processes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.js';
import type { CellReport } from '../../src/model/row.js';
import type { Telemetry } from '../../src/model/trial.js';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();
const STALL_MS = 1000;

beforeAll(() => {
  writeFiles(folder, {
    // Waits in its thread, so that nothing else of it runs meanwhile; one unit waits for long.
    'stall.mjs': `const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      export default { run: ({ index }, ms, stalled) => { wait(index === stalled ? ${STALL_MS} : ms); return index; } };\n`,
  });
});

let runs = 0;

interface Measured {
  readonly report: Report;
  readonly stdout: string;
  readonly csvText: string;
  readonly folder: string;
}

async function measure(config: object, status = 0): Promise<Measured> {
  const out = `out-${runs++}`;
  writeFiles(folder, { [`${out}.json`]: JSON.stringify({ iterations: 1, warmup: 0.05, ...config }) });
  const ended = await kneepoint(['--config', `${out}.json`, '--out', out], folder);
  expect(ended.status, ended.stderr).toBe(status);
  const { report, csvText, folder: run } = await readRun(join(folder, out));
  return { report, csvText, stdout: ended.stdout, folder: run };
}

test('a stall shows in the p99 and the max of an open loop, and hides in a closed one that says what it is', async () => {
  const task = { task: './stall.mjs', task_args: [2, 50], workers: [1] };
  const [open, closed] = await Promise.all([
    measure({ ...task, load: { kind: 'rate', per_second: 100, duration: 4, arrivals: 'uniform' } }),
    measure({ ...task, task_count: 400, limits: { p99_ms: 10_000 } }),
  ]);
  const sojournOf = ({ report }: typeof open) => (report.cells[0] as CellReport).latency?.sojourn;
  // A hundred arrivals, a quarter of all, come while the unit blocks: the last of them hardly waits.
  expect(sojournOf(open)?.max).toBeGreaterThan(STALL_MS - 1);
  expect(sojournOf(open)?.p99).toBeGreaterThan(STALL_MS * 0.9);
  expect(open.report.cells[0]).toMatchObject({ name: 'parallel_1@100/s', openLoop: { arrivals: 400 } });
  expect(sojournOf(closed)?.max).toBeGreaterThan(STALL_MS - 1);
  expect(sojournOf(closed)?.p99).toBeLessThan(STALL_MS * 0.9);
  expect(open.stdout).toContain('100/s for 4 s (open loop)');
  expect(closed.stdout).toContain('400 units per trial');
  expect(closed.report.findings.map(({ code }) => code)).toContain('closed-loop');
  expect(open.report.findings.map(({ code }) => code)).not.toContain('closed-loop');
});

test('a server of 2 ms keeps up with 100 a second and not with 2,000, and the search finds what lies between', async () => {
  const rate = { kind: 'rate', per_second: [100, 2000], duration: 1 };
  const { report, stdout, csvText } = await measure({
    task: './stall.mjs',
    task_args: [2, -1],
    workers: [1],
    load: rate,
  });
  const [slow, fast] = report.cells as [CellReport, CellReport];
  expect(fast.openLoop?.overloaded, JSON.stringify(fast.openLoop)).toBe(true);
  expect(fast.throughput?.value).toBeLessThan(501);
  expect(slow.openLoop?.arrivals).toBeGreaterThan(50);
  expect(stdout).toContain('achieved/s');
  expect(csvText.split('\n')[0]).toContain('Streams,Load,Loop,Offered per second,Late,Dropped');
  const simulated = await measure({
    executors: ['simulated'],
    simulated: { cpus: 4, lambda: 500, sigma: 0, kappa: 0 },
    workers: [0, 2],
    load: { ...rate, per_second: 100, duration: 20 },
    find_max_rate: true,
  });
  const found = simulated.report.findings.filter(({ code }) => code === 'max-rate');
  const capacities = found.map(({ evidence }) => Number(evidence.sustainedPerSecond));
  expect(capacities).toHaveLength(2);
  expect(Math.abs((capacities[0] as number) / 500 - 1)).toBeLessThan(0.06);
  expect(Math.abs((capacities[1] as number) / 1000 - 1)).toBeLessThan(0.06);
});

test('what became of the arrivals is told in the terminal, in Markdown and on the page', async () => {
  const { stdout, folder: run } = await measure({
    executors: ['simulated'],
    simulated: { cpus: 4, lambda: 500, sigma: 0, kappa: 0 },
    workers: [1],
    load: { kind: 'rate', per_second: [100, 300, 600], duration: 20 },
  });
  expect(stdout).toContain('100 to 600/s for 20 s (open loop) per trial');
  expect(stdout).toMatch(/offered\/s +late +dropped +achieved\/s +p50 +p99/);
  const titles = (text: string) => text.match(/Name .*Note/)?.[0] ?? '';
  const markdown = titles(readFileSync(join(run, 'report.md'), 'utf8'));
  expect(markdown).toMatch(/Offered\/s \| Late \| Dropped \| Falling behind \| Achieved\/s \| p50 \| p99 \| Max/);
  const html = readFileSync(join(run, 'report.html'), 'utf8');
  for (const title of ['offered/s', 'late', 'dropped', 'falling behind', 'achieved/s'])
    expect(html).toMatch(new RegExp(`<th[^>]*>(<button[^>]*>)?${title}<`));
});

test('a window counts by worker what it counts in all, and samples it', async () => {
  const load = { kind: 'window', warmup: 0.2, duration: 1, window: 0.6 };
  const { report } = await measure({
    task: './stall.mjs',
    task_args: [2, -1],
    workers: [0, 2],
    load,
    sample_interval: 0.1,
  });
  for (const { name, unitsPerTrial, throughput, latency } of report.cells) {
    const series: Telemetry['series'] = report.telemetry.find((cell) => cell.name === name)?.telemetry.series ?? {};
    const workers = Object.keys(series).filter((figure) => figure.startsWith('unitsInWindow.'));
    const last = (figure: string) => series[figure]?.findLast((units) => units !== null) ?? 0;
    expect(workers).toHaveLength(name === 'sequential' ? 1 : 2);
    expect(workers.reduce((sum, figure) => sum + last(figure), 0)).toBe(unitsPerTrial);
    expect(last('unitsInWindow')).toBe(unitsPerTrial);
    // Shares differ from whole units by one at each edge of each worker.
    const whole = (unitsPerTrial ?? 0) / load.window;
    expect(Math.abs((throughput?.value ?? 0) - whole)).toBeLessThanOrEqual((2 * workers.length) / load.window);
    expect(latency?.service.max).not.toBeNull();
  }
});
