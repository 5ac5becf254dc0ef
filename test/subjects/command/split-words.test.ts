import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programText } from '../../../src/subjects/command/program.js';
import { splitWords } from '../../../src/subjects/command/split-words.js';

/** What a real shell makes of the words. */
function byShell(text: string): readonly string[] {
  const script = `printf '%s\\0' ${text}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('splitting words', () => {
  test.each([
    `a 'b c' "d e" f\\ g`,
    `x "it's" 'say "hi"'`,
    `a "\\"q\\"" '\\n' \\'`,
    `a --x='y z' b""c ''`,
    `awk '{print $1}'`,
    `echo '|' "a>b" \\| '*' '$HOME' '\`'`,
    'a\\\nb c',
    `a "x\\y" "x\\$y" \\$HOME`,
    'vitest run --maxWorkers={workers}',
    ` leading   and\ttrailing  `,
    `'naïve café' 'a\nb'`,
  ])('%j is split as by a shell', (text) => {
    expect(splitWords(text)).toEqual(byShell(text));
  });

  test('what was quoted comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (words) => {
        fc.pre(words.every((word) => !word.includes('\0')));
        expect(splitWords(programText({ argv: words }))).toEqual(words);
      }),
    );
    expect(programText({ argv: ['make', '-j{workers}', 'a b', "it's", '*.ts'] })).toBe(
      `make -j{workers} 'a b' 'it'"'"'s' '*.ts'`,
    );
  });

  test.each([
    ['a | b', '| needs a shell: use --shell, or quote it'],
    ['a > out', '> needs a shell'],
    ['a && b', '&& needs a shell'],
    ['a;b', '; needs a shell'],
    ['a &', '& needs a shell'],
    ['a 2>&1', '>& needs a shell'],
    ['echo $HOME', '$HOME is replaced by a shell only'],
    ['echo "\x24{HOME}"', '$HOME is replaced by a shell only'],
    ['echo $(date)', '$( needs a shell'],
    ['echo "$(date)"', '$( needs a shell'],
    ['echo `date`', '` needs a shell'],
    ['ls *.ts', 'the pattern *.ts is expanded by a shell only'],
    ['make # all', '# begins a comment'],
    ["echo 'a", "the quote ' stays open"],
    ['echo "a', 'the quote " stays open'],
    ['  ', 'the command is empty'],
  ])('%s is refused', (text, reason) => {
    expect(() => splitWords(text)).toThrow(reason);
  });
});
