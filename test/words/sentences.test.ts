import { describe, expect, test } from 'vitest';
import { faultInOneLine } from '../../src/words/sentences.js';

const WHAT = 'the command ended with status 1:';

describe('of what a program wrote before it failed, a sentence has the line that names the error', () => {
  test.each([
    [
      'of Node',
      [
        'file:///suite/build.mjs:3',
        "  throw new TypeError('no such plug-in');",
        '        ^',
        '',
        'TypeError: no such plug-in',
        '    at load (file:///suite/build.mjs:3:9)',
        '    at async node:internal/modules/esm/loader:639:26',
        '    at node:internal/main/run_main_module:36:49',
        '',
        'Node.js v20.20.2',
      ],
      'TypeError: no such plug-in',
    ],
    [
      'of Python',
      [
        'Traceback (most recent call last):',
        '  File "run.py", line 7, in <module>',
        '    main()',
        '    ~~~~^^',
        'ValueError: workers must be positive',
      ],
      'ValueError: workers must be positive',
    ],
    [
      'of a compiler under make',
      ["main.c:3:5: error: 'x' undeclared", '    3 | x = 1;', 'make: *** [Makefile:2: main.o] Error 1'],
      "main.c:3:5: error: 'x' undeclared",
    ],
    ['of a shell', ['reading the config', 'sh: 1: frobnicate: not found', 'done'], 'sh: 1: frobnicate: not found'],
    ['in colours', ['\u001b[31mError:\u001b[0m port in use', '    at listen (net.js:1:1)'], 'Error: port in use'],
    ['or else its last lines', ['1', '2', '3', '4', '    ^^'], '2 / 3 / 4'],
    ['or a stack alone', ['    at a (a.js:1:1)'], 'at a (a.js:1:1)'],
  ])('%s', (_, lines, told) => {
    expect(faultInOneLine([WHAT, ...lines].join('\n'))).toBe(`${WHAT} ${told}`);
  });
});

test('a long first line is cut in its middle, and one alone stays one', () => {
  expect(faultInOneLine('short')).toBe('short');
  const cut = faultInOneLine(`${'x'.repeat(500)} ended with status 2:\nbad option`);
  expect(cut).toMatch(/^x{60}…x+ ended with status 2: bad option$/);
  expect(cut.length).toBeLessThan(140);
});
