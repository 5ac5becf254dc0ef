import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { createLogUpdate } from 'log-update';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { stepLines } from '../../src/cli/doctor.js';
import { cutLine, loadLine, longStudyLine, planLine } from '../../src/cli/plan-lines.js';
import { Progress } from '../../src/cli/progress.js';
import { finishedLine, frame, preflightLine } from '../../src/cli/progress-lines.js';
import { paint, screenOf } from '../../src/cli/terminal.js';
import { parts } from '../../src/doctor/examine.js';
import type { StudyEstimate, StudyEvent } from '../../src/model/events.js';
import type { StudyRecord } from '../../src/model/journal.js';
import type { Measurement } from '../../src/model/measurement.js';
import type { Phase } from '../../src/model/phase.js';
import type { PlannedTrial } from '../../src/model/plan.js';
import type { StudyTask } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { makeWay } from '../../src/plan/ways.js';
import { constantHistogram, mergeHistograms } from '../../src/statistics/histogram.js';
import { exactTime, roughTime } from '../../src/words/times.js';
import { anyText } from '../reporters/hostile-text.js';
import { machine, plainReport, study } from '../reporters/sample-report.js';

function trialOf(index: number, name = 'parallel_2', endsRound = false): PlannedTrial {
  const task: StudyTask = { name: 'sort', given: 'sort', args: null, subject: { kind: 'module', path: '/sort.js' } };
  const load = { kind: 'count', units: 100 } as const;
  const way = makeWay({ tasks: [task] }, { task, executor: 'threads', inFlight: 1, order: 'none', load, cpus: null });
  const cell = { id: name, name, way, workers: 2 };
  return { index, cell, round: 1, endsRound, profile: false };
}

function recordOf(over: Partial<TrialRecord> = {}, sojournMs: readonly number[] = [18]): TrialRecord {
  const measurement = {
    unitsCompleted: 100,
    workSeconds: 1.8,
    window: null,
    openLoop: null,
    simulated: false,
    latency: { sojourn: mergeHistograms(sojournMs.map((ms) => constantHistogram(ms * 1e6, 1))) },
  } as unknown as Measurement;
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

const record: StudyRecord = {
  kind: 'study',
  study,
  plan: { cells: [], trials: Array.from({ length: 20 }, (_, i) => trialOf(i)), profiles: [] },
  tasks: [],
  machine,
  provenance: plainReport.provenance,
};
const estimate: StudyEstimate = { cells: 4, trials: 20, seconds: 130.2, bound: 'about', shorter: [] };
const start: StudyEvent = { kind: 'study-start', study: record, estimate: null };

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
  const redraw = isTTY ? createLogUpdate : null;
  const progress = new Progress(out, { colour: false, quiet, redraw }, () => clock.ms);
  return { progress, clock, writes, shown: () => stripVTControlCharacters(writes.join('')) };
}

afterEach(() => {
  vi.useRealTimers();
});

test('in a pipe: one line for each trial and round, without control characters', () => {
  const { progress, clock, writes } = follow(false);
  const trial = trialOf(0);
  progress.on(start);
  clock.ms = 65_900;
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
    'round 2 of 5 done after 1 min 5 s, about 2 min 10 s left\n',
    'warning: odd\\nthing\n',
  ]);
});

test('a long study has a line for each row as it ends, and for how good the estimate was', () => {
  const end = { kind: 'end', endedAt: '', interruptedBy: null, stopped: null, clockSkewSeconds: 0 } as const;
  const last = { ...trialOf(0, 'threads_2'), round: study.rounds - 1 };
  for (const isTTY of [true, false]) {
    const { progress, clock, shown } = follow(isTTY);
    progress.on({ kind: 'study-start', study: record, estimate });
    progress.on(trialEnd(recordOf(), 1, trialOf(0, 'threads_2')));
    clock.ms = 125_000;
    progress.on(trialEnd(timedOut, 1, last, true));
    expect(shown()).not.toContain('threads_2 done');
    progress.on(trialEnd(recordOf(), 2, last));
    progress.on({ kind: 'study-end', end });
    progress.stop();
    expect(shown()).toContain('threads_2 done: 55.6 tasks/s in 2 rounds, from 55.6 to 55.6');
    expect(shown()).toContain('done after 2 min 5 s; the estimate was 2 min 11 s');
  }
});

test('in a pipe a study of many trials tells some of them, and every one that failed', () => {
  const { progress, clock, writes } = follow(false);
  const end = (index: number, record: TrialRecord) => ({ ...trialEnd(record, index), trialsTotal: 51 }) as StudyEvent;
  progress.on(start);
  for (let second = 1; second <= 40; second++) {
    clock.ms = second * 1000;
    progress.on(end(second, second === 20 ? timedOut : recordOf()));
  }
  progress.stop();
  expect(writes.map((line) => Number.parseInt(line, 10))).toEqual([1, 20]);
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
      '1 of 20 trials, 1 s elapsed, about 2 min 9 s left',
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
  [0, '0 s', '0 s'],
  [0.2, '1 s', '0 s'],
  [59.5, '1 min 0 s', '59 s'],
  [130, '2 min 10 s', '2 min 10 s'],
  [601, '11 min', '10 min 1 s'],
  [3599, '1 h 0 min', '59 min 59 s'],
  [7505, '2 h 6 min', '2 h 5 min 5 s'],
])('%s s: left, roughly, and elapsed', (seconds, left, elapsed) => {
  expect([roughTime(seconds), exactTime(seconds)]).toEqual([left, elapsed]);
});

test('a trial of 100 units has its p99; under that it would be the longest by another name', () => {
  const units = Array.from({ length: 100 }, (_, i) => i + 1);
  const line = (sojournMs: readonly number[]) =>
    finishedLine({ trial: trialOf(0), record: recordOf({}, sojournMs), runsAgain: false }, 5);
  expect(line(units)).toMatch(/: 55\.6 tasks\/s, p99 (98|99|100)(\.\d)? ms$/);
  expect(line(units.slice(1))).toMatch(/: 55\.6 tasks\/s$/);
});

describe('before the first trial', () => {
  test('the plan stands on one line, on a terminal and in a pipe; a warning goes with one of hours', () => {
    const long = {
      ...estimate,
      seconds: 9720,
      shorter: [
        { key: 'quick', value: true, seconds: 40 },
        { key: 'task_count', value: 20, seconds: 719 },
      ],
    } as const;
    for (const isTTY of [true, false]) {
      const { progress, shown } = follow(isTTY);
      progress.on({ kind: 'study-start', study: record, estimate });
      progress.on({ kind: 'study-start', study: record, estimate: long });
      progress.stop();
      expect(shown()).toContain('plan: 4 cells, 5 rounds, 20 trials of 100 units, about 2 min 11 s\n');
      // A terminal of 80 columns breaks the longer line.
      expect(shown().replace(/\s+/g, ' ')).toContain(
        'plan: 4 cells, 5 rounds, 20 trials of 100 units, about 2 h 42 min warning: this will take about 2 h 42 min; with --quick about 40 s, with --task-count 20 about 12 min',
      );
    }
  });

  test('the estimate counts down until the first trial has ended', () => {
    const { progress, clock, shown } = follow(true);
    progress.on({ kind: 'study-start', study: record, estimate });
    clock.ms = 10_000;
    progress.tick();
    progress.stop();
    expect(shown()).toContain('0 of 20 trials, 10 s of 2 min 11 s elapsed, about 2 min 1 s left');
  });

  test('bounds are told as what they are', () => {
    expect(planLine(record, { ...estimate, trials: null, bound: 'at most', seconds: 60 })).toBe(
      'plan: 4 cells, rounds as needed, trials of 100 units, at most 1 min 0 s',
    );
    expect(planLine(record, { ...estimate, bound: 'at least' })).toMatch(/at least 2 min 11 s$/);
    expect(planLine(record, { ...estimate, seconds: null })).toMatch(/, time unknown: unit 0 failed in the preflight$/);
    expect(longStudyLine(estimate)).toBeNull();
  });

  test('what was cut is told with the flags that take another number', () => {
    const load = { kind: 'count', units: 4 } as const;
    expect(cutLine(study)).toBeNull();
    expect(cutLine({ ...study, load, cutFrom: { units: 100 } })).toBe(
      'cut to fit: 4 units instead of 100; --task-count takes your own number',
    );
    expect(cutLine({ ...study, load, rounds: 1, cutFrom: { units: 100, rounds: 5 } })).toBe(
      'cut to fit: 4 units instead of 100 and 1 round instead of 5; --task-count and --iterations take your own numbers',
    );
  });

  test("the machine's load is told where it is no reason for a warning", () => {
    const line = (busyCpus: number | null) =>
      loadLine({ machine, provenance: { ...record.provenance, loadBefore: { seconds: 1, busyCpus, stolenCpus: 0 } } });
    expect(line(0.02)).toBe(`machine: ${machine.effectiveCpus} CPUs, other programs use 0.02`);
    expect([line(null), line(machine.logicalCpus)]).toEqual([null, null]);
  });

  test('a long preflight is seen each second on a terminal, and at 5, 10, 20 s in a pipe', () => {
    const [terminal, pipe] = [follow(true), follow(false)];
    for (let seconds = 2; seconds <= 21; seconds++) {
      for (const { progress, clock } of [terminal, pipe]) {
        clock.ms = seconds * 1000;
        progress.on({ kind: 'preflight', task: 'sort', phase: 'unit', seconds });
      }
    }
    for (const { progress } of [terminal, pipe]) {
      progress.on({ kind: 'preflight', task: 'sort', phase: 'pace', seconds: 2 });
      progress.stop();
    }
    expect(terminal.shown()).toContain('preflight: unit 0 of sort has run for 12 s');
    expect(pipe.writes).toEqual([5, 10, 20].map((s) => `preflight: unit 0 of sort has run for ${s} s\n`));
  });

  test('names and phases from outside stay on the line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = preflightLine({ kind: 'preflight', task: text, phase: text as Phase, seconds: 3 });
        expect(line).not.toMatch(/[\p{C}\u2028\u2029]/u);
      }),
      { examples: [['__proto__'], ['toString']] },
    );
  });
});

test('a step of an examination says how far it is once it was silent for 2 s', () => {
  const lines: string[] = [];
  const clock = { ms: 0 };
  const on = stepLines(
    (line) => lines.push(line),
    () => clock.ms,
  );
  on('measuring');
  for (let trial = 1; trial <= 9; trial++) {
    clock.ms = trial * 700;
    on('measuring', `${trial} of 9 trials`);
  }
  on('running laws');
  on('running laws', '1 of 2 studies');
  expect(lines).toEqual([
    '… measuring',
    '… measuring: 3 of 9 trials',
    '… measuring: 6 of 9 trials',
    '… measuring: 9 of 9 trials',
    '… running laws',
  ]);
});

test('parts of an examination tell how long the others will take', () => {
  const told: (string | undefined)[] = [];
  const clock = { ms: 1000 };
  const on = parts(
    (_step, detail) => told.push(detail),
    'measuring',
    'trials',
    () => clock.ms,
  );
  clock.ms = 3000;
  on(2, 20);
  clock.ms = 21_000;
  on(20, 20);
  expect(told).toEqual(['2 of 20 trials, about 18 s left', '20 of 20 trials, about 0 s left']);
});

test('any text from outside stays on its line, visible and short', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 20, max: 120 }), (text, width) => {
      const trial = trialOf(0, text);
      const fault = { phase: text as Phase, message: text, stack: text, unit: 0 };
      const record = recordOf({ outcome: 'failed', fault, measurement: null });
      const line = finishedLine({ trial, record, runsAgain: false }, 5);
      expect(line).not.toMatch(/[\p{C}\u2028\u2029]/u);
      const now = {
        rounds: 5,
        trial,
        phase: text as Phase,
        units: null,
        trials: { done: 0, total: 1 },
        remainingSeconds: null,
        estimatedSeconds: null,
      };
      const rest = { preflight: null, elapsedSeconds: 0, restSeconds: null, restAfter: 'runner' } as const;
      const lines = frame({ ...now, ...rest, last: [line] }, width);
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
