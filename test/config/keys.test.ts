import { describe, expect, it } from 'vitest';
import { commandKeys } from '../../src/config/keys/command.js';
import { matrixKeys } from '../../src/config/keys/matrix.js';
import { serviceKeys } from '../../src/config/keys/service.js';
import { CONFIG_KEYS, type ConfigKey, metaOf } from '../../src/config/schema.js';
import { loadKeys, problemsOf } from './loading.js';

/** Values that each key takes, and values that it refuses with the place of the fault below the key. */
const CASES: { readonly [key in ConfigKey]?: { readonly good: readonly unknown[]; readonly bad: readonly unknown[] } } =
  {
    $schema: { good: ['./s.json'], bad: [1, ''] },
    iterations: { good: [1, 1_000], bad: [0, -1, 1.5, '5', [5], true, 1_000_001] },
    task_args: { good: [[], [1, 'a', null, { a: [true] }]], bad: [5, 'a', { 0: 1 }] },
    task_count: { good: [1, 2_147_483_647], bad: [0, 2_147_483_648, 0.5, '1'] },
    workers: { good: [0, 3, [2, 0], 'auto'], bad: [-1, 1.5, 'two', [], [1, -1], ['1'], [1_000_001], {}] },
    wait_time_after_runner: { good: [0, 2.5], bad: [-0.1, '2', 2_000_001] },
    wait_time_after_iteration: { good: [0, 2.5], bad: [-0.1, '2', 2_000_001] },
    allow_outside: { good: [true, false], bad: [1, 'true', null] },
    gc_after_iteration: { good: [true, false], bad: [1, 'true'] },
    multiprocessing_start_method: { good: ['fork', null, 3], bad: [] },
    executors: {
      good: [['threads'], ['async', 'processes']],
      bad: ['threads', [], ['sequential'], ['thread'], [1], null],
    },
    cpus: { good: [1, 0.5, [1, 2, 4]], bad: [0, -1, [], [0], 'all', null, [100_001]] },
    in_flight: { good: [1, [1, 10]], bad: [0, [], [0], 'a', 10_001, null] },
    load: {
      good: [
        { kind: 'count' },
        { kind: 'window' },
        { kind: 'window', warmup: 0.5, duration: 3, window: 2.5 },
        { kind: 'rate', per_second: 100, duration: 30 },
        { kind: 'rate', per_second: [0.5, 500], duration: 30, arrivals: 'uniform' },
      ],
      bad: [
        null,
        'window',
        { kind: 'windows' },
        { kind: 'window', window: 0 },
        { kind: 'rate', per_second: 0, duration: 1 },
        { kind: 'rate', per_second: [], duration: 1 },
        { kind: 'rate', per_second: 1, duration: 1, arrivals: 'random' },
      ],
    },
    find_max_rate: { good: [false], bad: ['yes', null, true] },
    dispatch: { good: ['pool', 'self'], bad: ['Pool', '', null, 1] },
    order: { good: ['none', 'key', ['none', 'completion']], bad: ['keys', [], null, ['none', 'any']] },
    keys: { good: [1, 50], bad: [0, 1.5, '8', null] },
    chunk: { good: [1, 64], bad: [0, 1.1, '1', null] },
    seed: { good: [0, 9_007_199_254_740_991], bad: [-1, 0.5, 'x', null] },
    timeout: { good: [0.5, 60, null], bad: [0, -1, '60', 2_000_001] },
    out: { good: ['results', '/tmp/x'], bad: ['', 1, null] },
    instance: { good: ['c7g.large'], bad: ['', 1, null] },
    plan_order: { good: ['random', 'listed'], bad: ['sorted', null] },
    warmup: { good: [0, 1.5], bad: [-1, '1', null] },
    uv_threadpool_size: { good: [1, 1024], bad: [0, 1025, '4', null] },
    target_rate: { good: [1, 0.5, 23_000], bad: [0, -1, '1', null, [1]] },
    baseline: { good: [0, 1, 2], bad: [-1, 0.5, '1', null, [1], 999] },
    limits: {
      good: [
        { labels: { weak: { p50_ms: 2 } } },
        {},
        { p50_ms: 1, p99_ms: 2.5, rss_mb: 100, error_rate: 0.01 },
        { p99_ms: null },
      ],
      bad: [null, [], 5, { p99: 1 }, { error_rate: 2 }, { p50_ms: 0 }, { rss_mb: '1' }],
    },
    capacities: {
      good: [{}, { 'database pool': 10 }, { sockets: 1, files: 1024 }],
      bad: [[], 10, { pool: 0 }, { pool: 1.5 }, null],
    },
    budget: {
      good: ['5m', '90s', '1h30m', '1.5h', 30, null],
      bad: ['', '0s', '5 m', 'm', '30m1h', 0, -1, true, '600h'],
    },
    dataset: { good: [true, false], bad: ['yes', 1, null] },
    machine_ceiling: { good: [true, false, null], bad: ['yes', 1] },
    probes: { good: [true, false, [], ['cpu', 'memory']], bad: ['cpu', null, ['gpu'], [1]] },
    sample_interval: { good: [0.01, 1], bad: [0, -1, '1', null] },
    cache: { good: [true, false], bad: [0, 'no', null] },
    cache_dir: { good: ['.cache', '/tmp/x'], bad: ['', 1, null] },
    max_latency_samples: { good: [0, 1, 10_000], bad: [-1, 10_001, 0.5, '1', null] },
    cpu_affinity: {
      good: [null, {}, { enabled: false }, { strategy: 'compact', performance_cores: [0, 2], efficiency_cores: null }],
      bad: [true, [], { strategy: 'best' }, { performance_cores: [] }, { efficiency_cores: 1 }, { cores: [1] }],
    },
    retry_disturbed: { good: [0, 3], bad: [-1, 0.5, '1', null, 101] },
    retry_failed: { good: [0, 3], bad: [-1, 0.5, '1', null, 101] },
    profile: {
      good: [{}, { cpu: true }, { cpu: true, heap: false }],
      bad: [null, true, [], { gpu: true }, { cpu: 1 }, { heap: 'yes' }],
    },
  };

const tested = Object.entries(CASES);

describe.each(tested)('%s', (key, { good, bad }) => {
  it.each(good.map((value) => [JSON.stringify(value), value]))('takes %s', (_, value) => {
    expect(loadKeys({ [key]: value }).study).toBeDefined();
  });

  it.each(bad.map((value) => [JSON.stringify(value), value]))(
    'refuses %s and tells where, what and why',
    (_, value) => {
      const problems = problemsOf(() => loadKeys({ [key]: value }));
      expect(problems).toHaveLength(1);
      const [problem] = problems;
      expect(problem?.key?.startsWith(key)).toBe(true);
      expect(problem?.expected).toMatch(/\w/);
      expect(problem?.found).toMatch(/\S/);
      expect(problem?.where).toMatchObject({ file: 'keys.json', line: 1 });
      expect(problem?.where).toHaveProperty('column', columnOf(key, value, problem?.key ?? ''));
    },
  );
});

/** Where JSON.stringify put the value (or the element or member that the problem names). */
function columnOf(key: string, value: unknown, problemKey: string): number {
  const text = JSON.stringify({ task: 'sort', [key]: value });
  const start = text.indexOf(`"${key}":`) + key.length + 3;
  const [, index, member] = /(?:\[(\d+)\]|\.(\w+))$/.exec(problemKey) ?? [];
  if (index !== undefined)
    return start + JSON.stringify((value as unknown[]).slice(0, Number(index))).length + (index === '0' ? 0 : 1);
  if (member === undefined) return start + 1;
  const at = text.indexOf(`"${member}":`, start);
  const unknown = ['limits.p99', 'cpu_affinity.cores', 'profile.gpu'].includes(problemKey);
  return unknown ? at + 1 : at + member.length + 4;
}

it('tests every key, but those that other tests are about', () => {
  const families = [matrixKeys, commandKeys, serviceKeys].flatMap(Object.keys);
  const elsewhere = ['task', 'simulated', 'ab', ...families];
  expect([...tested.map(([key]) => key), ...elsewhere].sort()).toEqual([...CONFIG_KEYS].sort());
});

const ofTasks = CONFIG_KEYS.filter(
  (key) => !(key in commandKeys) && !(key in serviceKeys) && !['simulated', 'task', 'ab', 'only'].includes(key),
);
it.each(ofTasks)('%s: takes its own examples', (key) => {
  for (const example of metaOf(key).examples) {
    const isForKnob = Array.isArray(example) && example.includes('auto');
    const subject = isForKnob ? { task: undefined, command: ['true', '{workers}'] } : {};
    expect(loadKeys({ ...subject, [key]: example }).study).toBeDefined();
  }
});

it('hints at the list that a single value needs', () => {
  expect(problemsOf(() => loadKeys({ task_args: 'a' }))[0]?.hint).toBe('write ["a"]');
  expect(problemsOf(() => loadKeys({ executors: 'threads' }))[0]?.hint).toBe('write ["threads"]');
  expect(problemsOf(() => loadKeys({ executors: ['sequential'] }))[0]?.hint).toBe(
    'sequential is what 0 in workers means',
  );
});

describe('null in a key of the Python tester', () => {
  const seedKeys = CONFIG_KEYS.filter((key) => metaOf(key).seed && key !== 'task');

  it.each(seedKeys)('%s: stands for the default, without a word', (key) => {
    expect(seedKeys).toHaveLength(8);
    expect(loadKeys({ [key]: null })).toEqual(loadKeys({}));
  });

  it('is no task, and as a flag takes the place of what the file says', () => {
    expect(problemsOf(() => loadKeys({ task: null }))).toMatchObject([{ key: 'task', message: 'no task given' }]);
    const flags = { iterations: 'none' };
    expect(loadKeys({ iterations: 9 }, { flags }).study.rounds).toBe(loadKeys({}).study.rounds);
  });
});
