/** `--export-hyperfine FILE`, of a run and of one that was made before. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();
const RUN = ['run', '--workers', '1,2', '--iterations', '2', '--warmup', '0', '-q'];

test('has the runs of each worker count as they were measured; report makes the same of the journal', async () => {
  const args = [...RUN, '--out', 'out', '--export-hyperfine', 'runs.json', '--', 'echo', '{workers}', 'a b'];
  const { status, stderr } = await kneepoint(args, folder);
  expect(status, stderr).toBe(0);
  const text = readFileSync(join(folder, 'runs.json'), 'utf8');
  const { results } = JSON.parse(text);
  const { trials } = await readRun(join(folder, 'out'));
  const wall = (workers: number) =>
    trials
      .filter(({ cellId }) => cellId.endsWith(`_${workers}`))
      .toSorted((a, b) => a.round - b.round)
      .map(({ measurement }) => measurement?.command?.runs[0]?.wallSeconds);
  expect(results).toMatchObject([
    { command: "echo 1 'a b'", parameters: { workers: '1' }, times: wall(1), exit_codes: [0, 0] },
    { command: "echo 2 'a b'", parameters: { workers: '2' }, times: wall(2), exit_codes: [0, 0] },
  ]);
  const [run] = readdirSync(join(folder, 'out')).filter((name) => !name.endsWith('.csv'));
  const again = await kneepoint(['report', `out/${run}`, '-q', '--export-hyperfine', 'again.json'], folder);
  expect(again.status, again.stderr).toBe(0);
  expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(text);
  expect(readdirSync(join(folder, 'out', run as string))).toContain('rounds.csv');
});

test.each([
  [['./task.mjs'], 'runs.json', 'what is measured is a task, and no command'],
  [['--', 'echo', '{workers}'], 'none/runs.json', 'there is no folder "none"'],
  [['--', 'echo', '{workers}'], '.', '"." is a folder'],
])('%s to %s is refused before anything is measured', async (what, file, message) => {
  writeFiles(folder, { 'task.mjs': 'export default () => 1;\n' });
  const { status, stderr } = await kneepoint([...RUN, '--out', 'no', '--export-hyperfine', file, ...what], folder);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
  expect(existsSync(join(folder, 'no'))).toBe(false);
});
