import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandSubject } from '../../src/model/command.js';
import { planStudy } from '../../src/plan/plan.js';
import { folder, load, loadKeys, messageOf, write } from './loading.js';

/** The study of a command and other keys; PATH is the tests' own. */
const command = (words: readonly string[] | string, keys: object = {}, request: object = {}) =>
  loadKeys({ task: undefined, command: words, ...keys }, request).study;
const refusal = (words: readonly string[] | string, keys: object = {}) => messageOf(() => command(words, keys));
const knob = ['true', '{workers}'];

describe('the executor of a command', () => {
  it('is its own knob with {workers}, wherever it stands, and copies without', () => {
    expect(command(knob).executors).toEqual(['knob']);
    expect(command(['true'], { env: { UV_THREADPOOL_SIZE: '{workers}' } }).executors).toEqual(['knob']);
    expect(command(['true'], { prepare: 'echo {workers}' }).executors).toEqual(['knob']);
    expect(command(['true']).executors).toEqual(['copies']);
    expect(command(['true', '{{workers}}']).executors).toEqual(['copies']);
  });

  it('decides how many runs a trial has: one of a knob, three times the most copies', () => {
    expect(command(knob, { workers: [1, 8] }).load).toEqual({ kind: 'count', units: 1 });
    expect(command(['true'], { workers: [1, 8] }).load).toEqual({ kind: 'count', units: 24 });
    expect(command(['true'], { workers: [1, 8], task_count: 5 }).load).toEqual({ kind: 'count', units: 5 });
    expect(command(['true'], { workers: [1, 32] }, { quick: true }).load).toEqual({ kind: 'count', units: 32 });
  });

  it('takes 10 minutes at most, unless rounds or a budget are given, or --quick is', () => {
    expect(command(knob).budgetSeconds).toBe(600);
    expect(command(knob, { budget: '2m' }).budgetSeconds).toBe(120);
    expect(command(knob, { iterations: 7 })).toMatchObject({ budgetSeconds: null, rounds: 7 });
    expect(command(knob, {}, { quick: true })).toMatchObject({ budgetSeconds: null, rounds: 2 });
  });
});

describe('keys that do not fit', () => {
  const notesOf = (keys: object) => loadKeys(keys).notes;

  it('are noted: those of a function with a command, and the other way round', () => {
    const idle = {
      task_args: [1],
      profile: { cpu: true },
      machine_ceiling: true,
      cpu_affinity: { strategy: 'spread' },
    };
    expect(notesOf({ task: undefined, command: knob, workers: [1, 2], ...idle })).toEqual([
      'task_args has no effect on a command.',
      'cpu_affinity has no effect on a command.',
      'machine_ceiling has no effect on a command.',
      'profile has no effect on a command.',
    ]);
    expect(notesOf({ workers: [0, 1], prepare: 'rm x', expect: 'same-output' })).toEqual([
      'prepare has no effect: it is for commands.',
      'expect has no effect: it is for commands.',
    ]);
    expect(notesOf({ task: undefined, command: knob, workers: [2, 4] })).toEqual([
      'workers has no 1: without a baseline there is no speedup.',
    ]);
    expect(notesOf({ task: undefined, command: knob, workers: ['off', 4] })).toEqual([]);
  });

  it('leave a search for the highest rate its own trials: it has no budget', () => {
    const load = { kind: 'rate', per_second: 5, duration: 2 };
    expect(command(['true'], { load }).budgetSeconds).toBe(600);
    expect(command(['true'], { load, find_max_rate: true }).budgetSeconds).toBeNull();
  });

  it('keep the traits of what runs a command, and of nothing else', () => {
    expect(Object.keys(command(knob).traits)).toEqual(['knob']);
    expect(Object.keys(loadKeys({ workers: [0, 1] }).study.traits)).toEqual(['sequential', 'threads']);
  });
});

describe('words among the worker counts', () => {
  it('are reference rows: cells without a count, after the others', () => {
    const study = command(knob, { workers: ['off', 4, 'auto', 1, '50%', 'off'] });
    expect(study).toMatchObject({ workers: [1, 4], words: ['off', 'auto', '50%'] });
    expect(planStudy(study).cells.map(({ name, workers, word }) => [name, workers, word])).toEqual([
      ['parallel_1', 1, undefined],
      ['parallel_4', 4, undefined],
      ['parallel_off', 0, 'off'],
      ['parallel_auto', 0, 'auto'],
      ['parallel_50%', 0, '50%'],
    ]);
  });

  it('stand in the flag as in a list', () => {
    const flagged = (workers: string) => command(knob, {}, { flags: { workers } });
    expect(flagged('off,auto,1-2')).toMatchObject({ workers: [1, 2], words: ['off', 'auto'] });
    expect(flagged('auto').workers).toEqual([1, 2, 4]);
  });

  it.each([
    [['true'], [1, 'auto'], 'the command has no {workers} that a word could stand for'],
    [knob, ['auto', 'off'], 'words are only compared with counts'],
    [knob, [0, 1], 'its speedup is against 1 worker'],
    [knob, [1, 'two words'], 'a whole number'],
  ])('%j refuses %j', (words, workers, reason) => {
    expect(refusal(words, { workers })).toContain(reason);
  });

  it('are for commands only', () => {
    expect(messageOf(() => loadKeys({ workers: [1, 'auto'] }))).toMatch(
      /workers\[1\]: expected a worker count, found "auto"; a word is for a command or service with {workers}/,
    );
  });
});

describe('two versions', () => {
  it('are commands where a text has blanks, split as a shell would split it', () => {
    const { tasks, ab } = loadKeys({ task: undefined, ab: ['true -a "b c"', 'false'] }).study;
    expect(ab).toBe(true);
    expect(tasks.map(({ name, subject }) => [name, (subject as CommandSubject).program])).toEqual([
      ['true', { argv: ['true', '-a', 'b c'] }],
      ['false', { argv: ['false'] }],
    ]);
  });

  it('are commands as lists, and for a shell; of one name they are base and head', () => {
    const names = (ab: unknown, keys = {}) =>
      loadKeys({ task: undefined, ab, ...keys }).study.tasks.map(({ name }) => name);
    expect(names([['true'], ['true', 'x']])).toEqual(['true (base)', 'true (head)']);
    expect(names(['true', 'true | cat'], { shell: true })).toEqual(['true (base)', 'true (head)']);
  });

  it('are tasks otherwise, also in a file, and a flag takes the place of what the file says', () => {
    const { tasks, ab } = loadKeys({ task: undefined, ab: ['sort', 'sum'] }).study;
    expect([ab, ...tasks.map(({ name }) => name)]).toEqual([true, 'sort', 'sum']);
    const flagged = loadKeys({}, { ab: ['true 1', 'true 2'] }).study;
    expect(flagged.tasks.map(({ given }) => given)).toEqual(['true 1', 'true 2']);
    const file = JSON.stringify({ ab: ['sort', 'sum'] });
    expect(load('ab.json', file, { task: 'sum' }).study).not.toHaveProperty('ab');
    expect(load('ab.json', file, { command: ['true'] }).study.tasks.map(({ name }) => name)).toEqual(['true']);
  });

  it.each([
    [{ ab: ['true {workers} a', 'true b'] }, 'only one of the two commands has {workers}'],
    [{ ab: ['true'] }, 'expected two tasks or two commands'],
    [{ ab: ['true a', 'nothing-of-this-name b'] }, 'there is no program "nothing-of-this-name" on the PATH'],
    [{ ab: ['true a', 'true "b'] }, 'the quote " stays open'],
    [{ ab: ['sort', 'sum'], task: 'sort' }, 'ab and task are given'],
    [{ command: ['true'], task: 'sort' }, 'command and task are given'],
  ])('%j is refused', (keys, reason) => {
    expect(messageOf(() => loadKeys({ task: undefined, ...keys }))).toContain(reason);
  });
});

describe('bad input', () => {
  it.each([
    [['nothing-of-this-name'], {}, 'there is no program "nothing-of-this-name" on the PATH'],
    [['./none.sh'], {}, 'there is no file "./none.sh"'],
    [['true x'], {}, 'each argument is a word of its own'],
    [['true', '{wrokers}'], {}, 'unknown placeholder {wrokers}: did you mean {workers}?'],
    [['true'], { env: { A: '{indx}' } }, 'did you mean {index}?'],
    [['true'], { prepare: 'nothing-of-this-name' }, 'there is no program "nothing-of-this-name"'],
    [['true'], { setup: 'echo {wrker}' }, 'unknown placeholder {wrker}: did you mean {worker}?'],
    [['true'], { input: 'none.txt' }, 'the input file'],
    [['true'], { cwd: './none' }, 'none" does not exist'],
    ['true | cat', {}, 'use --shell, or quote it'],
    [['true'], { expect: 'same' }, '"same-output", or "same-files"'],
    [['true'], { expect: 'same-files' }, 'a pattern such as dist/**'],
    [['true'], { normalise: ['s/a'] }, '"s/a" lacks its "/"'],
    [['true'], { ignore_failure: [0] }, 'ignore_failure'],
    [['true'], { executors: ['threads'] }, 'executors'],
  ])('%j with %j is refused', (words, keys, reason) => {
    const told = refusal(words, keys);
    expect(told).toContain(reason);
    expect(told.split('\n')).toHaveLength(1);
  });

  it('names the program that npx would find', () => {
    mkdirSync(join(folder, 'app/node_modules/.bin'), { recursive: true });
    write('app/node_modules/.bin/some-tool', '#!/bin/sh\n');
    chmodSync(join(folder, 'app/node_modules/.bin/some-tool'), 0o755);
    expect(refusal(['some-tool', 'run'], { cwd: './app' })).toContain('it is in node_modules/.bin: use npx some-tool');
  });

  it('tells a program that cannot be executed', () => {
    write('plain.sh', 'exit 0\n');
    expect(refusal(['./plain.sh'])).toContain('lacks the permission (chmod +x)');
  });

  it('as a flag, too', () => {
    expect(messageOf(() => command(['true'], {}, { flags: { env: ['NOVALUE'] } }))).toContain('expected NAME=VALUE');
  });
});
