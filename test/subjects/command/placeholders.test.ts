import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { suggest } from '../../../src/config/suggest.js';
import { PLACEHOLDERS, Placeholders, placeholderEnvironment } from '../../../src/subjects/command/placeholders.js';
import { changeTexts, programTexts } from '../../../src/subjects/command/program.js';

const placeholders = new Placeholders([...PLACEHOLDERS, 'level'], suggest);
const values = { workers: 4, index: 7, worker: 2, round: 1, level: 'high' };

const cwd = mkdtempSync(join(tmpdir(), 'kneepoint-shell-'));
afterAll(() => rmSync(cwd, { recursive: true }));

describe('placeholders', () => {
  test.each([
    ['--maxWorkers={workers}', '--maxWorkers=4'],
    ['{index}-{worker}-{round}.mp4', '7-2-1.mp4'],
    ['-{level}{workers}', '-high4'],
    ['{{workers}}', '{workers}'],
    ['{{wrokers}}', '{wrokers}'],
    ['{{{workers}}}', '{{workers}}'],
    ['{"workers":{workers}}', '{"workers":4}'],
  ])('%s becomes %s', (text, filled) => {
    expect(placeholders.fill(text, values)).toBe(filled);
  });

  test.each([
    '{}',
    '{"a":1}',
    '{a,b}',
    '{1..4}',
    '\x24{workers}',
    '{print $1}',
    '{{.Names}}',
    '{{json}}',
    '{x}',
    '{',
    '{port}',
  ])('%s is passed on as it is', (text) => {
    expect(placeholders.fill(text, values)).toBe(text);
    expect(placeholders.problem([text])).toBeNull();
  });

  test('which are used is read from all texts; a literal is none', () => {
    expect([...placeholders.usedIn(['-j{workers}', 'a{round}{workers}', '{{index}}', '{x}'])]).toEqual([
      'workers',
      'round',
    ]);
    expect(placeholders.usedIn(['make', '-j4']).size).toBe(0);
  });

  test('a slip is refused with the nearest name', () => {
    expect(placeholders.problem(['-j', '{wrokers}'])).toBe(
      'unknown placeholder {wrokers}: did you mean {workers}? ({{wrokers}} stands for the text itself)',
    );
    expect(placeholders.problem(['{levle}'])).toContain('{level}');
    expect(placeholders.problem(['{{wrokers}}', '{workers}'])).toBeNull();
  });

  test('text without a known name never changes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(placeholders.usedIn([text]).size === 0 && !text.includes('{{'));
        expect(placeholders.fill(text, values)).toBe(text);
      }),
    );
  });

  test('stand in argument lists and in what a shell gets', () => {
    const fill = (text: string) => placeholders.fill(text, values);
    expect(changeTexts({ argv: ['make', '-j{workers}'] }, fill)).toEqual({ argv: ['make', '-j4'] });
    expect(changeTexts({ shell: 'make -j{workers} | cat' }, fill)).toEqual({ shell: 'make -j4 | cat' });
    expect(placeholders.usedIn(programTexts({ shell: 'seq {workers}' })).has('workers')).toBe(true);
  });

  test.each([
    ['printf %s {value}', "one 'word"],
    ['printf %s "{value}"', 'a "$(touch broken)" `touch broken` \\ b'],
    ["printf %s '{value}'", "it's; touch broken #"],
    ['printf %s "$(printf %s {value})"', '; touch broken; $HOME'],
    ['printf %s "$(printf %s "{value}")"', '$(touch broken) "'],
    ["printf %s \\'{value} | tr -d \\'", '& touch broken & x'],
    ['(printf %s {value})', '*? ~ {a,b} $(x) \n'],
  ])('whatever a value holds, the shell of %s reads it as a value', (text, value) => {
    const own = new Placeholders(['value'], () => null);
    const filled = changeTexts({ shell: text }, (one, inShell) => own.fill(one, { value }, inShell));
    expect(own.unquotable(text, { value })).toBeNull();
    const { stdout, stderr } = spawnSync('sh', ['-c', (filled as { shell: string }).shell], { encoding: 'utf8', cwd });
    expect([stdout, stderr]).toEqual([value, '']);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('a value that cannot be quoted is told by its name; a plain one needs no quotes, and an empty one is nothing', () => {
    const own = new Placeholders(['value'], () => null);
    for (const text of ['a `b {value}`', 'cat <<END\n{value}\nEND']) {
      expect(own.unquotable(text, { value: '; rm' })).toBe('value');
      expect(own.unquotable(text, { value: 'plain-1.5' })).toBeNull();
    }
    expect(own.fill('a {value}', { value: '-O2' }, true)).toBe('a -O2');
    expect(own.fill('a {value}', { value: '' }, true)).toBe('a ');
  });

  test('the environment holds the same values', () => {
    expect(placeholderEnvironment({ workers: 'auto', index: 0, 'gc-mode': true })).toEqual({
      KNEEPOINT_WORKERS: 'auto',
      KNEEPOINT_INDEX: '0',
      KNEEPOINT_GC_MODE: 'true',
    });
  });
});
