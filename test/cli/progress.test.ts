import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Progress } from '../../src/cli/progress.js';
import { finishedLine, frame, timeLeft } from '../../src/cli/progress-lines.js';
import { paint, screenOf } from '../../src/cli/screen.js';
import type { Measurement, PlannedTrial, StudyEvent, StudyRecord, TrialRecord } from '../../src/model.js';
import { anyText } from '../reporters/hostile-text.js';
import { machine, plainReport, study } from '../reporters/sample-report.js';

function trialOf(index: number, name = 'parallel_2', endsRound = false): PlannedTrial {
  const task = { name: 'sort', given: 'sort', modulePath: null, args: null, law: null };
  const load = { kind: 'count', units: 100 } as const;
  const cell = { id: name, name, task, executor: 'threads', workers: 2, inFlight: 1, order: 'none' as const, load };
  return { index, cell, round: 1, endsRound, profile: false };
}

function recordOf(over: Partial<TrialRecord> = {}): TrialRecord {
  const measurement = {
    unitsCompleted: 100,
    workSeconds: 1.8,
    window: null,
    openLoop: null,
    simulated: false,
  } as Measurement;
  return {
    kind: 'trial',
    cellId: 'x',
    round: 1,
    outcome: 'completed',
    fault: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    hostSeconds: 2,
    measurement,
    readings: {},
    telemetry: null,
    disturbances: [],
    outputTail: null,
    ...over,
  };
}

const timedOut = recordOf({
  outcome: 'timed_out',
  measurement: null,
  fault: { phase: 'run', message: 'no answer\u001b[2J in 10 s', stack: null, unit: null },
});

const start: StudyEvent = {
  kind: 'study-start',
  study: {
    kind: 'study',
    study,
    plan: { cells: [], trials: Array.from({ length: 20 }, (_, i) => trialOf(i)), profiles: [] },
    tasks: [],
    machine,
    provenance: plainReport.provenance,
  } satisfies StudyRecord,
};

function trialEnd(
  record: TrialRecord,
  trialsDone: number,
  trial = trialOf(trialsDone - 1),
  runsAgain = false,
): StudyEvent {
  return { kind: 'trial-end', trial, record, runsAgain, trialsDone, trialsTotal: 20, remainingSeconds: 130 };
}

/** A stream that keeps what was written, and a progress on it with a clock set by hand. */
function follow(isTTY: boolean, quiet = false) {
  const writes: string[] = [];
  const clock = { ms: 0 };
  const out = { write: (text: string) => writes.push(text), columns: 80, isTTY };
  const progress = new Progress(out, { colour: false, quiet }, () => clock.ms);
  return { progress, clock, writes, shown: () => stripVTControlCharacters(writes.join('')) };
}

afterEach(() => {
  vi.useRealTimers();
});

test('in a pipe: one line for each trial and round, without control characters', () => {
  const { progress, writes } = follow(false);
  const trial = trialOf(0);
  progress.on(start);
  progress.on({ kind: 'trial-start', trial, trialsDone: 0, trialsTotal: 20 });
  progress.on({ kind: 'phase', trial, phase: 'run' });
  progress.on({ kind: 'progress', trial, unitsDone: 50, unitsTotal: 100 });
  progress.on(trialEnd(recordOf(), 1));
  progress.on({ kind: 'rest', seconds: 2, after: 'runner' });
  progress.on(trialEnd(timedOut, 1, trialOf(1, 'parallel_4', true), true));
  progress.on(trialEnd(timedOut, 2, trialOf(1, 'parallel_4', true)));
  progress.on({ kind: 'warning', text: 'odd\nthing' });
  progress.on({
    kind: 'study-end',
    end: { kind: 'end', endedAt: '', interruptedBy: null, stopped: null, clockSkewSeconds: 0 },
  });
  progress.stop();
  expect(writes).toEqual([
    '1 of 20: sort parallel_2, round 2 of 5: 55.6 tasks/s\n',
    '1 of 20: sort parallel_4, round 2 of 5: timed out (run: no answer\\x1b[2J in 10 s), runs again\n',
    '2 of 20: sort parallel_4, round 2 of 5: timed out (run: no answer\\x1b[2J in 10 s)\n',
    'round 2 of 5 done, about 2 min 10 s left\n',
    'warning: odd\\nthing\n',
  ]);
});

test('an interrupted trial names its phase once, and ends no round', () => {
  const { progress, writes } = follow(false);
  const fault = { phase: 'run', message: 'it was interrupted in "run"', stack: null, unit: null };
  progress.on(start);
  progress.on(
    trialEnd({ ...timedOut, outcome: 'interrupted', fault } as TrialRecord, 1, trialOf(1, 'parallel_4', true)),
  );
  progress.stop();
  expect(writes).toEqual(['1 of 20: sort parallel_4, round 2 of 5: interrupted (it was interrupted in "run")\n']);
});

test('quiet writes nothing at all, on a terminal and elsewhere', () => {
  for (const isTTY of [true, false]) {
    const { progress, writes } = follow(isTTY, true);
    progress.on(start);
    progress.on(trialEnd(timedOut, 1));
    progress.on({ kind: 'warning', text: 'odd' });
    progress.tick();
    progress.stop();
    expect(writes).toEqual([]);
  }
});

test('on a terminal: the trial, a bar, the time left and the last figures', () => {
  const { progress, clock, shown } = follow(true);
  const trial = trialOf(1);
  progress.on(start);
  progress.on(trialEnd(recordOf(), 1));
  progress.on({ kind: 'trial-start', trial, trialsDone: 1, trialsTotal: 20 });
  progress.on({ kind: 'phase', trial, phase: 'run' });
  clock.ms = 1000;
  progress.on({ kind: 'progress', trial, unitsDone: 50, unitsTotal: 100 });
  progress.stop();
  expect(shown()).toContain(
    [
      'sort parallel_2, round 2 of 5: run',
      `${'█'.repeat(15)}${'░'.repeat(15)} 50 of 100 units`,
      '1 of 20 trials done, about 2 min 9 s left',
      '  sort parallel_2, round 2 of 5: 55.6 tasks/s',
    ].join('\n'),
  );
});

test('redraws at most ten times a second, however many events come', () => {
  const { progress, clock, writes } = follow(true);
  const trial = trialOf(0);
  progress.on({ kind: 'trial-start', trial, trialsDone: 0, trialsTotal: 20 });
  for (let unit = 1; unit <= 3000; unit++) {
    clock.ms = unit;
    progress.on({ kind: 'progress', trial, unitsDone: unit, unitsTotal: 3000 });
  }
  expect(writes.length).toBe(31);
  progress.stop();
});

test('a rest counts down between events, by the timer', () => {
  vi.useFakeTimers();
  const { progress, clock, writes, shown } = follow(true);
  progress.on({ kind: 'rest', seconds: 3, after: 'iteration' });
  for (let ms = 100; ms <= 3000; ms += 100) {
    clock.ms = ms;
    vi.advanceTimersByTime(100);
  }
  expect([...shown().matchAll(/resting after the round: (\d) s/g)].map((found) => found[1])).toEqual([
    '3',
    '2',
    '1',
    '0',
  ]);
  progress.stop();
  const written = writes.length;
  vi.advanceTimersByTime(1000);
  progress.on({ kind: 'warning', text: 'late' });
  expect(writes.length).toBe(written);
});

test('on a terminal a failed trial and a warning stay above the display', () => {
  const { progress, writes, shown } = follow(true);
  progress.on(start);
  progress.on(trialEnd(timedOut, 1));
  progress.on({ kind: 'warning', text: 'odd' });
  progress.on(trialEnd(recordOf(), 2));
  progress.stop();
  const kept = shown().split('\n');
  expect(kept).toContain('sort parallel_2, round 2 of 5: timed out (run: no answer\\x1b[2J in 10 s)');
  expect(kept).toContain('warning: odd');
  expect(writes.join('')).not.toContain('\u001b[2J');
});

test('rounds beyond those asked for have no total', () => {
  expect(finishedLine({ trial: trialOf(0), record: recordOf(), runsAgain: false }, 1)).toBe(
    'sort parallel_2, round 2: 55.6 tasks/s',
  );
});

test('a trial that was disturbed says by what; its own doing is no disturbance', () => {
  const noise = { kind: 'foreign-load', text: 'other programs took 1.8 CPUs', figures: {}, own: false } as const;
  const line = (own: boolean) =>
    finishedLine({ trial: trialOf(0), record: recordOf({ disturbances: [{ ...noise, own }] }), runsAgain: false }, 5);
  expect(line(false)).toBe('sort parallel_2, round 2 of 5: 55.6 tasks/s (disturbed: other programs took 1.8 CPUs)');
  expect(line(true)).toBe('sort parallel_2, round 2 of 5: 55.6 tasks/s');
});

test('a rest ends with the next trial', () => {
  const { progress, clock, shown } = follow(true);
  progress.on(start);
  clock.ms = 200;
  progress.on({ kind: 'rest', seconds: 3, after: 'runner' });
  clock.ms = 700;
  progress.on({ kind: 'trial-start', trial: trialOf(3), trialsDone: 3, trialsTotal: 20 });
  progress.stop();
  expect(shown().split('resting after the trial').length).toBe(2);
  expect(shown()).toContain('sort parallel_2, round 2 of 5');
});

test.each([
  [0, 'about 0 s left'],
  [0.2, 'about 1 s left'],
  [59.5, 'about 1 min 0 s left'],
  [130, 'about 2 min 10 s left'],
  [601, 'about 11 min left'],
  [3599, 'about 1 h 0 min left'],
  [7505, 'about 2 h 6 min left'],
])('time left: %s s', (seconds, text) => {
  expect(timeLeft(seconds)).toBe(text);
});

test('any text from outside stays on its line, visible and short', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 20, max: 120 }), (text, width) => {
      const trial = trialOf(0, text);
      const fault = { phase: text, message: text, stack: text, unit: 0 };
      const record = recordOf({ outcome: 'failed', fault, measurement: null });
      const line = finishedLine({ trial, record, runsAgain: false }, 5);
      expect(line).not.toMatch(/[\p{C}\u2028\u2029]/u);
      const now = { rounds: 5, trial, phase: text, units: null, trials: { done: 0, total: 1 }, remainingSeconds: null };
      const lines = frame({ ...now, restSeconds: null, restAfter: 'runner', last: [line] }, width);
      expect(lines.length).toBe(3);
      expect(lines.join('')).not.toMatch(/[\p{C}\u2028\u2029]/u);
    }),
  );
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ TERM: 'dumb' }, true, false],
])('colour with %j on a terminal (%s): %s', (env, isTTY, colour) => {
  expect(screenOf({ isTTY }, env).colour).toBe(colour);
});

test('width and signs come from the stream and TERM', () => {
  expect([screenOf({ columns: 120 }, {}).width, screenOf({}, {}).width, screenOf({ columns: 0 }, {}).width]).toEqual([
    120, 80, 80,
  ]);
  expect([
    screenOf({ isTTY: true }, { TERM: 'linux' }).unicode,
    screenOf({ isTTY: true }, { TERM: 'xterm' }).unicode,
  ]).toEqual([false, true]);
});

test('paint styles only when asked', () => {
  expect([paint(true, 'red', 'x'), paint(false, 'red', 'x')]).toEqual(['\u001b[31mx\u001b[39m', 'x']);
});
