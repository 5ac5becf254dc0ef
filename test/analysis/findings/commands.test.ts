/** Each finding on commands where it belongs, with its figures, and not where it does not. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.js';
import type { Finding, FindingCode } from '../../../src/model/finding.js';
import { type CommandScenario, commandRecording, SCALES } from '../commands.js';

function findingsOf(scenario: CommandScenario): readonly Finding[] {
  return analyse(commandRecording(scenario)).findings;
}

function codesOf(scenario: CommandScenario): readonly FindingCode[] {
  return findingsOf(scenario).map(({ code }) => code);
}

function findingOf(code: FindingCode, scenario: CommandScenario): Finding | undefined {
  return findingsOf(scenario).find((finding) => finding.code === code);
}

/** Every text that a reader of the report meets. */
function textsOf(scenario: CommandScenario): string {
  const { findings, advice, answers, curves } = analyse(commandRecording(scenario));
  const said = findings.map(({ text, cure }) => `${text} ${cure}`);
  return [
    ...said,
    ...advice.map(({ reason, cure }) => `${reason} ${cure}`),
    ...answers.map(({ reason }) => reason),
    ...curves.map(({ fitNote }) => fitNote),
    ...curves.flatMap(({ points }) => points.flatMap(({ withheld }) => withheld.map(({ reason }) => reason))),
    ...curves.flatMap(({ hypotheses }) => hypotheses.map(({ evidence, nextTest }) => `${evidence} ${nextTest}`)),
  ].join('\n');
}

const COPIES: CommandScenario = {
  executor: 'copies',
  wall: () => 1,
  run: (_, wall) => ({ userSeconds: wall, threads: 1 }),
};

test('a healthy command has no finding, by its knob and in copies', () => {
  expect(codesOf(SCALES)).toEqual([]);
  expect(codesOf(COPIES)).toEqual([]);
});

describe('a knob that is ignored', () => {
  const IGNORED: CommandScenario = { wall: () => 1, run: () => ({ threads: 3 }) };

  test('neither time, CPUs, processes nor threads move: likely', () => {
    const finding = findingOf('knob-ignored', IGNORED);
    expect(finding?.likelihood).toBe('likely');
    expect(finding?.text).toBe(
      'The command seems to ignore {workers}: from 1 to 4 its time stays the same; it keeps 1 CPU busy and runs 1 process with 3 threads throughout.',
    );
    expect(finding?.evidence).toMatchObject({ fewestWorkers: 1, mostWorkers: 4, threadsFewest: 3, threadsMost: 3 });
  });

  test('where threads were not seen it is possible', () => {
    const unseen = { ...IGNORED, run: () => ({ threads: null, processes: null }) };
    expect(findingOf('knob-ignored', unseen)?.likelihood).toBe('possible');
  });

  test('threads that grow by one each are no ignored knob, however many the runtime has', () => {
    expect(codesOf({ ...IGNORED, run: (workers) => ({ threads: 60 + workers }) })).not.toContain('knob-ignored');
  });

  test('copies have no knob', () => {
    expect(codesOf(COPIES)).not.toContain('knob-ignored');
  });

  test('it is not also parallel inside', () => {
    const busy = { ...IGNORED, run: (_: number, wall: number) => ({ userSeconds: 8 * wall, threads: 3 }) };
    expect(codesOf(busy)).toContain('knob-ignored');
    expect(codesOf(busy)).not.toContain('nested-parallelism');
  });
});

describe('a command that is too short', () => {
  test('under 20 times what true takes; nothing else says so', () => {
    const short: CommandScenario = { ...SCALES, wall: (workers) => 0.004 / workers };
    const finding = findingOf('command-too-short', short);
    expect(finding?.evidence).toMatchObject({ emptyRunSeconds: 0.001, fastestSeconds: expect.closeTo(0.001, 4) });
    expect(codesOf(short)).not.toContain('timed-part-too-short');
    expect(codesOf(short)).not.toContain('overhead-bound');
  });

  test('not from 20 times up', () => {
    expect(codesOf({ ...SCALES, wall: (workers) => 0.1 / workers })).not.toContain('command-too-short');
  });
});

describe('cold caches', () => {
  const COLD: CommandScenario = { ...SCALES, wall: (workers, round) => (round === 0 ? 20 : 10) / workers };

  test('the first run of every value was slower', () => {
    const finding = findingOf('cold-cache', COLD);
    expect(finding?.likelihood).toBe('likely');
    expect(finding?.evidence.leastRatio).toBeCloseTo(2, 1);
  });

  test('not where only one was', () => {
    const one: CommandScenario = { ...SCALES, wall: (n, round) => (round === 0 && n === 1 ? 20 : 10) / n };
    expect(codesOf(one)).not.toContain('cold-cache');
  });
});

describe('parallelism inside', () => {
  test('copies that keep several CPUs busy each ask for more than there are', () => {
    const busy = { ...COPIES, run: (_: number, wall: number) => ({ userSeconds: 3 * wall, threads: 12 }) };
    const finding = findingOf('nested-parallelism', busy);
    expect(finding?.likelihood).toBe('likely');
    expect(finding?.text).toContain('4 workers ask for more than the 8 CPUs there are');
    expect(finding?.evidence).toMatchObject({ cpusPerWorker: expect.closeTo(3, 1), cpus: 8, threads: 12 });
    expect(codesOf(busy)).not.toContain('internally-parallel');
  });

  test('the helpers of a runtime make it possible at most', () => {
    const runtime = { ...COPIES, run: (_: number, wall: number) => ({ userSeconds: 1.5 * wall }) };
    expect(findingOf('nested-parallelism', { ...runtime, machine: { effectiveCpus: 4 } })?.likelihood).toBe('possible');
    expect(codesOf(runtime)).not.toContain('nested-parallelism');
  });
});

describe('failures', () => {
  const FLAKY: CommandScenario = { ...SCALES, rounds: 6, fails: (workers, round) => workers === 4 && round === 2 };

  test('that grow with the workers are told with their shares and the last lines', () => {
    const finding = findingOf('failures-grow', FLAKY);
    expect(finding).toMatchObject({ severity: 'critical', likelihood: 'possible' });
    expect(finding?.text).toContain('1 of 6 trials failed with 4 workers, none of 6 with 2 workers');
    expect(finding?.evidence).toMatchObject({
      failedShare: expect.closeTo(1 / 6, 6),
      failedLowShare: expect.closeTo(0.0042, 4),
      failedHighShare: expect.closeTo(0.6412, 4),
      soundHighShare: expect.closeTo(0.4593, 4),
    });
    expect(findingOf('trials-not-completed', FLAKY)?.text).toContain('status 3: port 8080 is in use');
  });

  test('a count that failed once is not advised, and does not void the others', () => {
    const [advice] = analyse(commandRecording(FLAKY)).advice;
    expect(advice?.workers).toBe(2);
    expect(advice?.reason).toContain('Left out: 4 workers (failed in 1 of 6 trials).');
  });

  test('the only count at which no run failed is the answer', () => {
    const [advice] = analyse(commandRecording({ ...SCALES, fails: (n, round) => n > 1 && round === 2 })).advice;
    expect(advice?.workers).toBe(1);
    expect(advice?.reason).toContain('the only one measured at which no run failed');
  });

  test('that do not grow are no such finding', () => {
    expect(codesOf({ ...SCALES, fails: (_, round) => round === 2 })).not.toContain('failures-grow');
  });
});

test('what runs left behind', () => {
  const finding = findingOf('left-behind', { ...SCALES, leftBehind: (n) => (n === 2 ? ['sleep 60', 'daemon'] : []) });
  expect(finding?.text).toContain('sleep 60, and 1 other');
  expect(finding?.evidence).toMatchObject({ row: 'parallel_2', processes: 2 });
});

describe('memory', () => {
  const GIB = 2 ** 30;
  const machine = { memoryBytes: 5 * GIB };

  test('of the tree by its knob, a + b·N', () => {
    const finding = findingOf('memory-limit', {
      ...SCALES,
      machine,
      run: (n, wall) => ({ userSeconds: wall * n, rssBytes: (1 + n) * GIB * (1 + 0.001 * wall) }),
    });
    expect(finding?.evidence.workersAtLimit).toBeCloseTo(4, 0);
    expect(finding?.cure).not.toContain('units');
  });

  test('of N copies, N times one', () => {
    const finding = findingOf('memory-limit', { ...COPIES, machine, run: () => ({ rssBytes: GIB }) });
    expect(finding?.evidence).toMatchObject({ bytesPerWorker: expect.closeTo(GIB, -6) });
  });
});

describe('output that differs', () => {
  const DIFFERS: CommandScenario = {
    ...SCALES,
    subject: { expect: { files: ['dist/**'], normalise: [] } },
    digest: (workers) => [workers === 4 ? 2 : 1],
  };

  test('is told as such, and the row gets no speedup', () => {
    const report = analyse(commandRecording(DIFFERS));
    const finding = report.findings.find(({ code }) => code === 'output-differs');
    expect(finding?.text).toContain('The files that it writes (dist/**) with 4 workers differ from that with 1 worker');
    expect(report.findings.map(({ code }) => code)).not.toContain('wrong-result');
    expect(report.cells.map(({ speedup }) => speedup === null)).toEqual([false, false, true]);
    expect(report.advice[0]?.reason).toContain('4 workers (its output differs');
  });
});

describe('what holds for functions only is not said', () => {
  const study = { limits: { p50Ms: 1, p99Ms: null, rssMb: null, errorRate: null } };

  test.each<[string, CommandScenario]>([
    ['a knob', SCALES],
    ['copies', COPIES],
    ['slower with more', { ...SCALES, wall: (n) => 10 * n }],
    ['copies that get slower', { ...COPIES, wall: (n) => n ** 2 }],
    ['copies that get faster', { ...COPIES, wall: (n) => 1 / n ** 2 }],
    ['no baseline', { ...SCALES, workers: [2, 4] }],
    ['one count', { ...SCALES, workers: [2] }],
    ['few rounds', { ...SCALES, rounds: 3 }],
    ['noise', { ...SCALES, wall: (n, round) => (10 / n) * (1 + 0.3 * (round % 2)) }],
    ['a disturbed baseline', { ...SCALES, wall: (n, round) => (n === 1 && round === 3 ? 30 : 10 / n) }],
    ['a limit on latency', { ...SCALES, study }],
    ['tiny runs', { ...SCALES, wall: () => 0.0005 }],
  ])('%s', (_, scenario) => {
    expect(textsOf(scenario)).not.toMatch(
      /sequential|\bunits?\b|libuv|dispatch|closed loop|event loop|service time|"verify"|the task/i,
    );
  });

  test('its speedup is against 1 worker, said once', () => {
    const { cells } = analyse(commandRecording(SCALES));
    expect(cells.map(({ efficiency }) => efficiency?.value.toFixed(2))).toEqual(['1.00', '1.00', '1.00']);
    expect(cells.map(({ efficiencyVsOneWorker }) => efficiencyVsOneWorker)).toEqual([null, null, null]);
    expect(textsOf(SCALES)).toContain('times 1 worker (95 %');
  });

  test('copies that do not scale have hypotheses, of runs', () => {
    const [curve] = analyse(commandRecording({ ...COPIES, wall: (n) => n })).curves;
    expect(curve?.hypotheses.map(({ cause }) => cause)).not.toContain('dispatcher');
    expect(curve?.hypotheses.find(({ cause }) => cause === 'memory')?.evidence).toMatch(/^a run needs/);
    expect(curve?.hypotheses.map(({ nextTest }) => nextTest)).not.toContain('Measure on Linux.');
  });

  test('what is not shown to help is more workers', () => {
    const uneven = (n: number, round: number) => (n === 1 ? 10 : round % 2 === 0 ? 11.5 : 7);
    const { advice } = analyse(commandRecording({ ...SCALES, workers: [1, 2], wall: uneven }));
    expect(advice[0]?.headline).toBe('More workers are not shown to help; best guess: 2 workers');
  });

  test('where 1 worker was not measured, speedups are against off, and say so', () => {
    const scenario = { ...SCALES, workers: [2, 4], words: ['off'] };
    const { cells, advice, findings } = analyse(commandRecording(scenario));
    expect(cells.map(({ speedup }) => speedup?.value.toFixed(1))).toEqual(['2.0', '4.0', '1.0']);
    expect(advice[0]?.reason).toMatch(/times off \(95 %/);
    expect(textsOf(scenario)).not.toContain('1 worker');
    expect(findings.map(({ code }) => code)).not.toContain('no-baseline');
  });

  test('without 1 worker there is no speedup', () => {
    const finding = findingOf('no-baseline', { ...SCALES, workers: [2, 4] });
    expect(finding).toMatchObject({
      text: 'No trial with 1 worker was planned, so there is no speedup.',
      cure: 'Add 1 to "workers".',
    });
  });
});

describe('where the time went', () => {
  test('computation, extra computation and idle CPUs sum to the whole', () => {
    // Half as long with 2 workers, for a tenth more CPU time.
    const more = { ...SCALES, run: (n: number) => ({ userSeconds: 8 * (1 + 0.1 * (n - 1)) }) };
    const boxes = analyse(commandRecording(more)).curves[0]?.points.map(({ blackBox }) => blackBox);
    for (const box of boxes ?? []) {
      expect((box?.computation ?? 0) + (box?.extraComputation ?? 0) + (box?.idle ?? 0)).toBeCloseTo(1, 9);
    }
    expect(boxes?.[1]).toMatchObject({
      computation: expect.closeTo(0.8, 1),
      extraComputation: expect.closeTo(0.08, 2),
      idle: expect.closeTo(0.12, 1),
    });
  });

  test('is withheld where the command used more CPUs than its count', () => {
    const busy = { ...SCALES, run: (n: number, wall: number) => ({ userSeconds: 3 * n * wall }) };
    const [point] = analyse(commandRecording(busy)).curves[0]?.points ?? [];
    expect(point?.blackBox).toBeNull();
    expect(point?.withheld).toEqual([
      { figure: 'blackBox', reason: 'the command kept 3.0 CPUs busy, more than its worker count' },
    ]);
  });
});

describe('a command that computes', () => {
  /** With 2 workers on 2 CPUs it keeps that share of them busy; 4 workers are 3 % faster. */
  const study = (busy: number) =>
    analyse(
      commandRecording({
        machine: { effectiveCpus: 2, logicalCpus: 2 },
        wall: (workers) => ({ 1: 1, 2: 0.51, 4: 0.495 })[workers] ?? 1,
        run: (workers, wall) => ({ userSeconds: wall * Math.min(2, workers) * (workers === 1 ? 1 : busy) }),
      }),
    ).advice[0];

  test('is not advised beyond the CPUs that it keeps busy: its workers are inside it, and nobody counts them', () => {
    expect(study(0.99)).toMatchObject({ workers: 2 });
    expect(study(0.99)?.because).toContain('Left out: 4 workers (more workers than CPUs');
  });

  test('may use more workers than CPUs where it leaves them idle', () => {
    expect(study(0.8)?.because).not.toContain('Left out');
  });
});
