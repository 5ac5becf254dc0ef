import { describe, expect, test } from 'vitest';
import type { Machine } from '../../src/model/journal.js';
import { changesOf, StudyChanged } from '../../src/plan/changes.js';
import { studyRecord } from '../support/records.js';

const before = studyRecord;

describe('what changed since a run began', () => {
  test('is nothing when all is the same', () => {
    expect(changesOf(before, structuredClone(before))).toEqual([]);
  });

  test.each([
    ['cpuModel', 'Other CPU'],
    ['logicalCpus', 64],
    ['effectiveCpus', 1.5],
    ['memoryBytes', 2 ** 30],
    ['memoryLimitBytes', null],
    ['platform', 'darwin'],
    ['arch', 'arm64'],
    ['node', 'v99.0.0'],
  ] as const satisfies readonly (readonly [keyof Machine, unknown])[])('the machine’s %s', (fact, value) => {
    const changes = changesOf(before, { ...before, machine: { ...before.machine, [fact]: value } as Machine });
    expect(changes).toEqual([expect.stringMatching(new RegExp(`^the machine's ${fact}: was .*, is `))]);
  });

  test('a task’s module, kneepoint itself, and each key of the config, in words', () => {
    const provenance = {
      ...before.provenance,
      configHash: 'another',
      taskHashes: { sort: 'other' },
      tool: { name: 'kneepoint', version: '99.0.0' },
    };
    const study = { ...before.study, rounds: 9, chunk: 2 };
    expect(changesOf(before, { ...before, study, provenance })).toEqual([
      "the config's chunk: was 1, is 2",
      "the config's rounds: was 5, is 9",
      'the module of the task "sort": its text has changed',
      'kneepoint: was "0.1.0", is "99.0.0"',
    ]);
  });

  test('only by its hash, where the study on record shows no difference', () => {
    const provenance = { ...before.provenance, configHash: 'another' };
    expect(changesOf(before, { ...before, provenance })).toEqual([expect.stringContaining('credentials')]);
  });

  test('becomes one error with all of it', () => {
    expect(new StudyChanged(['a', 'b']).message).toMatch(/something else:\n {2}a\n {2}b\n--force continues/);
  });
});
