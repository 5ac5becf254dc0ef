/** What a comparison looks like: to people, to pull requests and to other programs. */
import { describe, expect, test } from 'vitest';
import { compareRuns, compareWithin, THRESHOLDS } from '../../../src/analysis/compare/compare.js';
import { broken } from '../../../src/analysis/compare/rules.js';
import type { Comparison } from '../../../src/model/comparison.js';
import type { Recording } from '../../../src/model/journal.js';
import { actionBenchmark, bencherMetrics, comparisonJson } from '../../../src/reporters/comparison/exports.js';
import { comparisonMarkdown } from '../../../src/reporters/comparison/markdown.js';
import { renderComparison } from '../../../src/reporters/comparison/terminal.js';
import { displayWidth } from '../../../src/reporters/text/width.js';
import { plantedRecording } from '../../analysis/planted.js';

const PLAIN = { width: 80, colour: false, unicode: true };

function planted(lambda: number, seed: number, name = 'law', rounds = 8): Recording {
  const law = { lambda, sigma: 0.05, noise: 0.02, cpus: 8 };
  return plantedRecording({ law, rounds, seed, name, workers: [0, 1, 2, 4], units: 200 });
}

function comparisonOf(base: readonly Recording[], head: readonly Recording[], force = false): Comparison {
  const compared = compareRuns(base, head, { thresholds: THRESHOLDS, force });
  if (!('comparison' in compared)) throw new Error(compared.refusals.join('; '));
  return compared.comparison;
}

const slower = comparisonOf([planted(100, 1)], [planted(70, 2)]);
const same = comparisonOf([planted(100, 1)], [planted(100, 2)]);
const hostile = comparisonOf([planted(100, 1, 'a|b\u001b[2J<img>\u202e')], [planted(70, 2, 'a|b\u001b[2J<img>\u202e')]);

describe('on a terminal', () => {
  test('fits 80 columns, begins and ends with the verdict', () => {
    const text = renderComparison(slower, PLAIN);
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^Head is \d\d % slower than base: critical\nThroughput -\d\d\.\d % \[-.+\] over all worker/);
    expect(text).toMatch(/\nbase: law, 1 run, 8 rounds, began /);
    expect(text).toMatch(/all counts +-\d\d\.\d % \[-\d\d\.\d %, -\d\d\.\d %\] +(< )?0\.\d{3}/);
    expect(text).toMatch(/\n {2}law, simulated, over all worker counts: worse \(critical\), throughput -\d\d/);
    expect(text).toMatch(
      /Recommended for law, simulated: \d workers before, \d workers after\.\n\nHead is \d\d % slower/,
    );
  });

  test('says that no change is shown, and how large one could be', () => {
    expect(renderComparison(same, PLAIN)).toMatch(
      /^No change is shown between base and head\nBy the intervals, throughput changed by at most \d/,
    );
    expect(renderComparison(same, PLAIN)).not.toMatch(/worse|better/);
  });

  test('is ASCII where asked, and coloured where asked', () => {
    expect(renderComparison(slower, { ...PLAIN, unicode: false })).toMatch(/^[\n\x20-\x7e]*$/);
    expect(renderComparison(slower, { ...PLAIN, colour: true })).toContain('\u001b[31m');
  });
});

describe('as Markdown', () => {
  test('has a row for each worker count and figure, and every line of the table has as many cells', () => {
    const rows = comparisonMarkdown(slower)
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const changes = rows.filter((line) => /throughput|task average|p50|p99/.test(line));
    expect(changes).toHaveLength(4 * 5);
    expect(new Set(changes.map((line) => line.split('|').length))).toEqual(new Set([9]));
  });
});

describe('for other programs', () => {
  test('JSON is the comparison itself', () => {
    expect(JSON.parse(comparisonJson(slower))).toEqual(slower);
  });

  test('Bencher gets benchmark, measure and value: throughput in units a second, latency in nanoseconds', () => {
    const metrics = JSON.parse(bencherMetrics(slower));
    expect(Object.keys(metrics)).toEqual([
      'law, simulated, sequential',
      'law, simulated, 1 worker',
      'law, simulated, 2 workers',
      'law, simulated, 4 workers',
    ]);
    const one = metrics['law, simulated, 1 worker'];
    expect(Object.keys(one)).toEqual(['throughput', 'latency', 'latency-p50', 'latency-p99']);
    expect(one.throughput.value).toBeCloseTo(70, -1);
    expect(one.latency.value / 1e9).toBeCloseTo(1 / one.throughput.value, 4);
  });

  test('github-action-benchmark gets a list for each direction', () => {
    const bigger = JSON.parse(actionBenchmark(slower, 'customBiggerIsBetter'));
    expect(bigger).toHaveLength(4);
    expect(bigger[1]).toMatchObject({ name: 'law, simulated, 1 worker', unit: 'tasks/s' });
    const smaller = JSON.parse(actionBenchmark(slower, 'customSmallerIsBetter'));
    expect(smaller).toHaveLength(12);
    expect(smaller[1]).toMatchObject({ name: 'law, simulated, 1 worker: task average', unit: 'ms' });
    expect(smaller[1].value).toBeCloseTo(1000 / bigger[1].value, 1);
    expect(smaller[1].extra).toMatch(/^\+[3-5]\d\.\d % against base \(95 %: \+\d\d\.\d % to \+\d\d\.\d %\)$/);
  });
});

test('hostile names stay text in every format', () => {
  const texts = [
    renderComparison(hostile, PLAIN),
    comparisonMarkdown(hostile),
    comparisonJson(hostile),
    bencherMetrics(hostile),
  ];
  for (const text of texts) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(comparisonMarkdown(hostile)).not.toContain('<img');
});

describe('what is compared', () => {
  test('another task, other arguments, another load or a law are refused, unless forced', () => {
    const base = planted(100, 1);
    const load = plantedRecording({ law: {}, rounds: 8, workers: [0, 1], units: 300, name: 'law' });
    const args = { ...base, study: { ...base.study, tasks: base.study.tasks.map((task) => ({ ...task, args: [7] })) } };
    const refusalsOf = (head: Recording) => {
      const compared = compareRuns([base], [head], { thresholds: THRESHOLDS, force: false });
      return 'refusals' in compared ? compared.refusals : [];
    };
    expect(refusalsOf(planted(100, 2, 'other'))).toEqual(['different task: law before, other after']);
    expect(refusalsOf(args)).toEqual(['different arguments: [[]] before, [[7]] after']);
    expect(refusalsOf(load)[0]).toMatch(/^different load: /);
    expect(comparisonOf([base], [planted(100, 2, 'other')], true).warnings).toContain(
      'different task: law before, other after',
    );
  });

  test('another machine, Node or seed is compared with a warning', () => {
    const base = planted(100, 1);
    const machine = { ...base.study.machine, node: '24.1.0', effectiveCpus: 2 };
    const { warnings } = comparisonOf([base], [{ ...base, study: { ...base.study, machine } }]);
    expect(warnings).toEqual(
      expect.arrayContaining([
        'different effective CPUs: 8 before, 2 after',
        'different Node: 20.20.2 before, 24.1.0 after',
      ]),
    );
  });

  test('several runs a side are one, with all their rounds', () => {
    const { base, head } = comparisonOf([planted(100, 1), planted(100, 2)], [planted(100, 3)]);
    expect([base.runs, base.rounds, head.runs, head.rounds]).toEqual([2, 16, 1, 8]);
  });

  test('two tasks of one run are compared round by round', () => {
    const [a, b] = [planted(100, 1, 'old'), planted(70, 1, 'new')];
    const both: Recording = {
      ...a,
      study: {
        ...a.study,
        study: { ...a.study.study, tasks: [...a.study.study.tasks, ...b.study.study.tasks] },
        plan: { cells: [...a.study.plan.cells, ...b.study.plan.cells], trials: [], profiles: [] },
        tasks: [...a.study.tasks, ...b.study.tasks],
      },
      trials: [...a.trials, ...b.trials],
    };
    const compared = compareWithin(both, { thresholds: THRESHOLDS });
    if (!('comparison' in compared)) throw new Error('refused');
    const { comparison } = compared;
    expect([comparison.paired, comparison.base.task, comparison.head.task]).toEqual([true, 'old', 'new']);
    expect(renderComparison(comparison, PLAIN)).toMatch(/^new is \d\d % slower than old: critical/);
    expect(() => compareWithin(a, { thresholds: THRESHOLDS })).toThrow(RangeError);
  });
});

describe('rules', () => {
  test('break when a figure is shown to be worse by as much as they say, and name the largest change', () => {
    const rule = (share: number) => ({ text: 'throughput', metric: 'throughput', share }) as const;
    expect(broken(slower, [rule(0.5)])).toEqual([]);
    expect(broken(same, [rule(0)])).toEqual([]);
    const [found] = broken(slower, [rule(0.05)]);
    const worst = Math.min(
      ...slower.changes.filter(({ metric }) => metric === 'throughput').map(({ ratio }) => ratio.value),
    );
    expect(found?.change.ratio.value).toBe(worst);
  });
});
