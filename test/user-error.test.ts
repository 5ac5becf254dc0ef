/** What is the user's to fix, and the exit status that each of it ends a command with. */
import { describe, expect, test } from 'vitest';
import { ConfigError, usageError } from '../src/config/problems.js';
import { StudyChanged } from '../src/plan/changes.js';
import { Interruption } from '../src/run/supervisor/interruption.js';
import { TaskProblem } from '../src/run/supervisor/task-problem.js';
import { StoreError } from '../src/store/store-error.js';
import { EXIT, statusOfError, statusOfSignal, UserError } from '../src/user-error.js';

describe('the exit status', () => {
  test.each<[error: Error, status: number, name: string]>([
    [new UserError('a'), 2, 'UserError'],
    [new ConfigError([]), 2, 'ConfigError'],
    [usageError('--a', 'is wrong'), 2, 'ConfigError'],
    [new TaskProblem('a.ts', 'b', 'c'), 2, 'TaskProblem'],
    [new StudyChanged(['a']), 2, 'StudyChanged'],
    [new StoreError('cannot write', 'a', new Error('b')), 5, 'StoreError'],
    [new Interruption('SIGINT'), 130, 'Interruption'],
    [new Interruption('SIGTERM'), 143, 'Interruption'],
    [new Interruption('any reason of a caller'), 130, 'Interruption'],
    [new RangeError('a'), 70, 'RangeError'],
  ])('%# of %s is %i', (error, status, name) => {
    expect([statusOfError(error), error.name]).toEqual([status, name]);
    expect(error instanceof UserError).toBe(status !== 70);
  });

  test('of what is no error is that of a bug, and of a signal its own', () => {
    expect([statusOfError(null), statusOfError('text')]).toEqual([70, 70]);
    expect([statusOfSignal(null), statusOfSignal('SIGTERM'), statusOfSignal('SIGINT')]).toEqual([null, 143, 130]);
  });

  test('is one of the contract', () => {
    expect(Object.values(EXIT)).toEqual([0, 2, 3, 4, 5, 6, 70, 130, 143]);
  });
});
