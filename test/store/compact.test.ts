/** What a journal repeats: nothing large. Journals of older versions repeat it, and are read all the same. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { JournalRecord, StudyRecord } from '../../src/model/journal.js';
import type { Study } from '../../src/model/study.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { loadsOf, planStudy } from '../../src/plan/plan.js';
import { withLoad } from '../../src/plan/ways.js';
import { studyHash } from '../../src/run/supervisor/provenance.js';
import { encodeLine } from '../../src/store/journal-lines.js';
import { decodeJournal } from '../../src/store/read-journal.js';
import { redactRecord } from '../../src/store/redact.js';
import { study as sampleStudy } from '../reporters/sample-report.js';
import { endRecord, failedTrial, studyRecord } from '../support/records.js';
import { traits } from '../support/traits.js';

const bytesOf = (records: readonly JournalRecord[]) => Buffer.concat(records.map((record, i) => encodeLine(i, record)));

/** A study of one task with an argument of 100 kB, and a default of the task's own behind it. */
function largeStudy(more: Partial<Study> = {}): StudyRecord {
  const args = [Array.from({ length: 20_000 }, (_, i) => i % 10_000)];
  const tasks = sampleStudy.tasks.map((task) => ({ ...task, args }));
  const study: Study = { ...sampleStudy, workers: [0, 1, 2, 4], rounds: 10, tasks, ...more };
  const described = { ...(studyRecord.tasks[0] as StudyRecord['tasks'][number]), args: [...args, 'default'] };
  return { ...studyRecord, study, plan: planStudy(study), tasks: [described] };
}

test('an argument is written once, and is back in every cell, trial and description', () => {
  const record = redactRecord(largeStudy());
  const large = JSON.stringify(record.study.tasks[0]?.args).length;
  const bytes = bytesOf([record, failedTrial, endRecord]);
  expect(bytes.length).toBeLessThan(1.2 * large);
  expect(JSON.stringify(record).length).toBeGreaterThan(40 * large);
  const { recording, records } = decodeJournal(bytes, 'j');
  expect(recording.study).toEqual(record);
  expect(records).toEqual([record, failedTrial, endRecord]);
  const { cells, trials } = recording.study.plan;
  for (const trial of trials) expect(trial.cell).toBe(cells.find(({ id }) => id === trial.cell.id));
  for (const cell of cells) expect(cell.way.task).toBe(recording.study.study.tasks[0]);
});

test('the cell that a search chose, and arguments that are not the study’s, come back as they were', () => {
  const load = { kind: 'rate', perSecond: [100], durationSeconds: 5, arrivals: 'uniform', findMaxRate: true } as const;
  const study = largeStudy({ load });
  const [rate] = loadsOf({ ...load, perSecond: [150] });
  const cell = withLoad(study.study, study.plan.cells[1] as StudyRecord['plan']['cells'][number], rate as never);
  const trial: TrialRecord = { ...failedTrial, cellId: cell.id, cell };
  const described = study.tasks.map((task) => ({ ...task, args: ['another', 'default'] }));
  const records = [{ ...study, tasks: described }, trial];
  const bytes = bytesOf(records);
  expect(decodeJournal(bytes, 'j').records).toEqual(records);
  expect(encodeLine(1, trial).length).toBeLessThan(2000);
});

test('profiled trials and a plan without trials keep their cells', () => {
  for (const more of [{ profile: { cpu: true, heap: false } }, { budgetSeconds: 60 }]) {
    const record = largeStudy(more);
    expect(decodeJournal(bytesOf([record]), 'j').recording.study).toEqual(record);
  }
});

test('a journal of version 0.1.0, which repeats its cells, is read as before', () => {
  const bytes = readFileSync(new URL('journals/0.1.0-whole-cells.jsonl', import.meta.url));
  const [first] = bytes.toString().split('\n');
  const asWritten = JSON.parse(first as string).record;
  expect(asWritten.plan.trials[0].cell.task.law.lambda).toBe(100);
  const { recording } = decodeJournal(bytes, 'j');
  const { simulated } = traits;
  expect(recording.study).toEqual({ ...asWritten, study: { ...asWritten.study, traits: { simulated } } });
  // So it goes on under the config that it began with.
  const given = { ...recording.study.study, machineCeiling: null };
  expect(studyHash(given)).toBe(asWritten.provenance.configHash);
  expect(studyHash({ ...given, ab: true })).toBe(asWritten.provenance.configHash);
  expect(recording.trials).toHaveLength(6);
  const report = analyse(recording);
  expect(report.status).toBe('valid');
  expect(report.cells.map(({ name, rounds }) => [name, rounds])).toEqual([
    ['sequential', 2],
    ['parallel_1', 2],
    ['parallel_2', 2],
  ]);
  // What was written after it is in the new form.
  const again = bytesOf([recording.study, ...recording.trials]);
  expect(decodeJournal(again, 'j').recording.study).toEqual(recording.study);
  expect(again.length).toBeLessThan(bytes.length);
});
