/** Tasks that cannot be measured: each is told before anything runs, in words of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, kneepoint, ownFolder, writeFiles } from '../support/cli.js';

const folder = ownFolder();

/** File → what is wrong with it, and what the message has to hold. */
const BROKEN: readonly (readonly [file: string, text: string | Uint8Array, message: RegExp])[] = [
  ['syntax.ts', 'export default (n: number) => {\n  return n +;\n};\n', /syntax\.ts:2:13\b/],
  ['syntax.mjs', 'export default (n) => {\n  const = n;\n};\n', /syntax\.mjs:2:9\b/],
  ['first-line.ts', 'export default (n: number) => n +;\n', /first-line\.ts:1:34\b/],
  [
    'missing-package.ts',
    "import x from 'no-such-package';\nexport default () => x;\n",
    /missing-package\.ts:1:15\b.*"no-such-package"/s,
  ],
  [
    'missing-package.mjs',
    "import x from 'no-such-package';\nexport default () => x;\n",
    /Cannot find package 'no-such-package'/,
  ],
  ['missing-file.ts', "import x from './gone.js';\nexport default () => x;\n", /missing-file\.ts:1:15\b.*gone\.js/s],
  ['no-default.mjs', 'export const run = () => 1;\n', /has no default export; it exports run/],
  ['empty.mjs', '', /has no default export; it exports nothing/],
  ['number.mjs', 'export default 42;\n', /default export is of type number/],
  [
    'no-run.ts',
    "import { defineTask } from 'kneepoint';\nexport default defineTask({ summary: 'x' } as never);\n",
    /no "run" function/,
  ],
  [
    'bad-verify.mjs',
    'export default { run: () => 1, verify: true };\n',
    /"verify" must be a function, not of type boolean/,
  ],
  [
    'throws.mjs',
    "\nthrow new RangeError('not today');\nexport default () => 1;\n",
    /throws\.mjs:2:7\b.*RangeError: not today/s,
  ],
  ['throws-null.mjs', 'throw null;\nexport default () => 1;\n', /threw null/],
  ['exits.mjs', 'process.exit(0);\nexport default () => 1;\n', /its process ended with status 0 while it was imported/],
  ['aborts.mjs', 'process.abort();\nexport default () => 1;\n', /its process ended by SIGABRT/],
  [
    'kills.mjs',
    "process.kill(process.pid, 'SIGTERM');\nawait new Promise(() => setInterval(() => {}, 1e3));\nexport default () => 1;\n",
    /its process ended by SIGTERM/,
  ],
  [
    'never.mjs',
    'await new Promise(() => {});\nexport default () => 1;\n',
    /awaits?, at its top level, something that never comes/,
  ],
  [
    'refuses.mjs',
    "export default { run: () => 1, args: [-1], check: (n) => { if (n < 0) throw new RangeError('n is negative'); } };\n",
    /arguments make no sense: RangeError: n is negative/,
  ],
  [
    'no-traveller.mjs',
    'export default { run: () => 1, args: [() => 1] };\n',
    /arguments make no sense: DataCloneError: \(\) => 1 could not be cloned/,
  ],
  [
    'add-on.cjs',
    "module.exports = () => require('./broken.node');\nrequire('./broken.node');\n",
    /broken\.node.*(npm rebuild)/s,
  ],
  ['class.mjs', 'export default class Resize {\n  run() {}\n}\n', /default export is a class, and a class is no task/],
  [
    'unit-throws.mjs',
    "export default (n = 1) => {\n  throw new RangeError('not this one');\n};\n",
    /unit-throws\.mjs:2:9: "run" of unit 0 throws: RangeError: not this one\n.*"error_rate"/,
  ],
  [
    'setup-throws.mjs',
    "export default { setup() { throw new Error('no database'); }, run: () => 1 };\n",
    /"setup" throws: Error: no database/,
  ],
  [
    'throws-later.mjs',
    "export default () => new Promise(() => setTimeout(() => { throw new Error('by timer'); }, 5));\n",
    /"run" throws: Error: by timer/,
  ],
  ['wrong.mjs', 'export default { run: () => 1, verify: () => false };\n', /"verify" refused the result of unit 0/],
  [
    'no-way-home.mjs',
    'export default () => () => 1;\n',
    /result of unit 0 cannot leave its worker: DataCloneError.*Define "answer"/s,
  ],
  ['unit-exits.mjs', 'export default () => process.exit(7);\n', /its process ended with status 7 in unit 0/],
  ['unit-stalls.mjs', 'export default () => new Promise(() => {});\n', /ended with status 0 in unit 0.*promise/s],
  [
    'unit-hangs.mjs',
    'export default () => new Promise((done) => setTimeout(done, 1e9));\n',
    /unit 0 was still going on after 2 s\n.*--timeout 1h/,
  ],
];
/** Units have to end by then. */
const TIMEOUT = ['--timeout', '2'];

describe.concurrent.each(BROKEN)('%s', (file, text, message) => {
  // A module whose import never ends is given up after its deadline of 30 seconds.
  test('is refused with status 2 before anything is measured', async () => {
    const name = file.replace(/\.\w+$/, '');
    writeFiles(folder, { [`${name}/${file}`]: text, [`${name}/broken.node`]: 'not a library' });
    const cwd = join(folder, name);
    const flags = file === 'unit-hangs.mjs' ? TIMEOUT : [];
    const args = ['run', `./${file}`, '--workers', '0,1', '--iterations', '1', '--out', 'out', ...flags];
    const ended = await kneepoint(args, cwd);
    expectRefusal(ended, message);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

describe('a task that is not there', () => {
  test.each([
    ['./gone.ts', /gone\.ts" does not exist/],
    ['sotr', /unknown task "sotr".*did you mean "sort"/s],
    ['.', /./],
  ])('%s is refused', async (task, message) => {
    expectRefusal(await kneepoint(['run', task, '--out', 'none'], folder), message);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('arguments that a built-in refuses are told with its own words', async () => {
    const ended = await kneepoint(['run', 'sort', '--task-args', '["many"]', '--out', 'none'], folder);
    expectRefusal(ended, /arguments make no sense: .*many/s);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('hostile text in a message stays text', async () => {
    const esc = '\u001b';
    writeFiles(folder, {
      'hostile.mjs': `throw new Error('${esc}[2J\\u001b]0;title\\u0007\\u202e');\nexport default 1;\n`,
    });
    const ended = await kneepoint(['run', './hostile.mjs', '--out', 'none'], folder);
    expectRefusal(ended, /\[2J/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(ended.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });
});

function expectRefusal({ status, stdout, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/this is a bug in kneepoint/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
}
