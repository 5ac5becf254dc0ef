import { describe, expect, it } from 'vitest';
import type { CommandSubject } from '../../src/model/command.js';
import type { StudyTask } from '../../src/model/study.js';
import { planStudy } from '../../src/plan/plan.js';
import { load, loadKeys, messageOf } from './loading.js';

const study = (keys: object, request: object = {}) => loadKeys(keys, request).study;
const pointsOf = (keys: object, request: object = {}) => study(keys, request).tasks.map(({ point }) => point?.values);
const names = (keys: object) => study(keys).tasks.map(({ name }) => name);
const refusal = (keys: object, request: object = {}) => messageOf(() => loadKeys(keys, request));

describe('a value in what a shell reads', () => {
  const keys = (command: string) => ({
    ...{ task: undefined, command, shell: true, workers: [1] },
    matrix: { v: ['a', `; rm -rf "$HOME"`] },
  });

  it('is quoted, in hooks too', () => {
    const { tasks } = study({ ...keys('echo {v}'), prepare: 'echo "{v}"' });
    const { program, hooks } = (tasks[1] as StudyTask).subject as CommandSubject;
    expect(program).toEqual({ shell: `echo '; rm -rf "$HOME"'` });
    expect(hooks.prepare).toEqual({ shell: String.raw`echo "; rm -rf \"\$HOME\""` });
  });

  it('is refused where it cannot be', () => {
    expect(refusal(keys('echo `echo {v}`'))).toMatch(/value of \{v\}: it stands in backquotes/);
  });
});

describe('the points of a matrix', () => {
  it('are all combinations, the last name changing first, each a task of the study in every round', () => {
    const keys = { matrix: { kind: ['a', 'b'], size: [1, 10] }, workers: [0, 2], iterations: 2 };
    expect(pointsOf(keys)).toEqual([
      { kind: 'a', size: 1 },
      { kind: 'a', size: 10 },
      { kind: 'b', size: 1 },
      { kind: 'b', size: 10 },
    ]);
    const plan = planStudy(study(keys));
    for (const round of [0, 1])
      expect(new Set(plan.trials.filter((trial) => trial.round === round).map(({ cell }) => cell.id)).size).toBe(8);
    expect(plan.trials.slice(0, 8).map(({ cell }) => cell.id)).not.toEqual(plan.cells.map(({ id }) => id));
    expect(plan.cells[3]?.name).toBe('a size=10:parallel_2');
  });

  it('are called by their texts, with the name where the value alone says nothing, and by numbers where it is odd', () => {
    expect(names({ matrix: { kind: ['RSA-2048', 'Ed25519'], size: [1], deep: [true] } })).toEqual([
      'RSA-2048 size=1 deep=true',
      'Ed25519 size=1 deep=true',
    ]);
    expect(names({ matrix: { url: ['http://me:secret@a', 'http://b'] } })).toEqual(['url#1', 'url#2']);
    expect(names({ matrix: { a: ['x', 'y'], b: ['x', 'y'], exclude: [{ a: 'x', b: 'x' }] } })).toEqual([
      'x y',
      'y x',
      'y y',
    ]);
    expect(names({ matrix: { include: [{ a: 'x' }, { b: 'x' }] } })).toEqual(['a=x', 'b=x']);
  });

  // The example of GitHub's documentation, "Expanding or adding matrix configurations".
  it('are added to as in GitHub Actions', () => {
    const include = [
      { color: 'green' },
      { color: 'pink', animal: 'cat' },
      { fruit: 'apple', shape: 'circle' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ];
    expect(pointsOf({ matrix: { fruit: ['apple', 'pear'], animal: ['cat', 'dog'], include } })).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });

  it('leave out what is excluded, and all that only does not name', () => {
    const matrix = { os: ['linux', 'mac'], node: [20, 22], exclude: [{ os: 'mac', node: 20 }] };
    expect(pointsOf({ matrix })).toHaveLength(3);
    expect(pointsOf({ matrix }, { flags: { only: ['node=22', 'os=mac,linux'] } })).toEqual([
      { os: 'linux', node: 22 },
      { os: 'mac', node: 22 },
    ]);
    expect(pointsOf({}, { flags: { matrix: ['size=1,2.5,x', 'deep=true'] } })).toEqual([
      { size: 1, deep: true },
      { size: 2.5, deep: true },
      { size: 'x', deep: true },
    ]);
  });

  it('fill the placeholders of a command, word by word, and mean no placeholder of ours', () => {
    const keys = { task: undefined, command: ['echo', '{text}', '{{text}}', '{index}'], env: { T: '<{text}>' } };
    const [spaced, braced] = study({ ...keys, matrix: { text: ['a b', '{index}'] } }).tasks as [StudyTask, StudyTask];
    expect(spaced).toMatchObject({ name: 'text#1', given: 'echo {text} {{text}} {index}' });
    expect((spaced.subject as CommandSubject).program).toEqual({ argv: ['echo', 'a b', '{text}', '{index}'] });
    expect((spaced.subject as CommandSubject).env).toEqual({ T: '<a b>' });
    expect((braced.subject as CommandSubject).program).toEqual({ argv: ['echo', '{{index}}', '{text}', '{index}'] });
  });

  it('are numbers of a simulated law', () => {
    const law = { cpus: 8, lambda: 100, sigma: 0.1, kappa: 0 };
    const keys = { task: undefined, executors: ['simulated'], simulated: law, workers: [0, 2] };
    expect(study({ ...keys, matrix: { sigma: [0, 0.5] } }).tasks.map(({ subject }) => subject)).toEqual([
      { kind: 'law', law: { ...law, sigma: 0, noise: 0 } },
      { kind: 'law', law: { ...law, sigma: 0.5, noise: 0 } },
    ]);
    expect(refusal({ ...keys, matrix: { sgma: [1] } })).toMatch('a law has no number "sgma"; did you mean "sigma"?');
    expect(refusal({ ...keys, matrix: { sigma: [2] } })).toMatch('sigma: expected a number from -1 to 1, found 2');
  });
});

describe('a wrong matrix is refused at its place', () => {
  const at = (matrix: string, rest = '"command": ["true", "{level}"]') =>
    messageOf(() => load('matrix.json', `{\n ${rest},\n "matrix": ${matrix}\n}`));

  it.each([
    ['{"level": []}', '3:22: matrix.level: expected a list of at least 1 number, text, true or false, found []'],
    ['{"level": [1, 2, 1]}', '3:29: 1 stands there twice'],
    ['{"level": [1, "1"]}', '3:26: "1" stands there twice'],
    ['{"levle": [1]}', '3:13: the command has no placeholder "levle"; did you mean "level"?'],
    ['{"workers": [1]}', `3:13: kneepoint's own placeholder takes no values of a matrix: "workers"`],
    ['{"level": [null]}', '3:23: matrix.level[0]: expected a number, a text of at most 4096 characters, true or false'],
    ['{"level": [1], "exclude": [{"level": 3}]}', '3:49: the matrix has no 3 for "level"; known: 1'],
    ['{"level": [1], "exclude": [{"level": 1}]}', '3:38: no point is left; exclude fewer of them'],
    ['{"level": [1], "include": [{"lvl": 1}]}', '3:40: the command has no placeholder "lvl"'],
    ['{"include": [{"level": 1}, {"level": 1}]}', '3:24: "level": 1 stands there twice'],
    ['{}', '3:12: the matrix has no point'],
    ['[1]', '3:12: matrix: expected an object of names, each with a list of values, found [1]'],
  ])('%s', (matrix, message) => {
    expect(at(matrix)).toMatch(`matrix.json:${message}`);
  });

  it('which for a number of a law is that of the value', () => {
    const law = '"executors": ["simulated"], "simulated": {"cpus": 8, "lambda": 100, "sigma": 0.1, "kappa": 0}';
    expect(at('{"sigma": [0, 2]}', law)).toMatch('matrix.json:3:26: sigma: expected a number from -1 to 1, found 2');
  });

  it('when it is too large, before its combinations are made', () => {
    const list = JSON.stringify(Array.from({ length: 100 }, (_, i) => i));
    expect(at(`{"level": ${list}, "b": ${list}}`, '"task": "sort"')).toMatch(
      '3:12: 10000 points are more than 256; take values away, exclude some, or choose with --only',
    );
    expect(at(`{"a": ${list}, "b": ${list}, "c": ${list}, "d": ${list}}`, '"task": "sort"')).toMatch(
      '100000000 points are more than 256',
    );
  });

  it('beside two versions, and only without a matrix or with what it has not', () => {
    expect(refusal({ task: undefined, ab: ['sort', 'sum'], matrix: { a: [1] } })).toMatch('two versions are given');
    expect(refusal({ only: { a: [1] } })).toMatch('there is no matrix to choose points of');
    const matrix = { size: [10, 100] };
    expect(refusal({ matrix }, { flags: { only: ['sise=10'] } })).toMatch(
      '--only: the matrix has no "sise"; did you mean "size"?',
    );
    expect(refusal({ matrix }, { flags: { only: ['size=20'] } })).toMatch(
      '--only: no point has 20 for "size"; known: 10, 100',
    );
    for (const given of ['size', 'size=', '=5'])
      expect(refusal({}, { flags: { matrix: [given] } })).toMatch(
        `--matrix: expected NAME=VALUE,VALUE, found "${given}"`,
      );
  });
});
