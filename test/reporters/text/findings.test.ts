import { expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.js';
import type { Report } from '../../../src/model/report.js';
import { subjectOf } from '../../../src/reporters/text/findings.js';
import { taskTitle } from '../../../src/reporters/text/job-details.js';
import { plainReport } from '../sample-report.js';

const several: Pick<Report, 'curves'> = { curves: [...plainReport.curves, ...plainReport.curves] };
const about = (more: Partial<Finding>) =>
  subjectOf({ ...(plainReport.findings[0] as Finding), task: 'sort', executor: 'threads', ...more }, several);

test('a finding names its curve where there are several', () => {
  const load = { kind: 'rate', perSecond: 100, durationSeconds: 1, arrivals: 'poisson' } as const;
  expect(about({ curve: { inFlight: 4, order: 'none', load, cpus: null } })).toBe('sort, threads, 4 in flight, 100/s');
  expect(about({})).toBe('sort, threads');
  expect(about({ executor: null })).toBe('sort');
  expect(about({ task: null })).toBeNull();
});

test('a task without arguments is called by its name alone', () => {
  const [cell] = plainReport.cells;
  expect(taskTitle('tiny', cell === undefined ? [] : [{ ...cell, args: [] }])).toBe('tiny');
});
