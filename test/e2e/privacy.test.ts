/** What results must not tell: the environment, the host's name, credentials of the command line and of addresses. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kneepoint, MAIN, NODE, ownFolder, start, writeFiles } from '../support/cli.js';

const folder = ownFolder();

/** Fails as real clients do: with the address that they could not reach; and prints it. */
const TASK = `
  export default {
    args: ['', {}],
    run: ({ index }, address) => {
      if (index === 0) console.log('connecting to', address);
      if (index === 2) throw new Error('cannot reach ' + address);
    },
  };`;

const SECRETS = ['hunter2pass', 'hunter2token', 'hunter2env', 'hunter2member'];
const ARGS = JSON.stringify(['postgres://app:hunter2pass@db.example/x', { password: 'hunter2member', size: 3 }]);

/** Every file below a folder, with its text. */
function filesBelow(path: string): readonly (readonly [string, string])[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        [
          join(entry.parentPath ?? entry.path, entry.name),
          readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'latin1'),
        ] as const,
    );
}

const run = (out: string) => [
  'run',
  './client.mjs',
  ...['--task-args', ARGS, '--task-count', '4', '--workers', '0,1', '--iterations', '1', '--warmup', '0'],
  ...['--out', out],
];

test('no output holds a planted credential or an environment variable', async () => {
  writeFiles(folder, { 'client.mjs': TASK, '.npmrc': '' });
  const env = { MY_API_TOKEN: 'hunter2env', PLANTED_VARIABLE: 'hunter2env' };
  const { stdout, stderr } = await kneepoint(run('results'), folder, env);
  const files = filesBelow(join(folder, 'results'));
  expect(files.map(([path]) => path.replace(/.*\./, '')).sort()).toEqual(
    expect.arrayContaining(['csv', 'html', 'json', 'jsonl', 'md']),
  );
  for (const [path, text] of [...files, ['stdout', stdout] as const, ['stderr', stderr] as const]) {
    for (const secret of [...SECRETS, 'PLANTED_VARIABLE']) {
      if (text.includes(secret)) throw new Error(`${path} holds ${secret}`);
    }
  }
  const journal = files.find(([path]) => path.endsWith('.jsonl'))?.[1] ?? '';
  expect(journal).toContain('postgres://***@db.example/x');
  expect(journal).toContain('cannot reach postgres://***@');
  expect(journal).toContain('connecting to postgres://***@');
});

const canRename = spawnSync('unshare', ['--uts', 'true']).status === 0;

test('no output holds the host’s name', async () => {
  writeFiles(folder, { 'client.mjs': TASK });
  const planted = 'planted-host-4711';
  const name = canRename ? planted : hostname();
  const script = canRename ? `hostname ${planted}; exec "$@"` : 'exec "$@"';
  const before = canRename ? ['--uts', 'bash'] : [];
  const command = canRename ? 'unshare' : 'bash';
  const { stdout, stderr } = await start(
    command,
    [...before, '-c', script, 'bash', NODE, MAIN, ...run('named')],
    folder,
  ).ended;
  // A name of a few letters stands anywhere by chance.
  if (name.length < 8) return;
  for (const [path, text] of [
    ...filesBelow(join(folder, 'named')),
    ['stdout', stdout] as const,
    ['stderr', stderr] as const,
  ]) {
    if (text.includes(name)) throw new Error(`${path} holds the host's name`);
  }
});
