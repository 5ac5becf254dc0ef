import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadStudy, studyFromConfig } from '../../src/config/study.js';
import { lawOf } from '../../src/seams/subject.js';
import { PYTHON_TASKS, pythonConfig } from '../support/python-configs.js';
import { traits } from '../support/traits.js';
import { context, folder, load, loadKeys, messageOf, problemsOf, write } from './loading.js';

/** The Python tester's documented config, its keys and values unchanged. */
const SEED_CONFIG = `{
    "iterations": 10,
    "task": "sort",
    "task_args": [1000000],
    "task_count": 100,
    "workers": [0, 1, 2, 4, 6, 8, 10, 12, 16],
    "wait_time_after_runner": 2.0,
    "wait_time_after_iteration": 2.0,
    "gc_after_iteration": true
}`;

const LAW = { cpus: 64, lambda: 100, sigma: 0.05, kappa: 0.0005, noise: 0.05 };

describe('a study from a config file', () => {
  it('takes sets of CPUs, ascending and each once; the largest one decides what "auto" means', () => {
    const { study, notes } = load('cpus.json', '{"task": "sort", "workers": "auto", "cpus": [1, 0.5, 1]}');
    expect(study.cpus).toEqual([0.5, 1]);
    expect(study.workers).toEqual([0, 1, 2]);
    expect(notes).toContain('cpus names 1 more than once; each is measured once.');
    expect(load('none.json', '{"task": "sort"}').study).not.toHaveProperty('cpus');
  });

  it('refuses sets of CPUs for a law', () => {
    const config = { executors: ['simulated'], simulated: LAW, cpus: [1] };
    expect(() => load('law.json', JSON.stringify(config))).toThrow('a simulated machine has no CPUs to choose from');
  });

  it('takes the Python tester’s config unchanged', () => {
    const { study, out, notes } = load('seed.json', SEED_CONFIG);
    expect(study).toEqual({
      tasks: [{ name: 'sort', given: 'sort', args: [1000000], subject: { kind: 'module', path: '/builtin/sort.js' } }],
      executors: ['threads'],
      traits: { sequential: traits.sequential, threads: traits.threads },
      workers: [0, 1, 2, 4, 6, 8, 10, 12, 16],
      inFlight: [1],
      load: { kind: 'count', units: 100 },
      dispatch: 'pool',
      orders: ['none'],
      keys: 16,
      chunk: 1,
      rounds: 10,
      planOrder: 'random',
      seed: 1,
      timeoutSeconds: null,
      warmupSeconds: 0.2,
      waitAfterRunnerSeconds: 2,
      waitAfterIterationSeconds: 2,
      gcAfterIteration: true,
      uvThreadpoolSize: 4,
      limits: { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null },
      budgetSeconds: null,
      machineCeiling: null,
      probes: null,
      sampleIntervalSeconds: 0.25,
      maxLatencySamples: 0,
      cpuAffinity: null,
      retryDisturbed: 0,
      retryFailed: 0,
      profile: { cpu: false, heap: false },
      quick: false,
    });
    expect(out).toBe(join(folder, 'results'));
    expect(notes).toEqual([]);
  });

  it.each(PYTHON_TASKS)('takes the Python tester’s %s.json unchanged', (task) => {
    const config = pythonConfig(task);
    const { study, notes } = load(`${task}.json`, JSON.stringify(config), { builtIns: PYTHON_TASKS });
    expect(notes).toEqual([]);
    expect(study).toMatchObject({
      tasks: [{ name: task, args: config.task_args }],
      rounds: config.iterations,
      load: { kind: 'count', units: config.task_count },
      workers: config.workers,
      waitAfterRunnerSeconds: 2,
      waitAfterIterationSeconds: 2,
      gcAfterIteration: true,
    });
  });

  it('keeps the order of the worker counts where it is asked for and does not ascend', () => {
    const given = [4, 0, 2, 4];
    expect(loadKeys({ workers: given, plan_order: 'listed' }).study).toMatchObject({
      workers: [0, 2, 4],
      listedWorkers: [4, 0, 2],
    });
    expect(loadKeys({ workers: given }).study).not.toHaveProperty('listedWorkers');
    for (const workers of [[0, 2, 4], 4, 'auto']) {
      expect(loadKeys({ workers, plan_order: 'listed' }).study).not.toHaveProperty('listedWorkers');
    }
  });

  it('takes null for rests and start method as if they were left out', () => {
    const nulls = { wait_time_after_runner: null, wait_time_after_iteration: null, multiprocessing_start_method: null };
    expect(loadKeys(nulls)).toEqual(loadKeys({}));
    expect(loadKeys(nulls).study).toMatchObject({ waitAfterRunnerSeconds: 0, waitAfterIterationSeconds: 0 });
  });

  it('explains multiprocessing_start_method instead of refusing it', () => {
    expect(loadKeys({ multiprocessing_start_method: 'spawn' }).notes).toEqual([
      'multiprocessing_start_method: Node starts workers in its own way; this key has no effect.',
    ]);
  });

  it('fills in the defaults', () => {
    const { study } = loadKeys({});
    expect(study.rounds).toBe(5);
    expect(study.workers).toEqual([0, 1, 2, 4]);
    expect(study.tasks[0]?.args).toBeNull();
  });

  it('takes every key', () => {
    const { study, out } = loadKeys({
      $schema: './docs/config.schema.json',
      executors: ['processes', 'async'],
      in_flight: [10, 1],
      dispatch: 'self',
      chunk: 16,
      seed: 7,
      timeout: 1.5,
      out: 'elsewhere',
      plan_order: 'listed',
      warmup: 0,
      uv_threadpool_size: 8,
      limits: { p99_ms: 50, error_rate: 0 },
      budget: '1h30m',
      machine_ceiling: false,
      profile: { cpu: true },
    });
    expect(study).toMatchObject({
      executors: ['processes', 'async'],
      inFlight: [1, 10],
      dispatch: 'self',
      chunk: 16,
      seed: 7,
      timeoutSeconds: 1.5,
      planOrder: 'listed',
      warmupSeconds: 0,
      uvThreadpoolSize: 8,
      limits: { p50Ms: null, p99Ms: 50, rssMb: null, errorRate: 0 },
      budgetSeconds: 5400,
      machineCeiling: false,
      profile: { cpu: true, heap: false },
    });
    expect(out).toBe(join(folder, 'elsewhere'));
  });

  it('takes limits by label, and drops those that limit nothing', () => {
    const limits = { p50_ms: 5, labels: { weak: { p50_ms: 2 }, 'odd one': { p99_ms: 9, p50_ms: null }, free: {} } };
    expect(loadKeys({ limits }).study.limits).toEqual({
      p50Ms: 5,
      p99Ms: null,
      rssMb: null,
      errorRate: null,
      labels: { weak: { p50Ms: 2, p99Ms: null }, 'odd one': { p50Ms: null, p99Ms: 9 } },
    });
    expect(loadKeys({ limits: { labels: { free: {} } } }).study.limits).not.toHaveProperty('labels');
    const flags = { limits: '{"labels": {"weak": {"p99_ms": 7}}}' };
    expect(loadKeys({}, { flags }).study.limits.labels).toEqual({ weak: { p50Ms: null, p99Ms: 7 } });
    expect(messageOf(() => loadKeys({ limits: { labels: { weak: { p99_mss: 1, p50_ms: 0 } } } })).split('\n')).toEqual([
      expect.stringContaining(':1:44: unknown key "p99_mss" in limits.labels.weak; did you mean "p99_ms"?'),
      expect.stringContaining('limits.labels.weak.p50_ms: expected a number above 0'),
    ]);
    expect(messageOf(() => loadKeys({ limits: { labels: { weak: { rss_mb: 1 } } } }))).toContain(
      'unknown key "rss_mb" in limits.labels.weak; known: p50_ms, p99_ms',
    );
    expect(messageOf(() => loadKeys({ limits: { labels: ['weak'] } }))).toContain(
      'limits.labels: expected an object of labels, each with any of p50_ms and p99_ms, found ["weak"]',
    );
  });

  it('takes one of the worker counts as the baseline of changes', () => {
    expect(loadKeys({ workers: [0, 2, 4], baseline: 4 }).study.baseline).toBe(4);
    expect(loadKeys({ workers: [0, 2, 4] }, { flags: { baseline: '2' } }).study.baseline).toBe(2);
    expect(loadKeys({ workers: [0, 2, 4] }).study).not.toHaveProperty('baseline');
    expect(messageOf(() => loadKeys({ workers: [0, 2, 4], baseline: 3 }))).toBe(
      'keys.json:1:45: baseline: expected one of the worker counts, 0, 2, 4, found 3',
    );
    expect(messageOf(() => loadKeys({ workers: [1, 2] }, { flags: { baseline: '0' } }))).toBe(
      '--baseline: expected one of the worker counts, 1, 2, found 0',
    );
  });

  it('gives the same study from JSON, JSONC, YAML and an object', () => {
    const expected = load('seed.json', SEED_CONFIG).study;
    expect(
      load('seed.jsonc', `// a comment\n${SEED_CONFIG.replace('true\n', 'true, /* trailing */\n')}`).study,
    ).toEqual(expected);
    const yaml = Object.entries(JSON.parse(SEED_CONFIG)).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    expect(load('seed.yaml', yaml.join('\n')).study).toEqual(expected);
    expect(load('seed.YML', yaml.join('\r\n')).study).toEqual(expected);
    expect(studyFromConfig(JSON.parse(SEED_CONFIG), context).study).toEqual(expected);
  });

  it('takes the thread pool’s size from the environment’s default unless a key gives it', () => {
    expect(loadKeys({}, { uvThreadpoolDefault: 16 }).study.uvThreadpoolSize).toBe(16);
    expect(loadKeys({ uv_threadpool_size: 4 }, { uvThreadpoolDefault: 16 }).study.uvThreadpoolSize).toBe(4);
  });

  it('notes what is repeated and a missing baseline', () => {
    const { study, notes } = loadKeys({ workers: [2, 1, 2], executors: ['threads', 'threads'], in_flight: [3, 3] });
    expect(study).toMatchObject({ workers: [1, 2], executors: ['threads'], inFlight: [3] });
    expect(notes).toEqual([
      'executors names one more than once; it is measured once.',
      'workers names 2 more than once; each is measured once.',
      'in_flight names 3 more than once; each is measured once.',
      'workers has no 0: without a sequential baseline there is no speedup.',
    ]);
  });

  it('notes keys that were given and have no effect', () => {
    const inFlight = 'in_flight has no effect with the executor "async": it hands no units to workers.';
    const dispatch = 'dispatch has no effect with the executor "async": it hands no units to workers.';
    const given = { executors: ['async'], in_flight: 4, keys: 9, dispatch: 'self' };
    expect(loadKeys(given).notes).toEqual(['keys has no effect without "order": "key".', dispatch, inFlight]);
    expect(loadKeys({ ...given, executors: ['async', 'threads'] }).notes).toEqual([
      'keys has no effect without "order": "key".',
    ]);
    expect(loadKeys({ executors: ['threads'], in_flight: 4, keys: 9, order: 'key' }).notes).toEqual([]);
    expect(loadKeys({ executors: ['async'] }).notes).toEqual([]);
  });
});

describe('--quick', () => {
  it('cuts rounds, units, warm-up and rests, and says so', () => {
    expect(load('seed.json', SEED_CONFIG, { quick: true }).study).toMatchObject({
      rounds: 2,
      load: { kind: 'count', units: 20 },
      warmupSeconds: 0.05,
      waitAfterRunnerSeconds: 0,
      waitAfterIterationSeconds: 0,
      quick: true,
    });
  });

  it('never measures more than was asked', () => {
    const { study } = loadKeys({ iterations: 1, task_count: 3, warmup: 0 }, { quick: true });
    expect(study).toMatchObject({ rounds: 1, load: { units: 3 }, warmupSeconds: 0 });
  });
});

describe('flags', () => {
  it('override keys', () => {
    const flags = {
      iterations: '3',
      workers: '0,4-6',
      task_args: '["a", 1]',
      gc_after_iteration: false,
      timeout: 'none',
    };
    const { study } = load('seed.json', SEED_CONFIG, { flags });
    expect(study).toMatchObject({ rounds: 3, workers: [0, 4, 5, 6], gcAfterIteration: false, timeoutSeconds: null });
    expect(study.tasks[0]?.args).toEqual(['a', 1]);
  });

  it('are enough without a file', () => {
    const { study } = loadStudy({
      ...context,
      flags: { executors: 'threads, processes', budget: '90s' },
      task: 'sum',
    });
    expect(study.tasks[0]?.name).toBe('sum');
    expect(study.executors).toEqual(['threads', 'processes']);
    expect(study.budgetSeconds).toBe(90);
  });

  it('tell of arguments that were meant for another task', () => {
    const { notes } = load('seed.json', SEED_CONFIG, { task: 'sum' });
    expect(notes).toEqual(["The config file's task_args are given to the task that a flag put in its task's place."]);
    expect(load('seed.json', SEED_CONFIG, { task: 'sort' }).notes).toEqual([]);
  });

  it('carry a simulated law as JSON', () => {
    const flags = { executors: 'simulated', simulated: JSON.stringify(LAW) };
    expect(loadStudy({ ...context, flags }).study.tasks).toEqual([
      { name: 'simulated', given: 'simulated', args: null, subject: { kind: 'law', law: LAW } },
    ]);
  });

  it('are named in their problems', () => {
    const flags = {
      workers: 'two',
      task_args: '[1,',
      iterations: '0x10',
      limits: '{"p99":1}',
      tiemout: '1',
      chunk: '',
    };
    expect(messageOf(() => loadStudy({ ...context, flags, task: 'sort' })).split('\n')).toEqual([
      '--task-args: expected JSON, found "[1,"; at character 4: expected a value',
      '--tiemout: unknown flag; did you mean "timeout"?',
      '--workers: expected whole numbers from 0 to 1000000 (one, or a list of 1 to 1000), or "auto", found "two"',
      '--iterations: expected a whole number from 1 to 1000000, found "0x10"',
      '--limits: unknown key "p99"; did you mean "p99_ms"?',
      '--chunk: expected a whole number from 1 to 1000000, found ""',
    ]);
  });

  it('name a place in a list only where there are several', () => {
    const of = (workers: string) => messageOf(() => loadStudy({ ...context, flags: { workers }, task: 'sort' }));
    expect(of('-1')).toBe('--workers: expected a whole number from 0 to 1000000, found -1');
    expect(of('1,-1')).toBe('--workers: [1]: expected a whole number from 0 to 1000000, found -1');
  });

  it('do not name two tasks', () => {
    const request = { ...context, flags: { task: 'sum' }, task: 'sort' };
    expect(messageOf(() => loadStudy(request))).toBe('<task>: two tasks are given: "sort" and, with --task, "sum"');
    expect(loadStudy({ ...request, task: 'sum' }).study.tasks[0]?.name).toBe('sum');
  });
});

describe('the simulated executor', () => {
  const simulated = { executors: ['simulated'], task: undefined };

  it('needs no task, and takes as many workers as its law has use for', () => {
    const { study } = loadKeys({ ...simulated, simulated: LAW, workers: [0, 1_000_000] });
    expect(study.workers).toEqual([0, 1_000_000]);
    expect(loadKeys({ ...simulated, simulated: LAW }).study.workers).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128]);
  });

  it('takes a list of named laws', () => {
    const laws = [
      { name: 'wide', ...LAW },
      { name: 'narrow', ...LAW, cpus: 2 },
    ];
    expect(
      loadKeys({ ...simulated, simulated: laws }).study.tasks.map((task) => [task.name, lawOf(task)?.cpus]),
    ).toEqual([
      ['wide', 64],
      ['narrow', 2],
    ]);
  });

  it('refuses laws without names, of one name, or without throughput', () => {
    const twins = [{ name: 'a', ...LAW }, { name: 'a', ...LAW }, LAW];
    expect(messageOf(() => loadKeys({ ...simulated, simulated: twins }))).toContain(
      'simulated[2].name: expected a name of',
    );
    expect(messageOf(() => loadKeys({ ...simulated, simulated: twins.slice(0, 2) }))).toContain(
      'simulated[1].name: expected a name that no other law has, found "a"',
    );
    const superlinear = { ...LAW, sigma: -0.5, kappa: 0 };
    expect(messageOf(() => loadKeys({ ...simulated, simulated: superlinear, workers: [0, 2, 3] }))).toContain(
      'simulated.sigma: expected a sigma that leaves a throughput at 3 workers, found -0.5',
    );
    expect(loadKeys({ ...simulated, simulated: superlinear, workers: [0, 2] }).study.workers).toEqual([0, 2]);
  });

  it('goes with a law, and only a law goes with it', () => {
    expect(messageOf(() => loadKeys(simulated))).toContain('the executor "simulated" needs a law; add "simulated":');
    expect(messageOf(() => loadKeys({ simulated: LAW }))).toContain(
      'a law is given, but the executor is not "simulated"',
    );
    const mixed = { executors: ['threads', 'simulated'], simulated: LAW };
    expect(messageOf(() => loadKeys(mixed))).toContain('executors: expected "simulated" alone or not at all');
    expect(loadKeys({ ...simulated, task: 'sort', simulated: LAW }).notes).toEqual([
      'task has no effect with the executor "simulated".',
    ]);
  });
});

describe('bounds', () => {
  it('refuse more workers than a machine should start, with the memory they would take', () => {
    const message = messageOf(() => loadKeys({ workers: [0, 10_000], executors: ['threads', 'processes'] }));
    expect(message).toContain('expected at most 256 workers, found [0, 10000]');
    expect(message).toContain('10000 threads would take about 100.0 GB of memory');
    expect(message).toContain('10000 processes would take about 450.0 GB of memory');
    expect(loadKeys({ workers: 256 }).study.workers).toEqual([256]);
  });

  it('no more of them than the memory holds', () => {
    const small = { memoryBytes: 2e9 };
    const message = messageOf(() => loadKeys({ workers: [0, 64], executors: ['threads', 'processes'] }, small));
    expect(message).toContain('expected at most 44 workers, found [0, 64]');
    expect(message).toContain('64 processes would take about 2.9 GB of memory, and this machine has 2.0 GB');
    expect(message).not.toContain('threads would');
    expect(loadKeys({ workers: [0, 64], executors: ['threads'] }, small).study.workers).toEqual([0, 64]);
    const auto = { ...small, memoryBytes: 150e6, effectiveCpus: 16 };
    expect(loadKeys({ executors: ['processes'] }, auto).study.workers).toEqual([0, 1, 2, 3]);
  });

  it('refuse more trials than anyone would wait for', () => {
    const keys = { workers: Array.from({ length: 200 }, (_, i) => i), in_flight: [1, 2], iterations: 10_000 };
    expect(messageOf(() => loadKeys(keys))).toContain('400 cells in 10000 rounds are more than 1000000 trials');
  });

  it('ask for a task', () => {
    expect(messageOf(() => loadStudy({ ...context, flags: {} }))).toBe(
      "<task>: no task given; name a built-in task (sort, sum, password) or a module's path",
    );
    expect(messageOf(() => load('none.json', '\n {}'))).toContain('none.json:2:2: no task given');
  });
});

describe('a study from an object', () => {
  it('has problems without a place', () => {
    const [problem] = problemsOf(() => studyFromConfig({ task: 'sort', iterations: 0 }, context));
    expect(problem).toEqual({
      where: { file: null, line: null, column: null },
      key: 'iterations',
      message: 'iterations: expected a whole number from 1 to 1000000, found 0',
      expected: 'a whole number from 1 to 1000000',
      found: '0',
      hint: null,
    });
  });

  it('refuses what is no plain data', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const throwing = Object.defineProperty({}, 'task', {
      enumerable: true,
      get: () => {
        throw new TypeError('no');
      },
    });
    const cases: [unknown, string][] = [
      [null, 'expected an object'],
      [[], 'expected an object'],
      ['sort', 'expected an object'],
      [new Map(), 'expected an object'],
      [{ task: 'sort', task_args: [() => 1] }, 'task_args[0]: expected a JSON value'],
      [{ task: 'sort', task_args: [new Date(0)] }, 'found an object that is not plain data'],
      [{ task: 'sort', task_args: [{ deep: [1n, Number.NaN] }] }, 'task_args[0].deep[1]: expected a JSON value'],
      // biome-ignore lint/suspicious/noSparseArray: the hole is the case
      [{ task: 'sort', task_args: [1, , 2] }, 'task_args[1]: expected a JSON value'],
      [{ task: 'sort', task_args: cyclic }, 'nested more than 64 levels deep'],
      [throwing, 'one of its getters or proxies throws'],
    ];
    for (const [config, message] of cases) expect(messageOf(() => studyFromConfig(config, context))).toContain(message);
  });

  it('takes undefined as absent', () => {
    expect(studyFromConfig({ task: 'sort', iterations: undefined }, context).study.rounds).toBe(5);
  });
});

describe('a config file that cannot be used', () => {
  it('does not ask for what may stand in it, but still checks the flags', () => {
    const file = write('broken.json', '{"task": "sort",, }');
    const problems = problemsOf(() => loadStudy({ ...context, config: file, flags: { iterations: '-1' } }));
    expect(problems.map(({ where }) => where)).toEqual([
      { file: 'broken.json', line: 1, column: 17 },
      { flag: '--iterations' },
    ]);
  });
});
