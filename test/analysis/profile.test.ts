/** Profiles as tables, against small ones whose costs are known. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { functionCosts, topFunctions } from '../../src/analysis/profile.js';
import { topCalls } from '../../src/analysis/profile-calls.js';
import type { CallFrame } from '../../src/analysis/profile-tree.js';
import type { Recording } from '../../src/model/journal.js';
import type { ProfileRecord } from '../../src/model/trial.js';
import { plantedRecording } from './planted.js';

const place = ({ url, lineNumber }: CallFrame) => `${url}:${lineNumber + 1}`;

function frame(functionName: string, url = 'task.js'): CallFrame {
  return { functionName, url, lineNumber: 4, columnNumber: 0 };
}

/** A CPU profile of nodes given as name and children, with the node on top at each of some samples. */
function cpuProfile(nodes: readonly [CallFrame, number[]][], samples: number[], timeDeltas: number[]): unknown {
  return { nodes: nodes.map(([callFrame, children], i) => ({ id: i + 1, callFrame, children })), samples, timeDeltas };
}

function costsOf(profile: unknown, kind: 'cpu' | 'heap' = 'cpu') {
  const costs = functionCosts(kind, profile, place);
  return Object.fromEntries(costs.map(({ functionName, self, total }) => [functionName, [self, total]]));
}

describe('a CPU profile', () => {
  test('gives each function its samples’ time, and the time of all that it called', () => {
    const nodes: [CallFrame, number[]][] = [
      [frame('(root)', ''), [2, 5]],
      [frame('main'), [3, 4]],
      [frame('hot'), []],
      [frame(''), []],
      [frame('(idle)', ''), []],
    ];
    // The time from a sample to the next is the sample's: the first delta is from the start to the first sample.
    const costs = costsOf(cpuProfile(nodes, [3, 3, 2, 4, 5, 3], [7, 1e6, 2e6, 4e6, 8e6, 16e6]));
    expect(costs).toEqual({ main: [4, 15], hot: [3, 3], '(anonymous)': [8, 8] });
  });

  test('counts a recursion once', () => {
    const nodes: [CallFrame, number[]][] = [
      [frame('(root)', ''), [2]],
      [frame('walk'), [3]],
      [frame('step'), [4]],
      [frame('walk'), []],
    ];
    expect(costsOf(cpuProfile(nodes, [4, 3, 2, 1], [0, 1e6, 1e6, 1e6]))).toEqual({ walk: [2, 3], step: [1, 2] });
  });

  test('leaves out the profiler’s own calls', () => {
    const nodes: [CallFrame, number[]][] = [
      [frame('(root)', ''), [2]],
      [frame('stop'), [3]],
      [frame('post', 'node:inspector'), [4]],
      [frame('dispatch', ''), []],
    ];
    expect(costsOf(cpuProfile(nodes, [2, 3, 4, 1], [0, 1e6, 1e6, 1e6]))).toEqual({ stop: [1, 1] });
  });

  test('takes a chain of 20,000 calls, and calls that go in circles', () => {
    const deep = Array.from({ length: 20_000 }, (_, i): [CallFrame, number[]] => [frame(`f${i}`), [i + 2]]);
    expect(costsOf(cpuProfile(deep, [20_000, 1], [0, 1e6])).f0).toEqual([0, 1]);
    const circle: [CallFrame, number[]][] = [
      [frame('(root)', ''), [2]],
      [frame('a'), [3]],
      [frame('b'), [2]],
    ];
    expect(Object.keys(costsOf(cpuProfile(circle, [3, 1], [0, 1e6])))).toEqual(['b', 'a']);
  });

  test.each([null, 5, 'x', {}, { nodes: [] }, { nodes: [null] }, { nodes: [{}], samples: [], timeDeltas: [] }])(
    'that is none (%j) is refused',
    (profile) => expect(() => functionCosts('cpu', profile, place)).toThrow(TypeError),
  );
});

test('an allocation profile gives bytes', () => {
  const leaf = { callFrame: frame('fill'), selfSize: 300, children: [] };
  const head = {
    callFrame: frame('(root)', ''),
    selfSize: 0,
    children: [{ callFrame: frame('main'), selfSize: 100, children: [leaf, leaf] }],
  };
  expect(costsOf({ head }, 'heap')).toEqual({ main: [100, 700], fill: [600, 600] });
});

describe('the table', () => {
  const cost = (functionName: string, self: number) => ({ functionName, location: 'a.js:1', self, total: self });

  test('adds the workers up, heaviest first, each with its share of the whole', () => {
    const rows = topFunctions([[cost('a', 1), cost('b', 2)], [cost('a', 5)], []]);
    expect(rows).toEqual([
      { ...cost('a', 6), share: 0.75 },
      { ...cost('b', 2), share: 0.25 },
    ]);
  });

  test('has 20 rows at most, whose shares are of the whole', () => {
    const rows = topFunctions([Array.from({ length: 40 }, (_, i) => cost(`f${i}`, 1))]);
    expect(rows).toHaveLength(20);
    expect(rows[0]?.share).toBe(1 / 40);
    expect(topFunctions([[cost('a', 0)]])[0]?.share).toBe(0);
  });
});

describe('the tree of calls', () => {
  const isHarness = ({ url }: CallFrame) => url.startsWith('pool');
  const callsOf = (...profiles: unknown[]) => topCalls('cpu', profiles, { locate: place, isHarness });
  const shown = (...profiles: unknown[]) =>
    callsOf(...profiles).map(({ functionName, depth, total, share }) => [depth, functionName, total, share]);
  const nodes: [CallFrame, number[]][] = [
    [frame('(root)', ''), [2, 6]],
    [frame('loop', 'pool.js'), [3, 5]],
    [frame('task'), [4]],
    [frame('walk'), []],
    [frame('post', ''), []],
    [frame('(idle)', ''), []],
  ];

  test('has callers first, siblings by what they cost, and what runs the task as one', () => {
    // walk 2, task 1, loop 1, idle 8.
    const profile = cpuProfile(nodes, [4, 3, 2, 6, 4], [0, 2e6, 1e6, 1e6, 8e6]);
    expect(shown(profile)).toEqual([
      [0, 'task', 3, 0.75],
      [1, 'walk', 2, 0.5],
      [0, '(what runs the task)', 1, 0.25],
    ]);
  });

  test('is that of all workers together', () => {
    const [one, two] = [
      [4, 3],
      [5, 3],
    ].map((samples) => cpuProfile(nodes, samples, [0, 3e6]));
    expect(shown(one, two)).toEqual([
      [0, 'task', 3, 0.5],
      [1, 'walk', 3, 0.5],
      [0, 'post', 3, 0.5],
    ]);
  });

  test('folds a recursion, ends at 40 callers and 200 calls, and leaves out what nobody could see', () => {
    const same = Array.from({ length: 500 }, (_, i): [CallFrame, number[]] => [frame('again'), i < 499 ? [i + 2] : []]);
    expect(shown(cpuProfile(same, [500, 1], [0, 1e6]))).toEqual([[0, 'again', 1, 1]]);
    const deep = Array.from({ length: 20_000 }, (_, i): [CallFrame, number[]] => [frame(`f${i}`), [i + 2]]);
    expect(callsOf(cpuProfile(deep, [20_000, 1], [0, 1e6])).at(-1)).toMatchObject({ depth: 40, share: 1 });
    const wide: [CallFrame, number[]][] = [
      [frame('(root)', ''), Array.from({ length: 300 }, (_, i) => i + 2)],
      ...Array.from({ length: 300 }, (_, i): [CallFrame, number[]] => [frame(`g${i}`), []]),
    ];
    const samples = [2, ...Array.from({ length: 300 }, (_, i) => i + 2), 1];
    const sizes = [0, 9e8, ...Array.from({ length: 300 }, () => 1e6)];
    expect(shown(cpuProfile(wide, samples, sizes)).map(([, name]) => name)).toEqual(['g0']);
  });
});

describe('a profile beside that of the fewest workers', () => {
  const recording: Recording = plantedRecording({ law: { noise: 0.02 }, rounds: 5 });
  const row = (functionName: string, share: number) => ({
    functionName,
    location: 'a.js:1',
    self: share,
    total: share,
    share,
  });
  const profiled = (workers: number, lock: number): ProfileRecord => ({
    ...{ kind: 'profile', round: 5, outcome: 'completed', fault: null, startedAt: '2026-11-22T00:02:00.000Z' },
    cellId: recording.study.plan.cells.find((cell) => cell.workers === workers)?.id as string,
    ...{ hostSeconds: 1, outputTail: null },
    profiles: [
      {
        kind: 'cpu',
        rows: [row('work', 1 - lock), row('lock', lock)],
        calls: [
          { ...row('task', 1), depth: 0 },
          { ...row('lock', lock), depth: 1 },
          { ...row('task', lock), depth: 2 },
        ],
        files: [],
      },
    ],
  });

  test('has its shares: this frame 3 % with 1 worker, 22 % with the most', () => {
    const most = Math.max(...recording.study.plan.cells.map(({ workers }) => workers));
    const { profiles } = analyse({ ...recording, profiles: [profiled(1, 0.03), profiled(most, 0.22)] });
    expect(profiles.map(({ against }) => against)).toEqual([null, profiles[0]?.name]);
    expect(profiles[1]?.rows.map(({ share, baseShare }) => [share, baseShare])).toEqual([
      [0.78, 0.97],
      [0.22, 0.03],
    ]);
    // The same function elsewhere in the tree is another call.
    expect(profiles[1]?.calls.map(({ baseShare }) => baseShare)).toEqual([1, 0.03, 0.03]);
  });
});

describe('a recording with profiled trials', () => {
  const recording: Recording = plantedRecording({ law: { noise: 0.02 }, rounds: 5 });
  const cellId = recording.study.plan.cells[1]?.id as string;
  const profiled: ProfileRecord = {
    kind: 'profile',
    cellId,
    round: 5,
    outcome: 'completed',
    fault: null,
    startedAt: '2026-11-22T00:02:00.000Z',
    hostSeconds: 99,
    profiles: [{ kind: 'cpu', rows: [], files: ['profiles/a.cpuprofile'] }],
    outputTail: null,
  };

  test('gives the same report without them, but for the profiles', () => {
    const { profiles, ...rest } = analyse({ ...recording, profiles: [profiled] });
    expect(rest).toEqual((({ profiles: _, ...plain }) => plain)(analyse(recording)));
    expect(profiles).toMatchObject([{ name: recording.study.plan.cells[1]?.name, kind: 'cpu' }]);
  });

  test('is partial when one failed, and says which', () => {
    const fault = { phase: 'profile' as const, message: 'TypeError: this is not a profile', stack: null, unit: null };
    const failed: ProfileRecord = { ...profiled, outcome: 'failed', fault, profiles: [] };
    const { status, findings, profiles } = analyse({ ...recording, profiles: [failed] });
    expect(status).toBe('partial');
    expect(profiles).toEqual([]);
    const { text } = findings.find(({ code }) => code === 'profile-not-taken') ?? {};
    expect(text).toContain('its extra trial failed: TypeError: this is not a profile');
  });

  test('counts the last of a cell: a run that was cut took it again', () => {
    const cut: ProfileRecord = { ...profiled, outcome: 'interrupted', profiles: [] };
    const { status, findings, profiles } = analyse({ ...recording, profiles: [cut, profiled] });
    expect([status, profiles.length]).toEqual(['valid', 1]);
    expect(findings.map(({ code }) => code)).not.toContain('profile-not-taken');
  });
});
