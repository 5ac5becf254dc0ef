/** Sets of CPUs in the analysis: curves of their own, one answer, and sizes of an instance. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { mergeRuns } from '../../src/analysis/compare/recordings.js';
import { comparedShapes, shapesOf, sharedPrice } from '../../src/analysis/sizing/shapes.js';
import { sizeInstances } from '../../src/analysis/sizing.js';
import type { CpuSet, Recording } from '../../src/model/journal.js';
import type { Study } from '../../src/model/study.js';
import { planStudy } from '../../src/plan/plan.js';
import html from '../../src/reporters/html.js';
import markdown from '../../src/reporters/markdown.js';
import { renderTerminal } from '../../src/reporters/terminal.js';
import { study as example } from '../reporters/sample-report.js';
import { evenMeasurement, realTask, recordingOf, trialOf, workerOf } from './planted.js';

const UNITS = 100;
const ROUNDS = 6;
const LIMITS = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null };

/** A task that computes: as fast as the workers that get a CPU, with a little noise that is fixed. */
function recorded(cpus: readonly number[], workers: readonly number[] = [0, 1, 2, 4]): Recording {
  const study: Study = { ...example, tasks: [realTask('spin')], workers, cpus, rounds: ROUNDS };
  const { cells } = planStudy(study);
  const trials = cells.flatMap((cell) =>
    Array.from({ length: ROUNDS }, (_, round) => {
      const count = Math.max(1, cell.workers);
      const busy = Math.min(count, cell.way.cpus ?? 2);
      const wall = (10 / busy) * (1 + 0.002 * ((round * 7 + cell.workers) % 5));
      const share = busy / count;
      const seen = { doneSeconds: wall, cpuSeconds: share * wall, runQueueSeconds: (1 - share) * wall };
      const each = Array.from({ length: count }, (_, worker) => workerOf(worker, UNITS / count, wall, seen));
      return trialOf(cell, round, evenMeasurement(count, UNITS, wall, { workers: each }));
    }),
  );
  const recording = recordingOf(cells, trials, { rounds: ROUNDS });
  return { ...recording, study: { ...recording.study, study: { ...recording.study.study, cpus } } };
}

describe('a study of two sets', () => {
  const report = analyse(recorded([1, 2]));

  test('has a curve for each, with its own baseline', () => {
    expect(report.curves.map(({ way, cpus }) => [way, cpus])).toEqual([
      ['0/threads@1cpu', 1],
      ['0/threads@2cpu', 2],
    ]);
    const speedups = report.curves.map(({ points }) => points.map(({ speedup }) => Math.round(speedup?.value ?? 0)));
    expect(speedups).toEqual([
      [1, 1, 1],
      [1, 2, 2],
    ]);
  });

  test('fits each within its CPUs', () => {
    expect(report.curves.map(({ fitNote }) => fitNote)).toEqual([
      expect.stringMatching(/2 and 4 workers are left out of the fits: .* there is 1 CPU/),
      expect.stringMatching(/4 workers are left out of the fits: .* there are 2 CPUs/),
    ]);
  });

  test('advises for each, and answers once: more CPUs have to earn their place', () => {
    expect(report.advice.map(({ workers }) => workers)).toEqual([0, 2]);
    expect(report.answers).toHaveLength(1);
    expect(report.answers[0]?.row).toMatchObject({ name: 'parallel_2@2cpu', cpus: 2, workers: 2 });
    expect(report.answers[0]?.headline).toBe('Best of all: 2 workers on 2 CPUs');
    const idle = analyse(recorded([1, 2], [0, 1]));
    expect(idle.answers[0]?.row).toMatchObject({ cpus: 1 });
  });
});

/** The same with what its sets are not. */
function withGaps(recording: Recording): Recording {
  const gap = (set: Omit<CpuSet, 'quotaCpus'>): CpuSet => ({ ...set, quotaCpus: null });
  const cpuSets = [
    gap({ cpus: 1, list: [0], gaps: ['shared', 'counted', 'halfCore'] }),
    gap({ cpus: 2, list: [0, 1], gaps: [] }),
  ];
  return { ...recording, study: { ...recording.study, cpuSets } };
}

test('what a set does not emulate is said once', () => {
  const recording = recorded([1, 2]);
  const { findings } = analyse(withGaps(recording));
  const [found, ...more] = findings.filter(({ code }) => code === 'cpu-set');
  expect(more).toEqual([]);
  expect(found).toMatchObject({ severity: 'info', evidence: { cpus1: '0' } });
  expect(found?.text).toMatch(/1 CPU.*caches.*\/proc\/cpuinfo.*core for itself/);
  expect(analyse(recording).findings.filter(({ code }) => code === 'cpu-set')).toEqual([]);
});

describe('tables of workers × CPUs', () => {
  const report = analyse(withGaps(recorded([1, 2])));
  const row = /^(sequential|\d workers?) +[\d.]+ +[\d.]+$/gm;

  test('stand on a terminal, and below them in what sets are no machines', () => {
    const text = renderTerminal(report, { width: 80, colour: false, unicode: true });
    expect(text).toContain('\nTasks per second by workers and CPUs\nworkers     1 CPU  2 CPUs\n');
    expect(text.match(row)?.map((line) => line.split('  ')[0])).toEqual([
      ...['sequential', '1 worker', '2 workers', '4 workers'],
    ]);
    expect(text.replaceAll(/\s+/g, ' ').match(/is not quite a machine of that size/g)).toHaveLength(1);
  });

  test('in Markdown and on the page, with intervals', () => {
    const [task] = report.cells;
    const fast = report.cells.find(({ name }) => name === 'parallel_2@2cpu')?.throughput;
    expect(task).toBeDefined();
    expect(markdown.render(report)).toMatch(
      new RegExp(
        `Tasks per second by workers and CPUs:\\n\\n.*\\| 1 CPU \\| 2 CPUs \\|[^#]*${fast?.value.toFixed(1)} \\[`,
      ),
    );
    expect(html.render(report)).toMatch(/<caption>spin[^<]*: tasks per second by workers and CPUs<\/caption>/);
  });

  test('are left out where there is one set, or none', () => {
    expect(markdown.render(analyse(recorded([2])))).not.toContain('by workers and CPUs');
  });
});

test('runs of one study keep their sets apart when they are put together', () => {
  const { recording } = mergeRuns([recorded([1, 2]), recorded([1, 2])]);
  const names = recording.study.plan.cells.map(({ way }) => way.id);
  expect(new Set(names)).toEqual(
    new Set(['0/sequential@1cpu', '0/threads@1cpu', '0/sequential@2cpu', '0/threads@2cpu']),
  );
  expect(recording.trials).toHaveLength(2 * 8 * ROUNDS);
});

describe('sets as sizes of an instance', () => {
  const run = recorded([1, 2]);
  const shapes = shapesOf('m', [
    { ...run, study: { ...run.study, machine: { ...run.study.machine, effectiveCpus: 2 } } },
  ]);
  const whole = { perHour: 1, currency: 'USD' };

  test('each set is one, with its share of the CPUs', () => {
    expect(shapes.map(({ name, share }) => [name, share])).toEqual([
      ['m, 1 CPU', 0.5],
      ['m, 2 CPUs', 1],
    ]);
    expect(shapesOf('m', [recorded([1]), recorded([1, 2])]).map(({ runs }) => runs.length)).toEqual([2, 1]);
  });

  test('the cheapest is named, with what was assumed and what the smaller does of the larger', () => {
    const priced = shapes.map((shape) => ({
      ...{ instance: shape.name, machine: 'm', runs: shape.runs },
      price: sharedPrice(whole, { ...shape, share: shape.share ?? 1 }),
    }));
    const sizing = sizeInstances(priced, { rate: 40, limits: LIMITS, headroom: 0.3 });
    expect(new Set(sizing.best.map(({ instance }) => instance))).toEqual(new Set(['m, 1 CPU', 'm, 2 CPUs']));
    expect(sizing.shapes).toEqual([
      expect.stringMatching(/^m, 1 CPU does 0\.5\d?.* of m, 2 CPUs: .* against 2 workers\.$/),
    ]);
    expect(sizing.assumptions.join('\n')).toContain('m, 1 CPU costs 0.50 times m');
    expect(comparedShapes([])).toEqual([]);
  });
});
