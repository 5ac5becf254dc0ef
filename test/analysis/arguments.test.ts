/** Long arguments in a report: by head and digest, the same for everyone who asks. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { shortArguments } from '../../src/analysis/arguments.js';
import { sha256 } from '../../src/analysis/sha256.js';
import type { StudyRecord } from '../../src/model/journal.js';
import csv from '../../src/reporters/csv.js';
import json from '../../src/reporters/json.js';
import { jobDetails } from '../../src/reporters/text/job-details.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from './planted.js';

const nodes = (text: string) => createHash('sha256').update(text).digest('hex');

test('the digest is SHA-256, as Node has it, for any text and any length around a block', () => {
  for (let length = 0; length < 200; length++) expect(sha256('a'.repeat(length))).toBe(nodes('a'.repeat(length)));
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => sha256(text) === nodes(text)));
});

test('short arguments stay as they are, a long one is told by head, length and digest', () => {
  const args = [5, 'text', 'x'.repeat(4094)];
  expect(shortArguments(args)).toEqual(args);
  const long = Array.from({ length: 2000 }, (_, i) => i);
  const text = JSON.stringify(long);
  expect(shortArguments([1, long])).toEqual([
    1,
    { head: text.slice(0, 200), length: text.length, sha256: nodes(text) },
  ]);
  expect(jobDetails(shortArguments([1, long]))).toBe(
    `1, ${text.slice(0, 200)}… (8,891 characters, SHA-256 ${nodes(text).slice(0, 12)}…)`,
  );
});

test('a report and its table hold a long argument in no row', () => {
  const task = { ...realTask('t'), args: ['y'.repeat(50_000)] };
  const cells = [0, 1, 2, 4].map((workers) => cellOf(task, workers === 0 ? 'sequential' : 'threads', workers, 100));
  const trials = cells.map((cell) => trialOf(cell, 0, evenMeasurement(cell.workers, 100, 1)));
  const recording = recordingOf(cells, trials);
  const tasks = recording.study.tasks.map((described): StudyRecord['tasks'][number] => ({
    ...described,
    args: task.args,
  }));
  const report = analyse({ ...recording, study: { ...recording.study, tasks } });
  expect(report.cells.map(({ args }) => args)).toEqual(cells.map(() => shortArguments(task.args)));
  expect(report.study.tasks[0]?.args).toEqual(shortArguments(task.args));
  expect(json.render(report)).not.toContain('y'.repeat(300));
  expect(csv.render(report)).not.toContain('y'.repeat(300));
});
