/** Runs that an earlier version left: every command that reads a journal takes them, and resume goes on with them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, writeFiles } from '../support/cli.js';

const journal = (name: string) => readFileSync(new URL(`../store/journals/${name}.jsonl`, import.meta.url));
const folder = ownFolder();
for (const name of ['1-adaptive', '2-adaptive', '1-ab', '2-ab', '1-search-cut', '2-search-cut'])
  writeFiles(folder, { [`runs/${name}/journal.jsonl`]: journal(name) });
writeFiles(folder, { 'prices.json': '{"instances": {"a": {"per_hour": 1}}}' });

test.each(['1-adaptive', '2-adaptive', '1-ab', '2-ab'])('report writes the outputs of %s again', async (name) => {
  const { status, stderr } = await kneepoint(['report', `runs/${name}`], folder);
  expect([status, stderr]).toEqual([0, '']);
  expect(readdirSync(join(folder, 'runs', name))).toEqual(expect.arrayContaining(['report.json', 'report.html']));
});

test('compare takes a run of each version, and both versions of a run', async () => {
  const across = await kneepoint(['compare', 'runs/1-adaptive', 'runs/2-adaptive', '--json'], folder);
  expect(across.status).toBe(0);
  const { changes, curves } = JSON.parse(across.stdout);
  expect(changes.map(({ ratio }: { ratio: { value: number } }) => ratio.value)).toEqual(changes.map(() => 1));
  expect(curves.map(({ way }: { way: string }) => way)).toEqual(['0/simulated']);
  for (const name of ['1-ab', '2-ab']) {
    const { status, stdout } = await kneepoint(['compare', `runs/${name}`, '--json'], folder);
    expect([status, JSON.parse(stdout).paired]).toEqual([0, true]);
  }
});

test('size and history count runs of both versions together', async () => {
  const runs = ['runs/1-adaptive', 'runs/2-adaptive'];
  const size = await kneepoint(['size', ...runs, '--prices', 'prices.json', '--rate', '50', '--json'], folder);
  expect([size.status, size.stderr]).toEqual([0, '']);
  expect(JSON.parse(size.stdout).options).toHaveLength(4);
  const history = await kneepoint(['history', 'runs', '--task', 'elastic', '--json'], folder);
  expect(history.status).toBe(0);
  expect(JSON.parse(history.stdout).map(({ points }: { points: unknown[] }) => points.length)).toEqual([2]);
});

test.each(['1-search-cut', '2-search-cut'])('resume goes on with %s where it was cut', async (name) => {
  const path = join(folder, 'runs', name, 'journal.jsonl');
  const before = readFileSync(path);
  // Another machine than the one that measured: --force.
  const { status, stdout } = await kneepoint(['resume', `runs/${name}`, '--force', '--json', '-q'], folder);
  expect(status).toBe(0);
  expect(readFileSync(path).subarray(0, before.length)).toEqual(before);
  const { status: isValid, findings, cells } = JSON.parse(stdout);
  expect(isValid).toBe('valid');
  expect(findings.map(({ code }: { code: string }) => code)).toContain('max-rate');
  expect(new Set(cells.map((cell: { name: string }) => cell.name)).size).toBe(cells.length);
});
