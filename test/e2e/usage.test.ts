/** The command line used wrongly, and its help: what is told, and the exit status. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, MAIN, NODE, ownFolder, start, writeFiles } from '../support/cli.js';

const folder = ownFolder();

const COMMANDS = [
  'run',
  'serve',
  'list',
  'resume',
  'report',
  'init',
  'check',
  'doctor',
  'completion',
  'compare',
  'size',
  'history',
  'help',
];

beforeAll(async () => {
  const law = { cpus: 8, lambda: 100, sigma: 0.1, kappa: 0.02, noise: 0.05 };
  const study = { executors: ['simulated'], simulated: law, workers: [0, 1, 2], iterations: 5, out: 'results' };
  writeFiles(folder, {
    'notes.txt': 'no run\n',
    'study.json': JSON.stringify(study),
    'words.json': '{"task": "sum", "task_args": ["x"]}',
    'prices.json': '{"instances": {"small": {"per_hour": 0.1}}}',
    'empty/notes.txt': '',
    'unknown.json': '{"zzz": 1, "task": "sum", "limits": {"qqq": 1}}',
  });
  expect((await kneepoint(['--config', 'study.json', '--instance', 'small', '-q'], folder)).status).toBe(0);
});

/** The folder of the only run. */
function run(): string {
  const [name = ''] = readdirSync(join(folder, 'results')).filter((each) => !each.endsWith('.csv'));
  return join('results', name);
}

const NO_RUN = 'give its folder, its journal or its CSV';

describe('is told with its place and its cure, and ends in 2', () => {
  test.each<[args: readonly string[], told: string]>([
    [['resume', 'nowhere'], `error: <dir>: there is no run at "nowhere"; ${NO_RUN}\n`],
    [['resume', 'empty'], `error: <dir>: there is no run at "empty"; ${NO_RUN}\n`],
    [['resume', 'notes.txt'], `error: <dir>: there is no run at "notes.txt"; ${NO_RUN}\n`],
    [['report', 'results'], `error: <dir>: there is no run at "results"; ${NO_RUN}\n`],
    [['report', 'notes.txt'], `error: <dir>: there is no run at "notes.txt"; ${NO_RUN}\n`],
    [['run', '--resume', 'nowhere'], `error: --resume: there is no run at "nowhere"; ${NO_RUN}\n`],
    [['run', 'sum', '--force'], 'error: --force: it needs a run to continue; add --resume DIR, or leave it out\n'],
    [['run', 'sum', '--salvage'], 'error: --salvage: it needs a run to continue; add --resume DIR, or leave it out\n'],
    [
      ['run', '--resume', 'results', '--fail-on', 'p99:5%'],
      'error: --fail-on: a resumed run is not compared; when the run is done, use kneepoint compare DIR --fail-on\n',
    ],
    [['reprot', 'results'], 'error: <task>: there is no command or task "reprot"; did you mean "kneepoint report"?\n'],
    [
      ['run', '--', 'no-such-program', 'run', '--maxWorkers={workers}', '--config'],
      'error: --: there is no program "no-such-program" on the PATH\n',
    ],
    [
      ['run', '--', 'make', '-j{wrokers}'],
      'error: --: unknown placeholder {wrokers}: did you mean {workers}? ({{wrokers}} stands for the text itself)\n',
    ],
    [['sum', '--quick', '--', 'true'], 'error: --: a command and a task are given: "sum"\n'],
    [['run', '--quick', '--'], 'error: --: expected a command; give one: -- make -j{workers}\n'],
    [['compare', 'a', '--', 'b'], 'error: --: kneepoint compare takes no command; only run, serve and check do\n'],
    [
      ['run', 'sum', '--limits', '{"p99_ms": 50}', '--p99', '50'],
      'error: --p99: --limits is given, too; say it in one of the two ways\n',
    ],
    [
      ['--config', 'unknown.json', '--rate', '5'],
      'error: unknown.json:1:2: unknown key "zzz"; docs/config.md lists every key\nunknown.json:1:38: unknown key "qqq" in limits; known: p50_ms, p99_ms, rss_mb, error_rate, labels\n--rate: duration: expected a number above 0, at most 2000000 (seconds), found nothing; add --duration <time>\n',
    ],
    [['init', 'notes.txt'], 'error: [dir]: notes.txt: it is not a folder; name another folder\n'],
    [
      ['--config', 'unknown.json'],
      'error: unknown.json:1:2: unknown key "zzz"; docs/config.md lists every key\nunknown.json:1:38: unknown key "qqq" in limits; known: p50_ms, p99_ms, rss_mb, error_rate, labels\n',
    ],
    [['histroy'], 'error: <task>: there is no command or task "histroy"; did you mean "kneepoint history"?\n'],
    [['run', 'sort', '--task', 'multi'], 'error: <task>: two tasks are given: "sort" and, with --task, "multi"\n'],
    [
      ['run', 'sum', 'sort'],
      'error: --task-args: its arguments make no sense: RangeError: upper bound must be a whole number from 0 to 2147483646, not \'sort\'\n  Fix them: "task_args", --task-args, or what follows the task on the command line.\n',
    ],
    [
      ['run', 'sum', '5', '--task-args', '[5]'],
      'error: --task-args: the arguments also follow the task; say them in one of the two ways\n',
    ],
    [
      ['run', 'sum', '--cpu-affinity', 'compact'],
      'error: --cpu-affinity: expected JSON, found "compact"; write --pin compact\n',
    ],
    [
      ['--config', 'words.json'],
      'error: words.json:1:30: its arguments make no sense: RangeError: upper bound must be a whole number from 0 to 2147483646, not \'x\'\n  Fix them: "task_args", --task-args, or what follows the task on the command line.\n',
    ],
  ])('%j', async (args, told) => {
    const { status, stdout, stderr } = await kneepoint(args, folder);
    expect([status, stdout, stderr]).toEqual([2, '', told]);
  });

  test('a task that is nearly named is still taken for a task', async () => {
    const { status, stderr } = await kneepoint(['srot'], folder);
    expect([status, stderr]).toEqual([2, 'error: <task>: unknown task "srot"; did you mean "sort"?\n']);
  });

  test.each<[flags: readonly string[], told: string]>([
    [['--error-rate', '5'], '--error-rate: expected a share from 0 to 1, found "5"'],
    [['--p99', '-1'], '--p99: expected a number above 0, found "-1"'],
    [['--p50', '0'], '--p50: expected a number above 0, found "0"'],
    [['--rate', '0'], '--rate: expected a number above 0, found "0"'],
    [['--max-errors', '5'], '--max-errors: expected a share from 0 to 1, found "5"'],
    [['--max-rss', '0'], '--max-rss: expected a number above 0, found "0"'],
    [['--rss-mb', 'x'], '--rss-mb: expected a number above 0, found "x"'],
    [['--headroom', '100%'], '--headroom: expected percent from 0 to below 100, found "100%"'],
  ])('size %j', async (flags, told) => {
    const rate = flags[0] === '--rate' ? [] : ['--rate', '10'];
    const args = ['size', run(), '--prices', 'prices.json', ...rate, ...flags];
    const { status, stdout, stderr } = await kneepoint(args, folder);
    expect([status, stdout, stderr]).toEqual([2, '', `error: ${told}\n`]);
  });
});

test('a study can be said in flags alone', async () => {
  const law = '{"cpus": 8, "lambda": 100, "sigma": 0.1, "kappa": 0.02}';
  const study = ['--executors', 'simulated', '--simulated', law, '--workers', '1,2', '--probes', 'cpu,memory'];
  const load = ['--rate', '50,100', '--arrivals', 'uniform', '--duration', '2s', '--p99', '50', '--max-errors', '1%'];
  const { status, stdout, stderr } = await kneepoint([...study, ...load, '--out', 'flags', '--json'], folder);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  expect(JSON.parse(stdout).study).toMatchObject({
    load: { kind: 'rate', perSecond: [50, 100], durationSeconds: 2, arrivals: 'uniform' },
    limits: { p50Ms: null, p99Ms: 50, rssMb: null, errorRate: 0.01 },
    probes: ['cpu', 'memory'],
  });
});

describe('simulated figures say so', () => {
  test('in a sizing and in a comparison, before anything else', async () => {
    const sized = await kneepoint(['size', run(), '--prices', 'prices.json', '--rate', '10'], folder);
    expect(sized.stdout).toContain('warning: SIMULATED: the figures of small come from a planted law');
    const compared = await kneepoint(['compare', run(), run()], folder);
    expect(compared.stdout).toContain('warning: SIMULATED: figures come from a planted law; nothing was measured');
    const markdown = await kneepoint(['compare', run(), run(), '--markdown'], folder);
    expect(markdown.stdout).toContain('SIMULATED');
    expect((await kneepoint(['history', 'results'], folder)).stdout).toContain('SIMULATED');
  });
});

describe('a comparison', () => {
  test.each<[flags: readonly string[], told: string]>([
    [['--json', '--markdown'], '--markdown: there is --json already; only one output is printed'],
    [['--format', 'bmf', '--json'], '--format: there is --json already; only one output is printed'],
    [
      ['--warning', '30%', '--critical', '10%'],
      '--critical: expected at least the 30 % of --warning, found 10 %; a critical change must be at least a warning',
    ],
    [
      ['--critical', '5'],
      '--critical: expected at least the 10 % of --warning, found 5 %; a critical change must be at least a warning',
    ],
  ])('%j is refused', async (flags, told) => {
    const { status, stdout, stderr } = await kneepoint(['compare', run(), run(), ...flags], folder);
    expect([status, stdout, stderr]).toEqual([2, '', `error: ${told}\n`]);
  });

  test('explains its stars where it has any', async () => {
    const { stdout } = await kneepoint(['compare', run(), run()], folder);
    expect(stdout).not.toContain('*');
    const law = { cpus: 8, lambda: 50, sigma: 0.1, kappa: 0.02, noise: 0.05 };
    const slow = { executors: ['simulated'], simulated: law, workers: [0, 1, 2], iterations: 5, out: 'slow' };
    writeFiles(folder, { 'slow.json': JSON.stringify(slow) });
    expect((await kneepoint(['--config', 'slow.json', '-q'], folder)).status).toBe(0);
    const [name = ''] = readdirSync(join(folder, 'slow')).filter((each) => !each.endsWith('.csv'));
    const worse = await kneepoint(['compare', run(), join('slow', name)], folder);
    expect(worse.stdout).toContain('A time with a *');
  });
});

describe('a history that nothing fits', () => {
  test.each<[flags: readonly string[], told: string]>([
    [['--workers', '99'], 'worker counts with runs: "0, 1, 2"'],
    [['--task', 'sort'], 'tasks with runs: "simulated"'],
    [['--executor', 'threads'], 'executors with runs: "simulated"'],
  ])('%j tells what there is', async (flags, told) => {
    const { status, stderr } = await kneepoint(['history', 'results', ...flags], folder);
    expect(status).toBe(2);
    expect(stderr).toContain(told);
  });
});

describe('help', () => {
  test('of every command fits 80 columns and has an example', async () => {
    for (const args of [['--help'], ...COMMANDS.map((name) => [name, '--help'])]) {
      const { status, stdout } = await kneepoint(args, folder);
      expect([args, status]).toEqual([args, 0]);
      expect([args, stdout.split('\n').filter((line) => line.length > 80)]).toEqual([args, []]);
      expect(stdout).toContain(args[0] === 'help' ? 'Usage:' : 'Examples:');
    }
  });

  test('of a run begins with the keys that everyone needs', async () => {
    const { stdout } = await kneepoint(['run', '--help'], folder);
    const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
    const first = ['task', 'task-args', 'task-count', 'workers', 'iterations', 'executors', 'limits', 'out'];
    expect(flags.slice(0, 8)).toEqual(first.map((name) => `--${name}`));
  });

  test('of a run has the flags of limits and of loads under headings of their own', async () => {
    const { stdout } = await kneepoint(['run', '--help'], folder);
    const under = (heading: string) => new RegExp(`^${heading}:\\n((?: .*\\n)+)`, 'm').exec(stdout)?.[1] ?? '';
    const flags = (text: string) => [...text.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag]) => flag);
    expect(flags(under('Limits'))).toEqual(['--p50', '--p99', '--max-rss', '--max-errors']);
    expect(flags(under('Load'))).toEqual(['--duration', '--window', '--window-warmup', '--rate', '--arrivals']);
  });

  test('an unknown flag of a run is answered with the nearest', async () => {
    const { status, stderr } = await kneepoint(['run', 'sum', '--max-rs', '5'], folder);
    expect([status, stderr.split('\n')[1]]).toEqual([2, '(Did you mean --max-rss?)']);
  });

  test('names every command', async () => {
    const { stdout } = await kneepoint(['--help'], folder);
    const [, list = ''] = stdout.split('Commands:');
    expect([...list.matchAll(/^ {2}(\w+) /gm)].map((found) => found[1]).toSorted()).toEqual(COMMANDS.toSorted());
  });

  test('an unknown flag is answered with the help of its own command', async () => {
    const { status, stderr } = await kneepoint(['compare', '--jsno'], folder);
    expect([status, stderr]).toEqual([
      2,
      "error: unknown option '--jsno'\n(Did you mean --json?)\n(kneepoint compare --help lists the options)\n",
    ]);
  });

  test('of a command that is not there is refused', async () => {
    const { status, stdout, stderr } = await kneepoint(['help', 'nothing'], folder);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain("'nothing'");
    expect((await kneepoint(['help', 'size'], folder)).stdout).toContain('kneepoint size [options]');
  });
});

test('a checkout that is not built says how to build it', async () => {
  writeFiles(folder, { 'checkout/package.json': '{"type":"module"}', 'checkout/main.js': readFileSync(MAIN) });
  const { status, stderr } = await start(NODE, [join(folder, 'checkout', 'main.js'), '--version'], folder).ended;
  expect([status, stderr]).toEqual([70, expect.stringContaining('not built yet. Run "npm ci"')]);
});
