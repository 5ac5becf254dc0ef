import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadStudy } from '../../src/config/study.js';
import { context, folder, load, messageOf, problemsOf } from './loading.js';

const encode = (text: string) => new TextEncoder().encode(text);
const placesOf = (run: () => unknown) =>
  problemsOf(run).map(({ where, key }) => ('flag' in where ? where.flag : `${where.line}:${where.column} ${key}`));

describe('places', () => {
  const json =
    '{\r\n  // comment\n  "task_cout": 1,\n  "iterations" : 0,\n  "task": "srot",\n  "limits": {"p99": 1, "p50_ms": "x"},\n  "executors": ["threads", "thread"],\n}';
  const expected = [
    '3:3 task_cout',
    '4:18 iterations',
    '5:11 task',
    '6:14 limits.p99',
    '6:34 limits.p50_ms',
    '7:28 executors[1]',
  ];

  it('are right in JSON and JSONC', () => {
    expect(placesOf(() => load('places.json', json))).toEqual(expected);
    expect(placesOf(() => load('places.jsonc', json))).toEqual(expected);
  });

  it('are right in block and flow YAML', () => {
    const yaml =
      '# comment\ntask_cout: 1\niterations:   0\ntask: srot\nlimits:\n  p99: 1\n  p50_ms: x\nexecutors:\n  - threads\n  - thread\n';
    expect(placesOf(() => load('places.yaml', yaml))).toEqual([
      '2:1 task_cout',
      '3:15 iterations',
      '4:7 task',
      '6:3 limits.p99',
      '7:11 limits.p50_ms',
      '10:5 executors[1]',
    ]);
    expect(placesOf(() => load('places.yml', json.replace('// comment', '# comment')))).toEqual(expected);
  });

  it('lie in what an alias stands at', () => {
    expect(placesOf(() => load('alias.yaml', 'chunk: &low 0\ntask: sort\niterations: *low\n'))).toEqual([
      '1:13 chunk',
      '3:13 iterations',
    ]);
  });

  it('do not count a byte order mark', () => {
    expect(placesOf(() => load('bom.json', '\ufeff{"tsk": 1, "task": "sort"}'))).toEqual(['1:2 tsk']);
  });

  it('read as one line each, with what was meant', () => {
    expect(messageOf(() => load('places.json', json)).split('\n')).toEqual([
      'places.json:3:3: unknown key "task_cout"; did you mean "task_count"?',
      'places.json:4:18: iterations: expected a whole number from 1 to 1000000, found 0',
      'places.json:5:11: unknown task "srot"; did you mean "sort"?',
      'places.json:6:14: unknown key "p99" in limits; did you mean "p99_ms"?',
      'places.json:6:34: limits.p50_ms: expected a number above 0, at most 1000000000 (ms), or null, found "x"',
      'places.json:7:28: executors[1]: expected one of async, threads, processes, simulated, found "thread"; did you mean "threads"?',
    ]);
  });
});

describe('files that cannot be used', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty.json', ' \n', 'the file is empty'],
    ['empty.yaml', '', 'the file is empty'],
    ['list.json', '[]', 'list.json:1:1: expected an object with the keys of a config'],
    ['text.yaml', '# only\nhello', 'text.yaml:2:1: expected an object with the keys of a config'],
    ['comment.yaml', '# only', 'expected an object with the keys of a config'],
    ['null.json', 'null', 'expected an object with the keys of a config'],
    ['latin.json', Uint8Array.of(0x7b, 0xe9, 0x7d), 'the file is not UTF-8 text'],
    ['utf16.json', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0), 'the file is not UTF-8 text'],
    ['large.json', `{"task": "${'x'.repeat(1024 * 1024)}"}`, 'expected at most 1 MiB, found 1.0 MiB'],
    ['config.toml', 'task = "sort"', 'expected a name that ends in .json, .jsonc, .yaml or .yml'],
    ['deep.yaml', `task_args: ${'['.repeat(100)}${']'.repeat(100)}`, 'nested more than 64 levels deep'],
    ['dashes.yaml', '- '.repeat(500_000), 'nested more than 64 levels deep'],
    ['colons.yaml', 'a: '.repeat(300_000), 'nested more than 64 levels deep'],
    ['questions.yaml', '? '.repeat(500_000), 'nested more than 64 levels deep'],
    ['braces.yaml', '{a: '.repeat(200_000), 'nested more than 64 levels deep'],
    ['comments.yaml', '[ #]\n'.repeat(100_000), 'nested more than 64 levels deep'],
    ['steps.yaml', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'nested more than 64'],
    ['mismatch.json', '[},'.repeat(300_000), 'nested more than 64 levels deep'],
    ['deep.json', `{"task_args": ${'['.repeat(100)}${']'.repeat(100)}}`, 'nested more than 64 levels deep'],
    ['abyss.json', '['.repeat(500_000), 'nested more than 64 levels deep'],
    ['abyss.yaml', '['.repeat(100_000), 'nested more than 64 levels deep'],
    [
      'huge.json',
      '{"task_args": [12345678901234567890]}',
      'huge.json:1:16: this whole number is too large to be held exactly',
    ],
    [
      'huge.yaml',
      'task_args: [12345678901234567890]',
      'huge.yaml:1:13: this whole number is too large to be held exactly',
    ],
    [
      'twice.json',
      '{"task": "sort",\n"task": "sum"}',
      'twice.json:2:1: the key "task" appears twice; keep one of them',
    ],
    ['twice.yaml', 'task: sort\ntask: sum', 'twice.yaml:2:1: the key "task" appears twice; keep one of them'],
    ['tag.yaml', 'task: !!js/function "x"', 'tag.yaml:1:7: this is not plain YAML'],
    ['custom.yaml', 'task: !mine x', 'custom.yaml:1:7: this is not plain YAML'],
    ['documents.yaml', 'task: sort\n---\ntask: sum', 'this is not plain YAML'],
    ['tab.yaml', 'limits:\n\tp99_ms: 1', 'this is not plain YAML'],
    ['cycle.yaml', 'task_args: &a [*a]', 'nested more than 64 levels deep'],
    ['key.yaml', 'task: sort\n? [a]\n: 1', 'key.yaml:2:3: a key must be plain text'],
    ['comma.json', '{"task": "sort"\n"seed": 1}', 'comma.json:2:1: expected a comma before this'],
    ['quote.json', '{"task": "sort}', 'this text has no closing quote'],
    ['single.json', "{'task': 1}", 'single.json:1:2'],
    ['end.json', '{"task": "sort"', 'expected a closing brace }'],
    ['nan.json', '{"task": "sort", "seed": NaN}', 'nan.json:1:26: expected a value such as 1, "text", true or null'],
  ])('%s', (name, content, message) => {
    expect(messageOf(() => load(name, content))).toContain(message);
  });

  it('refuses an alias bomb at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${
          i === 0
            ? '1'
            : Array(9)
                .fill(`*a${i - 1}`)
                .join(', ')
        }]`,
    );
    expect(messageOf(() => load('bomb.yaml', levels.join('\n')))).toContain('more than 100 aliases');
  });

  it('shows a hundred of many problems, in time that grows with the file', () => {
    const unknown = Array.from({ length: 50_000 }, (_, i) => `"tsk${i}": 1`).join(', ');
    expect(problemsOf(() => load('many.json', `{"task": "sort", ${unknown}}`))).toHaveLength(100);
    const huge = `{"task": "sort", "task_args": [${Array(100_000).fill('1e999').join(',')}]}`;
    expect(problemsOf(() => load('many.json', huge))).toHaveLength(100);
  });

  it('tells missing files and folders', () => {
    mkdirSync(join(folder, 'folder.json'));
    const loadFile = (config: string) => messageOf(() => loadStudy({ ...context, flags: {}, config }));
    expect(loadFile('missing.json')).toBe('missing.json: no such file');
    expect(loadFile('folder.json')).toBe('folder.json: expected a config file, found a folder');
    expect(loadFile('nul\0.json')).toContain('nul\\u0000.json: the file cannot be read');
  });
});

describe('prototype pollution', () => {
  it.each([
    ['proto.json', '{"task": "sort", "__proto__": {"polluted": 1}, "constructor": {"prototype": {}}}'],
    ['proto.yaml', 'task: sort\n__proto__: {polluted: 1}\nconstructor: {prototype: {}}'],
  ])('is an unknown key in %s', (name, text) => {
    const keys = problemsOf(() => load(name, text)).map(({ message }) => message);
    expect(keys).toEqual(['unknown key "__proto__"', 'unknown key "constructor"']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('stays an own property inside task_args', () => {
    const { study } = load('args.json', '{"task": "sort", "task_args": [{"__proto__": {"polluted": 1}}]}');
    const args = study.tasks[0]?.args?.[0] as object;
    expect(Object.hasOwn(args, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('takes a file with a byte order mark and escapes', () => {
    expect(load('good.json', encode('\ufeff{"task": "\\u0073ort"}')).study.tasks[0]?.name).toBe('sort');
  });
});
