/** Units that fail in trials that go on: told in a finding, the status and the first lines of every report. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Report } from '../../src/model/report.js';
import type { TrialRecord } from '../../src/model/trial.js';
import html from '../../src/reporters/html.js';
import markdown from '../../src/reporters/markdown.js';
import terminal, { renderTerminal } from '../../src/reporters/terminal.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const UNITS = 100;
const task = realTask('t');
const sequential = cellOf(task, 'sequential', 0, UNITS);
const two = cellOf(task, 'threads', 2, UNITS);

function reportOf(failed: readonly [sequential: number, two: number], errorRate: number | null, rounds = 5): Report {
  const trials = Array.from({ length: rounds }, (_, round): TrialRecord[] =>
    [sequential, two].map((cell, i) => {
      const unitsFailed = failed[i] as number;
      const unitErrors = [{ phase: 'run' as const, message: `Error: refused by ${'<b>'}`, unit: 3 }];
      const more = { unitsCompleted: UNITS - unitsFailed, unitsFailed, ...(unitsFailed > 0 ? { unitErrors } : {}) };
      return trialOf(cell, round, evenMeasurement(cell.workers, UNITS, cell.workers === 0 ? 8 : 4, more));
    }),
  );
  const limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate };
  return analyse(recordingOf([sequential, two], trials.flat(), { limits }));
}

function findingOf({ findings }: Report) {
  return findings.find(({ code }) => code === 'units-failed');
}

describe('the finding', () => {
  test('counts them, names the first error and where they are most', () => {
    const finding = findingOf(reportOf([10, 40], 0.5));
    expect(finding?.text).toBe(
      '250 of 1,000 units failed (25 %), from 10 % to 40 % by row, most in parallel_2. The first error, of unit 3: Error: refused by <b>. Throughput counts completed units only.',
    );
    expect(finding?.cure).toMatch(/cannot be compared/);
    expect(reportOf([10, 40], 0.5).failedUnits).toEqual([
      { task: 't', failed: 250, units: 1000, errorRateLimit: 0.5, rowsAboveLimit: 0, severity: 'critical' },
    ]);
    expect(finding).toMatchObject({
      severity: 'critical',
      evidence: { unitsFailed: 250, units: 1000, failedShare: 0.25, worstRow: 'parallel_2', rowsAboveLimit: 0 },
    });
  });

  test.each([
    [[1, 0], 1, 'warning'],
    [[5, 6], 1, 'warning'],
    [[20, 20], 1, 'critical'],
    [[5, 6], 0.05, 'critical'],
  ] as const)('with %j of 100 failed under a limit of %d is %s', (failed, limit, severity) => {
    expect(findingOf(reportOf(failed, limit))?.severity).toBe(severity);
  });

  test('with one in a thousand is information', () => {
    const units = { unitsCompleted: 999, unitsFailed: 1 };
    const trial = trialOf(sequential, 0, evenMeasurement(0, 1000, 8, units));
    const limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: 0.1 };
    const finding = findingOf(analyse(recordingOf([sequential], [trial], { limits })));
    expect(finding?.severity).toBe('info');
    expect(finding?.text).toBe('1 of 1,000 units failed (0.1 %). Throughput counts completed units only.');
  });

  test('is silent where none failed, and for trials that their failed unit ended', () => {
    expect(findingOf(reportOf([0, 0], 0.5))).toBeUndefined();
    expect(reportOf([0, 0], 0.5)).toMatchObject({ failedUnits: [], statusReason: null });
    expect(reportOf([0, 40], 0.1)).toMatchObject({ status: 'partial', statusReason: 'failed units' });
    const failed = trialOf(sequential, 0, evenMeasurement(0, UNITS, 8, { unitsCompleted: 2, unitsFailed: 1 }), {
      outcome: 'failed',
      fault: { phase: 'run', message: 'Error: no', stack: null, unit: 2 },
    });
    const report = analyse(recordingOf([sequential], [failed]));
    expect(report.findings.map(({ code }) => code)).toContain('trials-not-completed');
    expect(findingOf(report)).toBeUndefined();
    expect(report.statusReason).toBe('missing trials');
    expect(report.cells[0]?.units).toMatchObject({ completed: 2, failed: 1, errors: [{ message: 'Error: no' }] });
  });

  test('counts trials of which no unit completed', () => {
    expect(findingOf(reportOf([0, 100], 1))?.evidence).toMatchObject({ unitsFailed: 500, worstShare: 1 });
  });
});

describe('the status', () => {
  test('is valid within the limit, and the first lines say what share failed', () => {
    const report = reportOf([10, 10], 0.2);
    expect(report.status).toBe('valid');
    const said = '10 % of all units, within the limit of 20 %.';
    expect(terminal.render(report).split('\n').slice(0, 9).join(' ')).toContain(`UNITS FAILED: ${said}`);
    expect(markdown.render(report).split('\n').slice(0, 12)).toContain(`**UNITS FAILED**: ${said}`);
    const banner = `<p class="banner warning" role="note">Units failed: ${said.replaceAll(' %', '\u00a0%')}</p>`;
    expect(html.render(report)).toContain(banner);
  });

  test('is partial where a row is above it, and says that it is for this', () => {
    const report = reportOf([10, 40], 0.2);
    expect(report.status).toBe('partial');
    const head = terminal.render(report).split('\n').slice(0, 10).join(' ');
    expect(head).toContain('PARTIAL: more units failed than the limit allows.');
    expect(head).toContain('UNITS FAILED: 25 % of all units, above the limit of 20 % in one row.');
  });
});

test('each row of the terminal, the page and Markdown has its count and its first error', () => {
  const report = reportOf([10, 20], 0.5);
  const text = renderTerminal(report, { width: 80, colour: false, unicode: true, verbose: true });
  expect(text).toMatch(/^parallel_2: 100 of 500 units failed; unit 3: Error: refused by <b>$/m);
  expect(text).toMatch(/^name .* failed .*\n─+\nsequential .* 50 .*\nparallel_2 .* 100 /m);
  expect(markdown.render(report)).toMatch(/\| parallel\\_2 \| 400 \| 100 \| unit 3: Error: refused by &lt;b&gt; \|/);
  expect(html.render(report)).toContain('unit 3: Error: refused by &lt;b&gt;');
});
