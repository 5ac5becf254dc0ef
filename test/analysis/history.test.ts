import { expect, test } from 'vitest';
import { type HistoryFilter, historiesOf, type PlacedReport } from '../../src/analysis/history.js';
import { renderHistories } from '../../src/reporters/history/terminal.js';
import { displayWidth } from '../../src/reporters/text/width.js';
import { advice, cells, report } from '../reporters/sample-report.js';

const ALL: HistoryFilter = { task: null, executor: null, workers: null };

/** A run of day `day`, `factor` times as fast as the sample. */
function run(day: number, factor: number, cpuModel = 'Example CPU 2000'): PlacedReport {
  const scaled = cells(5).map((cell) => ({
    ...cell,
    throughput: cell.throughput && { ...cell.throughput, value: cell.throughput.value * factor },
  }));
  const made = report({ cells: scaled, advice: [advice] });
  const startedAt = `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`;
  const gitCommit = `${day}`.padStart(40, '0');
  return {
    folder: `run-${day}`,
    report: {
      ...made,
      machine: { ...made.machine, cpuModel },
      provenance: { ...made.provenance, startedAt, gitCommit },
    },
  };
}

const jitter = (day: number) => 1 + 0.004 * ((day * 7) % 5);
const days = Array.from({ length: 12 }, (_, i) => i + 1);
const stepped = days.map((day) => run(day, jitter(day) * (day >= 7 ? 0.8 : 1)));

test('a planted step is found at its run, with the level before and after', () => {
  const [history, ...others] = historiesOf(stepped.toReversed(), ALL);
  expect(others).toEqual([]);
  expect(history).toMatchObject({ task: 'sort', executor: 'threads', workers: 2, searched: true });
  expect(history?.points.map(({ folder }) => folder)).toEqual(days.map((day) => `run-${day}`));
  expect(history?.points.flatMap(({ step }, i) => (step ? [i] : []))).toEqual([6]);
  expect(history?.levels.map(({ from, to }) => [from, to])).toEqual([
    [0, 5],
    [6, 11],
  ]);
  expect(history?.levels[1]?.change).toBeCloseTo(-0.2, 1);
});

test('each order of units has a history of its own', () => {
  const both = days.map((day) => {
    const { folder, report: made } = run(day, 1);
    const keyed = run(day, 0.5).report.cells.filter(({ workers }) => workers > 0);
    const ordered = keyed.map((cell) => ({ ...cell, way: `${cell.way}_key`, order: 'key' as const }));
    return { folder, report: { ...made, cells: [...made.cells, ...ordered] } };
  });
  const histories = historiesOf(both, { ...ALL, workers: 2 });
  expect(histories.map(({ way, order, points }) => [way, order, points.length])).toEqual([
    ['0/threads', 'none', 12],
    ['0/threads_key', 'key', 12],
  ]);
  const text = renderHistories(histories, { width: 100, colour: false, unicode: true });
  expect(text).toContain('threads, 2 workers');
  expect(text).toContain('threads, in order of key, 2 workers');
});

test('a machine has a history of its own, and so has each worker count', () => {
  const mixed = [...stepped, ...days.map((day) => run(day, 1, 'Another CPU'))];
  expect(historiesOf(mixed, ALL).map(({ points }) => points.length)).toEqual([12, 12]);
  expect(historiesOf(stepped, { ...ALL, workers: 4 })[0]?.workers).toBe(4);
  expect(historiesOf(stepped, { ...ALL, workers: 0 })[0]?.executor).toBe('sequential');
  expect(historiesOf(stepped, { ...ALL, task: 'zip' })).toEqual([]);
});

test('a run of an earlier version, which gave every row a dispatch, is of the same history', () => {
  const asBefore = ({ folder, report }: PlacedReport): PlacedReport => {
    const cells = report.cells.map((cell) => ({ ...cell, dispatch: 'pool' as const }));
    return { folder, report: { ...report, cells } };
  };
  const mixed = stepped.map((place, i) => (i < 6 ? asBefore(place) : place));
  for (const workers of [0, 2]) {
    expect(historiesOf(mixed, { ...ALL, workers }).map(({ points }) => points.length)).toEqual([12]);
    expect(historiesOf(stepped.map(asBefore), { ...ALL, workers }).map(({ points }) => points.length)).toEqual([12]);
  }
});

test('the table fits 80 columns, has a bar for each run, and says where the step is', () => {
  const options = { width: 80, colour: false, unicode: true };
  const text = renderHistories(historiesOf(stepped, ALL), options);
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  expect(text.match(/█+/g)).toHaveLength(12);
  expect(text.replace(/\s+/g, ' ')).toMatch(
    / Step: from 2026-11-07 10:00 \(commit 0{8}\) on, throughput is \d\d\.\d tasks\/s, -\d\d\.\d %\. $/,
  );
  expect(renderHistories(historiesOf(stepped.slice(0, 4), ALL), options)).toContain('4 runs: a step needs at least 8');
  const steady = days.map((day) => run(day, jitter(day)));
  expect(renderHistories(historiesOf(steady, ALL), options)).toContain('No step is shown.');
});

test('reports of earlier versions, which know no ways, subjects or orders, are of one history with newer ones', () => {
  const earlier = days.map((day): PlacedReport => {
    const { folder, report: made } = run(day, 1);
    const withoutNew = (key: string, value: unknown) =>
      ['way', 'subject', 'order', 'cpus', 'word', 'command', 'results'].includes(key) ? undefined : value;
    const other = { ...advice, executor: 'processes', workers: 8 };
    const old = { ...made, advice: [other, ...made.advice] };
    return { folder, report: day > 6 ? made : (JSON.parse(JSON.stringify(old, withoutNew)) as typeof made) };
  });
  const [history, ...others] = historiesOf(earlier, { ...ALL, workers: 2 });
  expect(others).toEqual([]);
  expect(history).toMatchObject({ noun: 'unit', executor: 'threads', way: '0/threads', order: 'none' });
  expect(history?.points.map(({ recommended }) => recommended)).toEqual(days.map(() => advice.workers));
  expect(
    renderHistories(history === undefined ? [] : [history], { width: 80, colour: false, unicode: true }),
  ).toContain('threads, 2 workers');
});
