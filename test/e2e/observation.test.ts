/** Pinning, telemetry and disturbed trials of real runs: what is asserted is where and what, never how fast. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();
const canPin = existsSync('/proc/thread-self') && existsSync('/usr/bin/taskset');

beforeAll(() => {
  writeFiles(folder, {
    'spin.mjs':
      'export default (steps) => { let x = 1; for (let i = 0; i < steps; i++) x = (Math.imul(x, 3) + 1) | 0; return x; };\n',
    'wait.mjs':
      "import { setTimeout as sleep } from 'node:timers/promises';\nexport default (ms) => sleep(ms).then(() => ms);\n",
    // Stops its supervisor, as a machine that stands still would, in the first trial only; the preflight
    // runs no other unit than the first. By then the supervisor observes.
    'stall.mjs': [
      "import { existsSync, writeFileSync } from 'node:fs';",
      "import { setTimeout as sleep } from 'node:timers/promises';",
      'export default { args: [""], async run({ index }, marker) {',
      '  if (index !== 1 || existsSync(marker)) return index;',
      "  writeFileSync(marker, 'x');",
      '  await sleep(600);',
      "  process.kill(process.ppid, 'SIGSTOP');",
      '  await sleep(1700);',
      "  process.kill(process.ppid, 'SIGCONT');",
      '  return index;',
      '} };\n',
    ].join('\n'),
  });
});

async function run(out: string, config: object, env: NodeJS.ProcessEnv = {}) {
  writeFiles(folder, { [`${out}.json`]: JSON.stringify(config) });
  const ended = await kneepoint(['--config', `${out}.json`, '--out', out], folder, env);
  if (ended.status !== 0) throw new Error(`status ${ended.status}: ${ended.stderr}`);
  return { ...ended, ...(await readRun(join(folder, out))) };
}

const SPIN = { task: './spin.mjs', task_args: [20_000], task_count: 20, iterations: 1, warmup: 0 };

describe('cpu_affinity', () => {
  test.runIf(canPin).each(['threads', 'processes'])(
    'pins each worker of %s, and tells where it ran',
    async (executor) => {
      const config = { ...SPIN, workers: [0, 2], executors: [executor], cpu_affinity: { strategy: 'spread' } };
      const { trials, report, stderr } = await run(`pin-${executor}`, config);
      for (const { measurement } of trials) {
        const placements = measurement?.workers.map(({ placement }) => placement) ?? [];
        expect(placements.length).toBeGreaterThan(0);
        for (const placement of placements) {
          expect(placement).toMatchObject({ refusal: null, allowedCpus: String(placement?.plannedCpu) });
          expect(placement?.lastCpu).toBe(placement?.plannedCpu);
        }
      }
      const planned = trials.at(-1)?.measurement?.workers.map(({ placement }) => placement?.plannedCpu);
      expect(new Set(planned).size).toBe(Math.min(planned?.length ?? 0, report.machine.logicalCpus));
      expect(report.findings.map(({ code }) => code)).not.toContain('not-pinned');
      expect(stderr).not.toContain('not pinned');
    },
  );

  test.runIf(canPin)('where it cannot be had it is told once, and measured all the same', async () => {
    const config = { ...SPIN, workers: [0, 2], cpu_affinity: {} };
    const { trials, report, stderr } = await run('pin-not', config, { PATH: folder });
    expect(stderr.match(/workers are not pinned: taskset/g)).toHaveLength(1);
    expect(report.findings.find(({ code }) => code === 'not-pinned')?.text).toContain('taskset');
    const placements = trials.flatMap(
      ({ measurement }) => measurement?.workers.map(({ placement }) => placement) ?? [],
    );
    expect(placements.every((placement) => placement?.refusal?.includes('taskset'))).toBe(true);
  });
});

describe('probes', () => {
  test('by default all, with telemetry; in the report those of the median trial', async () => {
    const { trials, report } = await run('all', {
      task: './wait.mjs',
      task_args: [700],
      task_count: 1,
      iterations: 1,
      workers: [1],
      warmup: 0,
    });
    const [trial] = trials;
    expect(Object.keys(trial?.readings ?? {})).toEqual(expect.arrayContaining(['clock', 'cpu', 'energy', 'memory']));
    expect(report.telemetry[0]?.telemetry).toEqual(trial?.telemetry);
    expect(trial?.telemetry?.series.rssBytes?.some((bytes) => (bytes ?? 0) > 1e6)).toBe(true);
    const { hostLoop, workers } = trial?.measurement ?? {};
    expect(hostLoop?.utilisation).toBeGreaterThan(0);
    expect(workers?.[0]).toMatchObject({ memory: { rssBytes: null }, gc: expect.anything() });
    expect(workers?.[0]?.memory?.heapBytes).toBeGreaterThan(1e5);
  });

  test('false: nothing is observed, and nothing metered that costs', async () => {
    const { trials } = await run('none', { ...SPIN, workers: [1], probes: false });
    expect(trials[0]).toMatchObject({ readings: {}, telemetry: null, disturbances: [] });
    expect(trials[0]?.measurement).toMatchObject({ hostLoop: null, workers: [{ gc: null, loopUtilisation: null }] });
  });
});

describe('retry_disturbed', () => {
  test('a disturbed trial stays in the journal, runs again, and a clean one takes its place', async () => {
    const marker = join(folder, 'stalled');
    const config = { task: './stall.mjs', task_args: [marker], task_count: 2, iterations: 1, workers: [0], warmup: 0 };
    const { trials, report } = await run('retry', { ...config, retry_disturbed: 1 });
    expect(trials).toHaveLength(2);
    expect(trials[0]?.disturbances.map(({ kind }) => kind)).toContain('gap');
    // The second may be disturbed by others; then it counts for want of a clean one.
    const points = report.cells[0]?.points.map(({ workSeconds }) => workSeconds);
    expect(points).toEqual([trials[1]?.measurement?.workSeconds]);
    expect(report.findings.find(({ code }) => code === 'disturbed-trials')?.evidence.replaced).toBe(1);
  });
});
