/** `kneepoint compare` as a user and a pipeline call it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, writeFiles } from '../support/cli.js';

const folder = ownFolder();

function configOf(lambda: number, seed: number, more: object = {}): string {
  const simulated = { name: 'law', cpus: 8, lambda, sigma: 0.05, kappa: 0.001, noise: 0.05 };
  const study = { executors: ['simulated'], workers: [0, 1, 2, 4, 8], iterations: 10, task_count: 200, seed };
  return JSON.stringify({ ...study, simulated, ...more });
}

/** The run's folder in a folder of results, relative to the test's. */
const runIn = (out: string) => {
  const [run] = readdirSync(join(folder, out)).filter((name) => !name.includes('.'));
  return `${out}/${run}`;
};

beforeAll(async () => {
  const configs = {
    base: configOf(100, 1),
    again: configOf(100, 2),
    slow: configOf(90, 3),
    longer: configOf(100, 4, { task_count: 300 }),
  };
  writeFiles(folder, Object.fromEntries(Object.entries(configs).map(([name, text]) => [`${name}.json`, text])));
  await Promise.all(
    Object.keys(configs).map((name) => kneepoint(['run', '-q', '--config', `${name}.json`, '--out', name], folder)),
  );
});

describe('compare', () => {
  test('a planted slowdown of 10 % ends a pipeline with status 4, and the rule is named', async () => {
    const args = ['compare', runIn('base'), runIn('slow'), '--fail-on', 'throughput:5%'];
    const { status, stdout, stderr } = await kneepoint(args, folder);
    expect(status).toBe(4);
    expect(stdout).toMatch(/worse.*: law, simulated, over all worker counts: throughput -/);
    expect(stderr).toMatch(/^fails --fail-on throughput:5%: worse/);
  });

  test('the same code is no change and status 0, by folder, journal or CSV', async () => {
    const paths = [`${runIn('base')}/journal.jsonl`, `${runIn('again')}.csv`];
    const { status, stdout, stderr } = await kneepoint(['compare', ...paths, '--fail-on', 'throughput:1%'], folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('No change is shown.');
  });

  test('several runs of a side, and JSON', async () => {
    const args = ['compare', '--base', `${runIn('base')},${runIn('again')}`, '--head', runIn('slow'), '--json'];
    const { status, stdout } = await kneepoint(args, folder);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ base: { runs: 2, rounds: 20 }, head: { runs: 1 }, paired: false });
  });

  test('another load is refused with status 2, and compared with --force', async () => {
    const args = ['compare', runIn('base'), runIn('longer')];
    const refused = await kneepoint(args, folder);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/different load: .*200.* before, .*300.* after; --force/);
    expect((await kneepoint([...args, '--force'], folder)).stdout).toMatch(/warning: different load/);
  });

  test.each([
    [['compare'], /no run is given/],
    [['compare', 'nowhere', 'base'], /BASE: there is no run at "nowhere"/],
    [['compare', 'base.json', 'slow', '--fail-on', 'speed:5%'], /--fail-on: expected a rule such as throughput:5%/],
    [['compare', 'a', 'b', '--format', 'xml'], /--format: there is no format "xml"/],
    [['compare', 'a', 'b', 'c'], /two sides are compared, 3 are given/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, stderr } = await kneepoint(args, folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
