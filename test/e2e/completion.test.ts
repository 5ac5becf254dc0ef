/** Shell completion, in the shells themselves: a user's Tab, or what it calls. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, start, writeFiles } from '../support/cli.js';

const folder = ownFolder();
const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Where a shell is not installed, its tests are skipped; the project's own checks install all three. */
const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

beforeAll(async () => {
  writeFiles(folder, { 'my-task.ts': '', 'a-folder/inside.txt': '' });
  for (const shell of SHELLS) {
    const { status, stdout, stderr } = await kneepoint(['completion', shell], folder);
    expect([status, stderr]).toEqual([0, '']);
    writeFiles(folder, { [`script.${shell}`]: stdout });
  }
});

async function shell(name: string, code: string): Promise<readonly string[]> {
  const { stdout, stderr } = await start(
    name,
    [...(name === 'bash' ? ['--norc'] : name === 'zsh' ? ['-f'] : ['--no-config']), '-c', code],
    folder,
  ).ended;
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The words that bash offers after a line: readline's variables are set as it sets them. */
function bash(line: string): Promise<readonly string[]> {
  const words = line.split(' ');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  return shell(
    'bash',
    `source script.bash; COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}
    complete -p kneepoint >/dev/null && _kneepoint && printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
}

/** The words that fish offers. */
async function fish(line: string): Promise<readonly string[]> {
  const lines = await shell('fish', `source script.fish; complete -C '${line}'`);
  return lines.map((each) => each.split('\t')[0] as string);
}

/**
 * What an interactive zsh shows after two Tabs: completion runs only in its line editor, so in a terminal of
 * its own. The line editor takes keys in order, so that the word after the Tabs ends what they showed.
 */
async function zsh(line: string): Promise<string> {
  const shown = await shell(
    'zsh',
    `zmodload zsh/zpty
    zpty inner zsh -f -i
    zpty -w inner "autoload -Uz compinit; compinit -u -D; LISTMAX=1000; source script.zsh; PS1='at''hand> '"
    zpty -r -m inner before '*athand> *'
    zpty -w -n inner '${line}'$'\\t'$'\\t'
    zpty -w inner $'\\x15'"echo thro''ugh"
    zpty -r -m inner shown '*through*'
    zpty -d inner
    print -r -- "$shown"`,
  );
  return shown.join('\n');
}

describe.skipIf(!has('bash'))('bash', () => {
  test.each<[line: string, offers: readonly string[]]>([
    ['kneepoint compl', ['completion']],
    ['kneepoint run so', ['sort']],
    ['kneepoint run ./my', ['./my-task.ts']],
    ['kneepoint so', ['sort']],
    ['kneepoint run sort --task-c', ['--task-count']],
    ['kneepoint run sort --dispatch ', ['pool', 'self']],
    ['kneepoint run sort --dispatch = s', ['self']],
    ['kneepoint run sort --plan-order l', ['listed']],
    ['kneepoint run sort --executors threads,pro', ['threads,processes']],
    ['kneepoint run sort --arrivals ', ['poisson', 'uniform']],
    ['kneepoint run sort --pin c', ['compact']],
    ['kneepoint run sort --profile cpu,h', ['cpu,heap']],
    ['kneepoint run --out a-f', ['a-folder']],
    ['kneepoint check --config my', ['my-task.ts']],
    ['kneepoint completion ', ['bash', 'zsh', 'fish']],
    ['kneepoint --vers', ['--version']],
    ['kneepoint list --', ['--json', '--help']],
  ])('%s', async (line, offers) => {
    expect(await bash(line)).toEqual(offers);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each<[line: string, offers: readonly string[]]>([
    ['kneepoint compl', ['completion']],
    ['kneepoint run sor', ['sort']],
    ['kneepoint run sort --task-c', ['--task-count']],
    ['kneepoint run sort --dispatch ', ['pool', 'self']],
    ['kneepoint completion ', ['bash', 'fish', 'zsh']],
    ['kneepoint list --js', ['--json']],
  ])('%s', async (line, offers) => {
    expect((await fish(line)).toSorted()).toEqual(offers.toSorted());
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test.each<[line: string, shows: readonly (string | RegExp)[]]>([
    ['kneepoint compl', [/completion/]],
    ['kneepoint run sort --disp', [/--dispatch/]],
    ['kneepoint run sort --plan-order ', [/random/, /listed/]],
    ['kneepoint completion ', [/bash/, /zsh/, /fish/]],
    ['kneepoint run so', [/sort/]],
  ])('%s', async (line, shows) => {
    const shown = await zsh(line);
    for (const word of shows) expect(shown).toMatch(word);
  });
});

test('every command and flag of --help is offered', async () => {
  const { stdout } = await kneepoint(['run', '--help'], folder);
  const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map((found) => found[1]);
  expect(flags.length).toBeGreaterThan(25);
  expect(await bash('kneepoint run --')).toEqual(expect.arrayContaining(flags));
});

test('a shell that there is no script for is refused', async () => {
  const { status, stderr } = await kneepoint(['completion', 'tcsh'], folder);
  expect(status).toBe(2);
  expect(stderr).toMatch(/bash, zsh, fish/);
});

test('the scripts hold no error that their shells see', async () => {
  for (const name of SHELLS.filter(has)) {
    const { status, stderr } = await start(name, ['-n', join(folder, `script.${name}`)], folder).ended;
    expect([name, status, stderr]).toEqual([name, 0, '']);
  }
});
