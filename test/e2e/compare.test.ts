/** `kneepoint compare` as a user and a pipeline call it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

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
    laws: configOf(100, 5, {
      simulated: [90, 100].map((lambda) => ({
        name: `l${lambda}`,
        cpus: 8,
        lambda,
        sigma: 0.05,
        kappa: 0.001,
        noise: 0.05,
      })),
    }),
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
    expect(stdout).toMatch(/^Head is \d[\d.]* % slower than base(: warning)?\nThroughput -/);
    expect(stderr).toMatch(/^fails --fail-on throughput:5%: worse/);
  });

  test('the same code is no change and status 0, by folder, journal or CSV', async () => {
    const paths = [`${runIn('base')}/journal.jsonl`, `${runIn('again')}.csv`];
    const { status, stdout, stderr } = await kneepoint(['compare', ...paths, '--fail-on', 'throughput:1%'], folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('No change is shown between base and head\n');
  });

  test('two laws of one run are no versions of one another', async () => {
    const { status, stderr } = await kneepoint(['compare', runIn('laws')], folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(/one run is compared only if it holds two versions \(run --ab\); give two/);
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
    [['compare'], /no runs given/],
    [['compare', 'nowhere', 'base'], /BASE: there is no run at "nowhere"/],
    [['compare', 'base.json', 'slow', '--fail-on', 'speed:5%'], /--fail-on: expected a rule such as throughput:5%/],
    [['compare', 'a', 'b', '--format', 'xml'], /--format: there is no format "xml"/],
    [['compare', 'a', 'b', 'c'], /expected two sides, found 3/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, stderr } = await kneepoint(args, folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('run --ab', () => {
  test('measures two versions in the same rounds, and compares them in pairs', async () => {
    writeFiles(folder, {
      'old/sum.mjs': 'export default () => { let s = 0; for (let i = 0; i < 1e5; i++) s += i; return s; };',
      'new/sum.mjs': 'export default () => { let s = 1; for (let i = 0; i < 1e5; i++) s += i; return s; };',
    });
    const flags = '--workers 0,1 --iterations 2 --task-count 4 --warmup 0 --instance box --out ab'.split(' ');
    const args = ['run', '--ab', './old/sum.mjs', './new/sum.mjs', ...flags, '--fail-on', 'throughput:50%'];
    const { status, stdout, stderr } = await kneepoint(args, folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^No verdict: too few rounds to show a change/);
    expect(stdout).toContain('Their results differ in 4 of 4 trials: they may not do the same work.');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ab\/sum-base-_vs_sum-head-__\S+\.csv$/);
    expect(stderr).toContain('note: --fail-on throughput:50% could not be judged');
    const { folder: run, report, trials, study } = await readRun(join(folder, 'ab'));
    expect(study.study.ab).toBe(true);
    expect(report.provenance.instance).toBe('box');
    expect(trials.map(({ round }) => round)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    const compared = await kneepoint(['compare', run, '--json'], folder);
    expect(JSON.parse(compared.stdout)).toMatchObject({ paired: true, head: { task: 'sum (head)' } });
  });

  test.each([
    [['run', '--ab', './old/sum.mjs'], /--ab: expected two tasks or two commands, each a text of its own, found 1/],
    [['run', 'sort', '--ab', 'sum', 'io'], /--ab: takes the place of the task/],
    [['run', '--ab', 'sum', './none.ts'], /--ab: the task's module .*none\.ts" does not exist/],
    [
      ['run', '--config', 'base.json', '--ab', 'sum', 'io'],
      /--ab: two tasks are given, but the executor is "simulated"/,
    ],
    [['run', 'sum', '--fail-on', 'throughput:5%'], /--fail-on: there is nothing to compare with/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, stderr } = await kneepoint(args, folder);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

describe('history', () => {
  test('lists the runs of a folder, also as JSON', async () => {
    const { status, stdout } = await kneepoint(['history', 'base', '--json'], folder);
    expect(status).toBe(0);
    const [history, ...others] = JSON.parse(stdout);
    expect(others).toEqual([]);
    expect(history).toMatchObject({ task: 'law', executor: 'simulated', searched: false, machine: 'simulated' });
    expect(history.points).toHaveLength(1);
    expect((await kneepoint(['history', 'base'], folder)).stdout).toContain('1 run: a step needs at least 8');
    const above = JSON.parse((await kneepoint(['history', '..', '--json'], join(folder, 'base'))).stdout);
    expect(
      above.flatMap(({ points }: { points: { folder: string }[] }) => points.map(({ folder: run }) => run)),
    ).toContain(join('base', history.points[0].folder));
  });

  test.each([
    [['history', 'nowhere'], /"nowhere" is not a readable folder/],
    [['history', 'base', '--task', 'zip'], /no run in "base" fits; tasks with runs: "law"/],
    [['history', 'base', '--workers', 'many'], /--workers: expected a worker count, found "many"/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, stderr } = await kneepoint(args, folder);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});
