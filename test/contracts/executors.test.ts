/** What every executor has to keep, by being a file in src/executors: its shape, and a session's life. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KernelRates, Measurement } from '../../src/model/measurement.js';
import type { Driven, Executor, TrialSpec } from '../../src/seams/executor.js';
import { countOf, meanNs } from '../../src/statistics/histogram.js';
import { NODE, start } from '../support/cli.js';
import { ModuleFolder } from '../support/modules.js';
import { trialSpec } from '../support/trial-spec.js';

const folder = new URL('../../src/executors/', import.meta.url);
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
const executors = await Promise.all(
  names.map(async (name) => [name, (await import(`../../src/executors/${name}.ts`)).default as Executor] as const),
);
const modules = new ModuleFolder();
const UNITS = 11;

interface Outcome {
  readonly warmUp: Measurement['warmUp'];
  readonly kernels: KernelRates;
  readonly driven: Driven;
  readonly told: readonly number[];
  readonly children: readonly string[];
}

describe.each(executors)('%s', (name, executor) => {
  test('has the shape of an executor', () => {
    expect(executor.name).toBe(name);
    expect(executor.summary).toMatch(/^\S.*[^.\s]$/);
    expect(executor.summary).not.toContain('\n');
    const { fewestWorkers, mostWorkers, runs, handsOut, oneThread } = executor.traits;
    expect([fewestWorkers, mostWorkers > 0]).toEqual(
      name === 'sequential' ? [0, false] : [runs.includes('law') ? 0 : 1, true],
    );
    expect(handsOut && oneThread).toBe(false);
    expect('simulate' in executor).toBe(runs.includes('law'));
  });
});

const real = executors.filter(([, executor]) => executor.traits.runs.includes('module'));

test('there is a baseline, and there are ways to run in parallel', () => {
  expect(real.map(([name]) => name)).toEqual(expect.arrayContaining(['sequential', 'threads', 'processes', 'async']));
});

describe.each(real)('a session of %s', (name, executor) => {
  const workerCounts = name === 'sequential' ? [0] : [1, 2];
  const dispatches = executor.traits.handsOut ? (['pool', 'self'] as const) : (['self'] as const);
  const cases: TrialSpec[] = workerCounts.flatMap((workers) =>
    dispatches.flatMap((dispatch) =>
      [1, 3].map((chunk) =>
        trialSpec({ executor: name, workers, dispatch, chunk, units: UNITS, args: [5], warmupSeconds: 1e-9, gc: true }),
      ),
    ),
  );
  let outcomes: readonly Outcome[] = [];

  beforeAll(async () => {
    const url = modules.url(
      'export default { run: ({ index }, plus) => [index + plus], verify: ([n], { index }, plus) => n === index + plus };',
    );
    const script = fileURLToPath(new URL('../support/session-cases.mjs', import.meta.url));
    const built = new URL(`../../dist/src/executors/${name}.js`, import.meta.url).href;
    const { status, stdout, stderr } = await start(NODE, [script, built, url, JSON.stringify(cases)], modules.path)
      .ended;
    // The process ends by itself: no thread, child or timer is left.
    if (status !== 0) throw new Error(`the session ended with ${status}: ${stderr}`);
    outcomes = JSON.parse(stdout);
  });

  test.each(cases.map((spec, i) => [spec.workers, spec.dispatch, spec.chunk, i] as const))(
    'with %i workers, dispatch %s, chunk %i runs every unit once',
    (workers, _dispatch, _chunk, i) => {
      const { driven, warmUp, told, children } = outcomes[i] as Outcome;
      expect(driven.fault).toBeNull();
      expect([driven.unitsCompleted, driven.unitsFailed]).toEqual([UNITS, 0]);
      expect(driven.workers.reduce((sum, { units }) => sum + units, 0)).toBe(UNITS);
      // A service's own workers are not the crew's.
      const crew = executor.traits.workersAre === 'inside' ? 1 : Math.max(workers, 1);
      expect(driven.workers).toHaveLength(name === 'async' ? 1 : crew);
      expect(driven.workers.reduce((sum, { streams }) => sum + streams, 0)).toBe(crew);
      expect(countOf(driven.latency.service)).toBe(UNITS);
      expect(countOf(driven.latency.sojourn)).toBe(UNITS);
      expect(warmUp.units).toBe(driven.workers.length);
      expect(told.every((units) => units >= 0 && units <= UNITS)).toBe(true);
      expect(children).toEqual([]);
    },
  );

  test('measures times that fit each other', () => {
    for (const { driven } of outcomes) {
      const busy = driven.workers.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
      expect(driven.workSeconds).toBeGreaterThan(0);
      expect((meanNs(driven.latency.service) ?? 0) * UNITS * 1e-9).toBeCloseTo(busy, 6);
      for (const { units, startedSeconds, doneSeconds, busySeconds, streams } of driven.workers) {
        if (units === 0) continue;
        expect(startedSeconds).toBeGreaterThanOrEqual(0);
        expect(doneSeconds ?? 0).toBeGreaterThanOrEqual(startedSeconds ?? 0);
        expect(busySeconds).toBeLessThanOrEqual(((doneSeconds ?? 0) - (startedSeconds ?? 0)) * streams + 1e-6);
      }
    }
  });

  test('measures what the machine gives to its kernels', () => {
    for (const { kernels } of outcomes) {
      expect(Object.values(kernels).every((rate) => Number.isFinite(rate) && rate > 0)).toBe(true);
      expect(Object.keys(kernels).sort()).toEqual(['memory', 'spin']);
    }
  });

  test('gives one digest, whatever the workers, the dispatch and the chunk', () => {
    expect(new Set(outcomes.map(({ driven }) => JSON.stringify(driven.digest))).size).toBe(1);
    expect(outcomes[0]?.driven.digest?.some((bucket) => bucket > 0)).toBe(true);
  });
});

describe.each(real)('a session of %s that time ends', (name, executor) => {
  const dispatches = executor.traits.handsOut ? (['pool', 'self'] as const) : (['self'] as const);
  const workers = name === 'sequential' ? 0 : 2;
  const window = { kind: 'window', warmupSeconds: 0.1, durationSeconds: 0.5, windowSeconds: 0.3 } as const;
  const rate = { kind: 'rate', perSecond: 200, durationSeconds: 0.5, arrivals: 'uniform' } as const;
  const timed = { executor: name, workers, units: 2_000_000_000, args: [5], sampleSeconds: 0.1 };
  const cases: TrialSpec[] = [
    ...dispatches.map((dispatch) => trialSpec({ ...timed, dispatch, load: window })),
    trialSpec({ ...timed, dispatch: 'pool', load: rate }),
  ];
  let outcomes: readonly Outcome[] = [];

  beforeAll(async () => {
    const url = modules.url(
      'const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);\n' +
        'export default { run: ({ index }, plus) => { wait(2); return index + plus; }, verify: (n, { index }, plus) => n === index + plus };',
    );
    const script = fileURLToPath(new URL('../support/session-cases.mjs', import.meta.url));
    const built = new URL(`../../dist/src/executors/${name}.js`, import.meta.url).href;
    const { status, stdout, stderr } = await start(NODE, [script, built, url, JSON.stringify(cases)], modules.path)
      .ended;
    if (status !== 0) throw new Error(`the session ended with ${status}: ${stderr}`);
    outcomes = JSON.parse(stdout);
  });

  test.each(dispatches.map((dispatch, i) => [dispatch, i] as const))('counts a window, dispatch %s', (_dispatch, i) => {
    const { driven } = outcomes[i] as Outcome;
    const { workers: parts = [], seconds } = driven.window ?? {};
    const counted = parts.reduce((sum, { units }) => sum + units, 0);
    expect(driven.fault).toBeNull();
    expect(seconds).toBeCloseTo(window.windowSeconds, 9);
    expect(parts).toHaveLength(driven.workers.length);
    expect(countOf(driven.latency.service)).toBe(counted);
    expect(driven.workers.reduce((sum, { units }) => sum + units, 0)).toBe(driven.unitsCompleted);
    expect(counted).toBeLessThan(driven.unitsCompleted);
    parts.forEach(({ units, unitShares, busySeconds, checkSeconds }, worker) => {
      const { streams = 0 } = driven.workers[worker] ?? {};
      // A stream cuts a unit at each end of the window at most.
      expect(Math.abs(unitShares - units)).toBeLessThanOrEqual(2 * streams);
      expect(busySeconds).toBeLessThanOrEqual(window.windowSeconds * streams + 1e-9);
      expect(checkSeconds).toBeLessThanOrEqual(window.windowSeconds);
    });
    const { atSeconds = [], series = {} } = driven.telemetry ?? {};
    expect(atSeconds).toHaveLength(6);
    const last = (figure: string) => series[figure]?.at(-1) ?? Number.NaN;
    expect(last('unitsInWindow')).toBe(counted);
    expect(driven.workers.reduce((sum, { worker }) => sum + last(`unitsDone.${worker}`), 0)).toBe(last('unitsDone'));
    expect(last('unitsDone')).toBeLessThanOrEqual(driven.unitsCompleted);
  });

  test('accounts for every arrival of a rate', () => {
    const { driven } = outcomes.at(-1) as Outcome;
    const { arrivals = 0, dropped = 0, completedInTime = 0, late = 0, lateByDispatcher = 0 } = driven.openLoop ?? {};
    expect(driven.fault).toBeNull();
    expect(arrivals).toBe(100);
    expect(driven.unitsCompleted + dropped).toBe(arrivals);
    expect(completedInTime).toBeLessThanOrEqual(driven.unitsCompleted);
    expect(lateByDispatcher).toBeLessThanOrEqual(late);
    expect(countOf(driven.latency.sojourn)).toBe(arrivals);
    expect(countOf(driven.latency.service)).toBe(driven.unitsCompleted);
    expect(driven.workers.reduce((sum, { units }) => sum + units, 0)).toBe(driven.unitsCompleted);
    expect(driven.telemetry?.series.unitsInSystem).toHaveLength(6);
  });

  test('gives digests of which none contradicts another', () => {
    const digests = outcomes.map(({ driven }) => driven.digest ?? []);
    for (const digest of digests) {
      for (const other of digests) {
        const both = digest.flatMap((sum, unit) => (sum !== 0 && other[unit] !== 0 ? [[sum, other[unit]]] : []));
        expect(both.length).toBeGreaterThan(10);
        expect(both.every(([a, b]) => a === b)).toBe(true);
      }
    }
  });
});

describe('a task that cannot be imported', () => {
  test.each(real)('%s refuses to open, with the reason', async (name) => {
    const url = modules.url('throw new RangeError("not today"); export default () => 1;');
    const script = modules.write(`
      const { default: executor } = await import(process.argv[2]);
      const { Session } = await import(new URL('../run/host/session.js', process.argv[2]));
      await Session.open(executor, JSON.parse(process.argv[3]), new AbortController().signal).then(
        () => process.stdout.write('opened'),
        (error) => process.stdout.write(String(error.message)),
      );
      process.exit();`);
    const built = new URL(`../../dist/src/executors/${name}.js`, import.meta.url).href;
    const spec = trialSpec({
      executor: name,
      workers: name === 'sequential' ? 0 : 1,
      subject: { kind: 'module', url },
    });
    const { stdout } = await start(NODE, [script, built, JSON.stringify(spec)], modules.path).ended;
    expect(stdout).toContain('not today');
  });
});
