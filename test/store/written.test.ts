/** What a journal repeats: nothing. Journals of version 1 do, and are read all the same. */
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { JournalRecord, StudyRecord } from '../../src/model/journal.js';
import type { Report } from '../../src/model/report.js';
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
  for (const { way } of cells) expect(way.task).toBe(recording.study.study.tasks[0]);
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

const fixture = (name: string) => readFileSync(new URL(`journals/${name}.jsonl`, import.meta.url));
const recordOf = (bytes: Buffer) => JSON.parse(bytes.toString().split('\n')[0] as string).record;

test('a journal of the first version 1, which repeats its cells, is read with its ways and subjects', () => {
  const bytes = fixture('0.1.0-whole-cells');
  const asWritten = recordOf(bytes);
  expect(asWritten.plan.trials[0].cell.task.law.lambda).toBe(100);
  const { recording } = decodeJournal(bytes, 'j');
  const { study, plan } = recording.study;
  const [{ law }] = asWritten.study.tasks;
  const task = { name: 'simulated', given: 'simulated', args: null, subject: { kind: 'law', law } };
  expect(study).toEqual({ ...asWritten.study, tasks: [task], traits: { simulated: traits.simulated } });
  const [cell] = asWritten.plan.cells;
  const load = { kind: 'count', units: 40 };
  const way = { id: '0/simulated', task, executor: 'simulated', inFlight: 1, order: 'none', load, cpus: null };
  expect(plan.cells[0]).toEqual({ id: cell.id, name: cell.name, way, workers: 0 });
  expect(plan).toEqual(planStudy(study));
  expect(analyse(recording).status).toBe('valid');
});

describe.each(['1-adaptive', '1-search-cut', '1-ways', '1-ab', '0.1.0-whole-cells'])('version 1: %s', (name) => {
  const { recording, records } = decodeJournal(fixture(name), 'j');

  test('has the plan that its study would have now, and goes on under the config that it began with', () => {
    const { study, plan, provenance } = recording.study;
    expect(plan).toEqual(planStudy(study));
    expect(studyHash({ ...study, machineCeiling: null })).toBe(provenance.configHash);
  });

  test('is the same when it is written again, in fewer bytes', () => {
    const again = bytesOf(records);
    expect(decodeJournal(again, 'j').records).toEqual(records);
    expect(recordOf(again)).toMatchObject({ kind: 'study', version: 2 });
    expect(JSON.stringify(recordOf(again).plan).length).toBeLessThan(
      0.8 * JSON.stringify(recordOf(fixture(name)).plan).length,
    );
  });
});

test.each([
  ['adaptive', ['elastic']],
  ['search-cut', ['served']],
  ['ways', ['a']],
  ['ab', ['a', 'b']],
])('both versions of %s tell the same rows, curves and advice', (kind, tasks) => {
  const [before, now] = [1, 2].map((version) => analyse(decodeJournal(fixture(`${version}-${kind}`), 'j').recording));
  const waysOf = (report?: Report) => ({
    tasks: report?.study.tasks.map(({ name }) => name),
    ab: report?.study.ab,
    curves: report?.curves.map(({ way }) => way),
    advice: report?.advice.map(({ way }) => way),
    profiles: report?.profiles.map(({ name, way }) => [name, way]),
    planned: report?.cells.filter(({ rounds }) => rounds > 0).map(({ name, way }) => [name, way]),
  });
  expect(waysOf(now)).toMatchObject({ tasks, curves: now?.curves.map(({ way }) => way) });
  // The search of the newer one was cut sooner.
  const planned = (report?: Report) => waysOf(report).planned?.filter(([name]) => !/@[23]\d\d/.test(name ?? ''));
  expect(planned(before)).toEqual(planned(now));
  expect({ ...waysOf(before), planned: [] }).toEqual({ ...waysOf(now), planned: [] });
  // What is simulated is the same to the last digit.
  if (kind === 'adaptive') expect(before?.cells).toEqual(now?.cells);
});

test('a plan is a round of positions each: the worked example of sizing, in a tenth of the bytes', () => {
  const bytes = readFileSync(new URL('../../example_configs/sizing/results/large/journal.jsonl', import.meta.url));
  const { recording } = decodeJournal(bytes, 'j');
  const { plan } = recordOf(bytesOf([recording.study]));
  expect(plan.rounds).toHaveLength(5);
  expect(JSON.stringify(plan).length).toBeLessThan(750);
  expect(JSON.stringify(recordOf(bytes).plan).length).toBeGreaterThan(7500);
});

test('a journal of a newer version is refused, and so is what was salvaged of it', () => {
  const text = JSON.stringify({ ...recordOf(bytesOf([studyRecord])), version: 3 });
  const crc = crc32(text).toString(16).padStart(8, '0');
  const newer = Buffer.from(`{"seq":0,"crc32":"${crc}","record":${text}}\n`);
  for (const salvage of [false, true])
    expect(() => decodeJournal(newer, 'run/journal.jsonl', { salvage })).toThrow(
      'cannot read the journal run/journal.jsonl: it has the version 3, and this kneepoint reads versions up to 2; use a newer one',
    );
});

test('lines of both versions stand in one journal: a run of version 1 that went on', () => {
  const before = fixture('1-search-cut').toString().trim().split('\n');
  const { records } = decodeJournal(fixture('1-search-cut'), 'j');
  const chosen = records.findLast((record) => record.kind === 'trial' && record.cell !== undefined) as TrialRecord;
  const added = encodeLine(before.length, { ...chosen, round: 7 });
  expect(JSON.parse(added.toString()).record.cell.way).toMatchObject({ task: 'served', executor: 'simulated' });
  expect(JSON.parse(before.at(-1) as string).record.cell).toMatchObject({ task: 'served', executor: 'simulated' });
  const { recording } = decodeJournal(Buffer.concat([fixture('1-search-cut'), added]), 'j');
  expect(recording.trials.at(-1)).toEqual({ ...chosen, round: 7 });
});
