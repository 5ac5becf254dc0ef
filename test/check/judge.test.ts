/** The rules of `kneepoint check` on figures of our own: what the clock of a shared machine cannot plant. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/check/judge.js';
import type { CheckCode, CheckFacts, CheckName, WorkerTrial } from '../../src/check/model.js';
import type { StudyTask } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import type { MemorySample, TaskInspection } from '../../src/run/host/inspection.js';
import { unfilledFault } from '../../src/run/host/parameters.js';
import { Histogram } from '../../src/statistics/histogram.js';

const TASK: StudyTask = { name: 'own', given: './own.ts', args: null, subject: { kind: 'module', path: '/own.ts' } };

const SOUND: TaskInspection = {
  summary: null,
  args: [],
  unfilled: null,
  deterministic: true,
  units: 4,
  digest: [1, 2, 3, 4],
  result: { bytes: 100, cloneSeconds: 1e-6, obstacle: null },
  firstServiceSeconds: 0.02,
  serviceSeconds: times(0.01, 100),
  clock: { stepSeconds: 1e-7, readingSeconds: 6e-8 },
  poolRequests: {},
  addOns: [],
  started: { threads: 0, processes: 0 },
  cpuSeconds: 1,
  elapsedSeconds: 1,
  memory: samples(() => ({ retainedBytes: 10e6, rssBytes: 90e6 })),
  leftOpen: {},
  unitsRun: 100,
};

function times(seconds: number, count: number): readonly number[] {
  return Array.from({ length: count }, () => seconds);
}

function samples(at: (units: number) => Omit<MemorySample, 'units'>): readonly MemorySample[] {
  return Array.from({ length: 24 }, (_, i) => ({ units: 10 * (i + 1), ...at(10 * (i + 1)) }));
}

function trial(executor: WorkerTrial['executor'], transferSeconds: number, digest = SOUND.digest): WorkerTrial {
  const transfer = new Histogram();
  // A quarter came undisturbed, the others late: what other programs do is no cost of a hand-out.
  transfer.record(transferSeconds * 1e9, 1);
  transfer.record(transferSeconds * 50e9, 3);
  const measurement = { digest, latency: { transfer: transfer.encode() } };
  return { executor, record: { outcome: 'completed', fault: null, measurement } as unknown as TrialRecord };
}

function facts(over: Partial<TaskInspection>, more: Partial<CheckFacts> = {}): CheckFacts {
  return {
    modulePath: '/own.ts',
    dispatch: 'pool',
    chunk: 1,
    uvThreadpool: 4,
    poolTrial: null,
    machine: { effectiveCpus: 2, logicalCpus: 2 },
    load: { seconds: 3, busyCpus: 0.1, stolenCpus: 0 },
    inspection: { ...SOUND, ...over },
    trials: [trial('threads', 1e-4), trial('processes', 3e-4)],
    ...more,
  };
}

function findingsOf(checked: CheckFacts) {
  return judge(TASK, checked).findings;
}

function codesOf(over: Partial<TaskInspection>, more: Partial<CheckFacts> = {}): readonly CheckCode[] {
  return findingsOf(facts(over, more)).map(({ code }) => code);
}

function verdictOn(name: CheckName, over: Partial<TaskInspection>): string | undefined {
  return judge(TASK, facts(over)).results.find(({ check }) => check === name)?.verdict;
}

test('a sound task passes every check', () => {
  const report = judge(TASK, facts({}));
  expect(report.findings).toEqual([]);
  expect(report.status).toBe('passed');
  expect(report.results.every(({ verdict }) => verdict === 'passed')).toBe(true);
});

test('other programs make the verdict provisional, and the report says so first', () => {
  const provisionalAt = (busyCpus: number | null, seconds = 3) =>
    judge(TASK, facts({}, { load: { seconds, busyCpus, stolenCpus: 0 } })).provisional;
  expect(provisionalAt(1)).toBe('Other programs took 1.0 of 2 CPUs: provisional.');
  expect(provisionalAt(0.19)).toBeNull();
  expect(provisionalAt(null)).toBeNull();
  // A tenth of a second of CPU time is within its rounding.
  expect(provisionalAt(1, 0.09)).toBeNull();
});

test('a parameter that no argument fills is a warning where the task may do without it', () => {
  const unfilled = { names: ['limit', 'step'], taken: 2, given: 1, isCertain: false };
  const [finding] = findingsOf(facts({ unfilled }));
  expect(finding).toMatchObject({ code: 'missing-arguments', severity: 'warning' });
  expect(finding?.text).toContain('It takes 2 parameters (limit, step), and only 1 argument was given.');
});

test('where it cannot, the look was refused, and the finding is critical', () => {
  const unfilled = { names: ['limit'], taken: 1, given: 0, isCertain: true };
  const inspection = { kind: 'refused', fault: unfilledFault(unfilled) } as const;
  const report = judge(TASK, facts({}, { inspection, trials: [] }));
  expect(report).toMatchObject({ status: 'failed', findings: [{ code: 'missing-arguments' }] });
  expect(report.findings[0]?.text).toBe('It takes 1 parameter (limit), and no arguments were given.');
  expect(report.findings[0]?.cure).toContain("--task-args '[<limit>]'");
});

describe("libuv's pool behind native code that hides its requests", () => {
  const addOns = ['argon.node'];
  const around = (seconds: number) => [0.9, 0.95, 1, 1.05, 1.1].map((factor) => factor * seconds);
  const resultOf = (poolTrial: CheckFacts['poolTrial'], over: Partial<TaskInspection> = { addOns }) =>
    judge(TASK, facts(over, { poolTrial })).results.find(({ check }) => check === 'thread pool');

  test('is used where units at the same time gain from more threads, by well over noise', () => {
    const result = resultOf({ oneThread: around(0.2), fourThreads: around(0.1) });
    expect(result).toMatchObject({ verdict: 'found', finding: { code: 'libuv-pool', severity: 'info' } });
    expect(JSON.stringify(result)).toContain('take 200 ms with a pool of 1 thread and 100 ms with 4');
  });

  test.each([
    ['they do not gain', { oneThread: around(0.1), fourThreads: around(0.1) }],
    ['they gain less than noise may do', { oneThread: around(0.12), fourThreads: around(0.1) }],
    ['times overlap', { oneThread: [0.05, 0.1, 0.3, 0.3, 0.3], fourThreads: [0.05, 0.1, 0.1, 0.2, 0.3] }],
    ['units failed beside each other', { oneThread: [], fourThreads: around(0.1) }],
    ['there was no time to try', null],
  ])('is not known where %s', (_, poolTrial) => {
    expect(resultOf(poolTrial)?.verdict).toBe('unknown');
  });

  test('needs no experiment without native code, or where requests were seen', () => {
    expect(resultOf(null, {})?.verdict).toBe('passed');
    expect(resultOf(null, { addOns, poolRequests: { sharp: 1 } })?.verdict).toBe('found');
  });
});

describe('unit length', () => {
  test('holds from nine times the undisturbed hand-out on', () => {
    expect(codesOf({ serviceSeconds: times(9.1e-4, 20) })).toEqual([]);
    expect(codesOf({ serviceSeconds: times(8.9e-4, 20) })).toEqual(['short-units']);
  });

  test('names the units a message that reach 90 %', () => {
    const [finding] = findingsOf(facts({ serviceSeconds: times(1e-4, 20) }));
    expect(finding?.evidence).toMatchObject({ chunkFor90: 9, efficiency: expect.closeTo(0.5, 2) });
    expect(finding?.cure).toContain('--chunk 9');
  });

  test("counts with the study's chunk", () => {
    expect(codesOf({ serviceSeconds: times(1e-4, 20) }, { chunk: 10 })).toEqual([]);
  });

  test('is below what the clock tells under twenty of its steps', () => {
    const clock = { stepSeconds: 1e-6, readingSeconds: 6e-8 };
    expect(codesOf({ clock, serviceSeconds: times(19e-6, 20) })).toContain('below-clock');
    expect(codesOf({ clock, serviceSeconds: times(21e-6, 20) })).not.toContain('below-clock');
  });
});

describe('steadiness', () => {
  test('is told of units whose ninth in ten takes twice the median', () => {
    expect(codesOf({ serviceSeconds: [...times(0.01, 80), ...times(0.03, 20)] })).toEqual(['unit-time-varies']);
    expect(codesOf({ serviceSeconds: [...times(0.01, 80), ...times(0.019, 20)] })).toEqual([]);
    expect(verdictOn('steadiness', { serviceSeconds: times(0.01, 9) })).toBe('unknown');
  });
});

describe('memory', () => {
  const leak = (bytesPerUnit: number) =>
    samples((units) => ({ retainedBytes: 10e6 + bytesPerUnit * units, rssBytes: 90e6 }));

  test('that stays in use is found from a quarter of a MiB on', () => {
    expect(codesOf({ memory: leak(2000) })).toEqual(['memory-grows']);
    expect(codesOf({ memory: leak(500) })).toEqual([]);
  });

  test('outside V8 is found by the resident set', () => {
    const memory = samples((units) => ({ retainedBytes: 10e6, rssBytes: 90e6 + 500_000 * units }));
    const [finding] = findingsOf(facts({ memory }));
    expect(finding?.evidence).toMatchObject({ kind: 'resident', bytesPerUnit: expect.closeTo(500_000) });
  });

  test('that grows once, and not with the units, is none', () => {
    const memory = samples((units) => ({
      retainedBytes: units < 60 ? 10e6 : 14e6,
      rssBytes: units < 200 ? 90e6 : 190e6,
    }));
    expect(codesOf({ memory })).toEqual([]);
  });

  test('over few units is not known', () => {
    expect(verdictOn('memory', { memory: leak(2000).slice(0, 11) })).toBe('unknown');
  });
});

describe('results', () => {
  test('that differ between processes, and between orders, are told apart', () => {
    const trials = [trial('threads', 1e-4), trial('processes', 1e-4, [1, 2, 9, 9])];
    const [between] = findingsOf(facts({}, { trials }));
    expect(between).toMatchObject({ code: 'not-deterministic', evidence: { units: 4, different: 2, firstUnit: 2 } });
    expect(codesOf({ digest: [1, 7, 3, 4] })).toEqual(['order-matters']);
  });

  test('that the task calls varying are not compared', () => {
    expect(codesOf({ deterministic: false, digest: [9, 9, 9, 9] })).toEqual([]);
    expect(verdictOn('results', { deterministic: false })).toBe('unknown');
  });

  test('are large by their size, or by the time of a copy', () => {
    const of = (bytes: number, cloneSeconds: number) => codesOf({ result: { bytes, cloneSeconds, obstacle: null } });
    expect(of(2 ** 20, 1e-5)).toEqual(['large-result']);
    expect(of(2 ** 15, 0.002)).toEqual(['large-result']);
    expect(of(2 ** 15, 1e-5)).toEqual([]);
    expect(of(2 ** 13, 0.002)).toEqual([]);
  });

  test('that cannot be sent matter less where nothing is sent', () => {
    const result = { bytes: null, cloneSeconds: null, obstacle: 'DataCloneError' };
    expect(findingsOf(facts({ result }))[0]?.severity).toBe('critical');
    expect(findingsOf(facts({ result }, { dispatch: 'self' }))[0]?.severity).toBe('warning');
  });
});

describe('parallelism inside', () => {
  test('is CPU time above elapsed time, where there is enough of it', () => {
    expect(codesOf({ cpuSeconds: 1.4 })).toEqual(['internally-parallel']);
    expect(codesOf({ cpuSeconds: 1.35 })).toEqual(['internally-parallel']);
    expect(codesOf({ cpuSeconds: 1.25 })).toEqual([]);
    expect(verdictOn('parallelism inside', { cpuSeconds: 0.3, elapsedSeconds: 0.1 })).toBe('unknown');
  });
});

test('the gravest finding comes first, and decides the status', () => {
  const leftOpen = { Timeout: 2 };
  const report = judge(TASK, facts({ leftOpen, poolRequests: { ZLIB: 1 }, digest: [0, 2, 3, 4] }));
  expect(report.findings.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info']);
  expect(report.status).toBe('failed');
  expect(judge(TASK, facts({ leftOpen })).status).toBe('warned');
  expect(judge(TASK, facts({ poolRequests: { sharp: 1 } })).status).toBe('passed');
});
