/** Orders on real threads and processes, observed by the units themselves. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { EncodedHistogram } from '../../src/model/measurement.js';
import type { Driven, TrialSpec } from '../../src/seams/executor.js';
import { moduleUrlOf } from '../../src/seams/subject.js';
import { bucketRange, countOf } from '../../src/statistics/histogram.js';
import { kneepoint, NODE, ownFolder, readRun, start, writeFiles } from '../support/cli.js';
import { ModuleFolder } from '../support/modules.js';
import { trialSpec } from '../support/trial-spec.js';

const folder = ownFolder();
const modules = new ModuleFolder();
const KEYS = 50;

/** Each unit notes when it started and ended, on the one clock of the machine, and works for a random while. */
const WITNESS = `
  import { writeFileSync } from 'node:fs';
  const rows = [];
  export default {
    key: (index) => 'key ' + ((index * 7919 + (index >> 3)) % ${KEYS}),
    setup: ({ scratch, worker }) => ({ file: scratch + '/' + worker + '.json' }),
    run: ({ index, rng, state }) => {
      const started = process.hrtime.bigint();
      let sum = 0;
      for (let i = rng.int(0, 2000); i > 0; i--) sum += i;
      rows.push([index, String(started), String(process.hrtime.bigint())]);
      return sum;
    },
    teardown: ({ file }) => writeFileSync(file, JSON.stringify(rows)),
  };`;

/** Drives one session through its life in a process of its own. */
async function drive(over: Partial<TrialSpec>): Promise<{ readonly driven: Driven; readonly scratch: string }> {
  const scratch = join(folder, `scratch-${readdirSync(folder).length}`);
  mkdirSync(scratch);
  const units = over.units ?? 10;
  const spec = trialSpec({ dispatch: 'pool', load: { kind: 'count', units }, scratch, ...over });
  const built = new URL(`../../dist/src/executors/${spec.executor}.js`, import.meta.url).href;
  const script = fileURLToPath(new URL('../support/session-cases.mjs', import.meta.url));
  const args = [script, built, moduleUrlOf(spec.subject), JSON.stringify([spec])];
  const { status, stdout, stderr } = await start(NODE, args, folder).ended;
  if (status !== 0) throw new Error(`the session ended with ${status}: ${stderr}`);
  return { driven: JSON.parse(stdout)[0].driven, scratch };
}

/** What the units of all workers noted, by key, in the order in which they started. */
function witnessed(scratch: string): (readonly [index: number, started: bigint, ended: bigint])[][] {
  const byKey = Array.from({ length: KEYS }, () => [] as [number, bigint, bigint][]);
  for (const file of readdirSync(scratch)) {
    for (const [index, started, ended] of JSON.parse(readFileSync(join(scratch, file), 'utf8'))) {
      byKey[(index * 7919 + (index >> 3)) % KEYS]?.push([index, BigInt(started), BigInt(ended)]);
    }
  }
  return byKey.map((rows) => rows.toSorted((a, b) => (a[1] < b[1] ? -1 : 1)));
}

describe.each([
  ['threads', 100_000, 1],
  ['processes', 3000, 2],
] as const)('key order on %s', (executor, units, inFlight) => {
  test(`holds for ${units} units of ${KEYS} keys on 8 workers`, async () => {
    const subject = { kind: 'module', url: modules.url(WITNESS) } as const;
    const { driven, scratch } = await drive({ executor, units, inFlight, workers: 8, order: 'key', subject });
    expect(driven.fault).toBeNull();
    expect([driven.unitsCompleted, countOf(driven.latency.sojourn)]).toEqual([units, units]);
    const byKey = witnessed(scratch);
    expect(byKey.reduce((sum, rows) => sum + rows.length, 0)).toBe(units);
    const overtaken = byKey.flatMap((rows) => rows.filter(([index], i) => i > 0 && index < (rows[i - 1]?.[0] ?? -1)));
    const beside = byKey.flatMap((rows) => rows.filter(([, began], i) => i > 0 && began < (rows[i - 1]?.[2] ?? 0n)));
    expect([overtaken, beside]).toEqual([[], []]);
  }, 240_000);
});

/** How many values lie in buckets wholly above a duration. */
function countAbove({ buckets, counts }: EncodedHistogram, ns: number): number {
  return buckets.reduce((sum, bucket, i) => sum + (bucketRange(bucket).from > ns ? (counts[i] ?? 0) : 0), 0);
}

test('completion order holds every result back until the slow first unit is done', async () => {
  // The first unit ends 50 ms after the last one ran: every other result has to wait for it, however slow the machine.
  const url = modules.url(`
    import { existsSync, writeFileSync } from 'node:fs';
    const nap = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    export default {
      run: ({ index, scratch }) => {
        if (index === 39) writeFileSync(scratch + '/last', '');
        if (index > 0) return index;
        while (!existsSync(scratch + '/last')) nap(5);
        nap(50);
        return index;
      },
    };`);
  const { driven } = await drive({
    executor: 'threads',
    units: 40,
    workers: 2,
    order: 'completion',
    subject: { kind: 'module', url },
  });
  expect([driven.fault, driven.unitsCompleted]).toEqual([null, 40]);
  expect(countAbove(driven.latency.waiting, 45e6)).toBe(39);
  expect(countAbove(driven.latency.sojourn, 45e6)).toBe(40);
});

test('a sweep of orders makes rows in the same rounds, and tells the price', async () => {
  writeFiles(folder, { 'one.mjs': 'export default { key: () => "the only one", run: ({ index }) => index };' });
  const flags = '--workers 0,2 --iterations 1 --task-count 40 --order none,key,completion --out sweep'.split(' ');
  const { status, stderr } = await kneepoint(['./one.mjs', ...flags], folder);
  expect([status, stderr.match(/error.*/)]).toEqual([0, null]);
  const { report, trials } = await readRun(join(folder, 'sweep'));
  expect(report.cells.map(({ name, order }) => [name, order])).toEqual([
    ['sequential', 'none'],
    ['parallel_2', 'none'],
    ['parallel_2_key', 'key'],
    ['parallel_2_completion', 'completion'],
  ]);
  expect(new Set(trials.map(({ measurement }) => JSON.stringify(measurement?.digest))).size).toBe(1);
  const costs = report.findings.filter(({ code }) => code === 'order-cost');
  expect(costs.map(({ evidence }) => evidence.order)).toEqual(['key', 'completion']);
});

test.each([
  ['--dispatch self', /expected "pool" to keep an order/],
  ['--chunk 4', /expected 1 to keep an order/],
  ['--executors async', /expected "none" with the executor "async"/],
])('an order with %s is refused, with the cure', async (flag, message) => {
  const { status, stderr } = await kneepoint(['sum', '--order', 'key', ...flag.split(' ')], folder);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});
