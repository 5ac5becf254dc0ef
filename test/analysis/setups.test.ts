/** What setups told, in findings and in comparisons; and the bands of efficiency. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { differentFacts } from '../../src/analysis/facts.js';
import type { FindingCode } from '../../src/model/finding.js';
import type { Recording } from '../../src/model/journal.js';
import type { SetupReport } from '../../src/model/setup.js';
import { cellOf, evenMeasurement, plantedRecording, realTask, recordingOf, trialOf } from './planted.js';
import { HEALTHY, recordingFrom } from './scenario.js';

/** Two tasks that told this, in two rounds on one worker each. */
function told(reports: { readonly [task: string]: SetupReport }): Recording {
  const cells = Object.keys(reports).map((name) => cellOf(realTask(name), 'threads', 1, 100));
  const trials = cells.flatMap((cell) =>
    [0, 1].map((round) => {
      const setup = reports[cell.way.task.name] as SetupReport;
      return trialOf(cell, round, evenMeasurement(1, 100, 10, { setup }));
    }),
  );
  return recordingOf(cells, trials);
}

const by = (implementation: string): SetupReport => ({ facts: { implementation }, cache: [] });
const found = (recording: Recording, code: FindingCode) =>
  analyse(recording).findings.filter((finding) => finding.code === code);

test('rows carry what their task told, and a finding says where they differ', () => {
  const mixed = told({ a: by('node:crypto'), b: by('liboqs'), c: by('liboqs') });
  expect(analyse(mixed).cells.map(({ facts }) => facts.implementation)).toEqual(['node:crypto', 'liboqs', 'liboqs']);
  expect(found(mixed, 'mixed-facts')).toMatchObject([
    {
      severity: 'warning',
      text: 'These rows do not have one implementation: it is "node:crypto" for a, "liboqs" for b, c. A comparison between them compares that, too.',
      evidence: { 'node:crypto': 1, liboqs: 2 },
    },
  ]);
  expect(found(told({ a: by('liboqs'), b: by('liboqs') }), 'mixed-facts')).toEqual([]);
});

test('a row in whose window nothing ended still says what ran, and has its samples', () => {
  const cell = cellOf(realTask('slow'), 'threads', 1, 100);
  const empty = evenMeasurement(1, 100, 10, { setup: by('liboqs') });
  const telemetry = { atSeconds: [0, 1], series: { rssBytes: [1, 2] } };
  const trial = trialOf(cell, 0, { ...empty, unitsCompleted: 0 }, { telemetry });
  const report = analyse(recordingOf([cell], [trial]));
  expect(report.cells[0]).toMatchObject({ throughput: null, facts: { implementation: 'liboqs' } });
  expect(report.telemetry).toMatchObject([{ name: cell.name, telemetry }]);
});

test('a comparison of two runs says which fact has changed', () => {
  const [base, head] = [told({ a: by('liboqs'), b: by('x') }), told({ a: by('node:crypto'), b: by('x') })];
  expect(differentFacts(base, head)).toEqual(['different implementation: liboqs before, node:crypto after']);
  expect(differentFacts(base, base)).toEqual([]);
});

test('what the cache could not give is told once a value', () => {
  const use = { key: 'keys', outcome: 'replaced', reason: 'its checksum does not match', seconds: 1 } as const;
  const lost = { ...use, key: 'data', outcome: 'not-kept', reason: 'EROFS' } as const;
  const made = { ...use, outcome: 'made', reason: null } as const;
  const troubles = found(told({ a: { facts: {}, cache: [use, lost, made] } }), 'cache-trouble');
  expect(troubles).toMatchObject([
    { severity: 'warning', text: '"data" could not be kept, and every trial makes it again: EROFS.' },
    { severity: 'info', text: 'What was kept as "keys" was not taken, and made anew: its checksum does not match.' },
  ]);
});

test.each([
  [
    { 2: 1.9, 4: 3 },
    'info',
    'Against 1 worker, scaling is near-linear (above 90 %) with 2 workers (95 %); mildly contended (70 to 90 %) with 4 workers (75 %).',
  ],
  [
    { 2: 1.2, 4: 2 },
    'warning',
    'Against 1 worker, scaling is poor (below 70 %) with 2 workers (60 %) and 4 workers (50 %).',
  ],
])('the bands of %j are told up to the CPUs', (speedups: { [workers: number]: number }, severity, text) => {
  const speedup = (workers: number) => speedups[workers] ?? 1;
  const machine = { effectiveCpus: 4, logicalCpus: 4 };
  const recording = recordingFrom({ ...HEALTHY, speedup, machine });
  const [finding] = found(recording, 'efficiency-band');
  expect(finding?.severity).toBe(severity);
  expect(finding?.text).toBe(text);
});

test("the bands of a law are told up to its own CPUs, not the machine's", () => {
  const law = { cpus: 8, sigma: 0.1 };
  const recording = plantedRecording({ law, rounds: 5, workers: [0, 1, 2, 4, 8, 16] });
  const [finding] = found(
    { ...recording, study: { ...recording.study, machine: { ...recording.study.machine, effectiveCpus: 2 } } },
    'efficiency-band',
  );
  expect(Object.keys(finding?.evidence ?? {})).toEqual(['efficiencyAt2', 'efficiencyAt4', 'efficiencyAt8']);
});
