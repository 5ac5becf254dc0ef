import { expect, test } from 'vitest';
import { dryRunText } from '../../src/cli/dry-run.js';
import type { StudyRecord } from '../../src/model/journal.js';
import type { Study } from '../../src/model/study.js';
import { planStudy } from '../../src/plan/plan.js';
import { study as example, machine, plainReport } from '../reporters/sample-report.js';

function text(more: Partial<Study>): string {
  const study: Study = { ...example, load: { kind: 'count', units: 24 }, workers: [0, 1, 2], rounds: 5, ...more };
  const plan = planStudy(study);
  const { provenance } = plainReport;
  const unit = { wallSeconds: 0.02, cpuSeconds: 0.02 };
  const task = { name: 'sort', summary: null, args: ['\u001b[2J'], deterministic: true, repeats: true, unitSeconds: 1 };
  const tasks = [{ ...task, costs: { unit } }];
  const record: StudyRecord = { kind: 'study', study, plan, tasks, machine, provenance };
  const estimate = {
    cells: plan.cells.length,
    trials: plan.trials.length,
    seconds: 61,
    bound: 'about',
    shorter: [],
  } as const;
  return dryRunText({ record, estimate }, 80);
}

test('the plan names its curves, its trials and their time, in 80 columns, and hostile text stays text', () => {
  const lines = text({ inFlight: [1, 4] })
    .trimEnd()
    .split('\n');
  expect(lines).toEqual([
    'sort(\\x1b[2J), 20.0 ms a unit',
    '  sequential',
    '  threads: 1 and 2 workers',
    '  threads, 4 in flight: 1 and 2 workers',
    'plan: 5 cells, 5 rounds, 25 trials of 24 units, about 1 min 1 s',
    'dry run: nothing was measured or written',
  ]);
});

test('of many curves it shows the first, and how many there are', () => {
  const lines = text({ inFlight: Array.from({ length: 40 }, (_, i) => i + 1) })
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeLessThan(20);
  expect(lines).toContain('  … and 29 more curves');
});
