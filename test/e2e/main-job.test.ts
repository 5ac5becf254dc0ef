/** The main job, as a user's shell sees it: a config in, a table and files out. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ended, kneepoint, ownFolder, type RunFiles, readRun, writeFiles } from '../support/cli.js';
import { csvRows, parseCsv } from '../support/csv.js';

const folder = ownFolder();
const CONTRACT =
  'Name,Workers,Job details,Job count,Time: init,Time: work,Time: task avg,Time: total,Tasks per second,Speedup (vs sequential)';

const CONFIG = {
  iterations: 2,
  task: 'sort',
  task_args: [2000],
  task_count: 12,
  workers: [0, 1, 2],
  wait_time_after_runner: 0,
  wait_time_after_iteration: 0,
  gc_after_iteration: true,
};

describe('a small sort config', () => {
  let ended: Ended;
  let run: RunFiles;

  beforeAll(async () => {
    writeFiles(folder, { 'sort.json': JSON.stringify(CONFIG) });
    ended = await kneepoint(['--config', 'sort.json', '--out', 'first'], folder);
    run = await readRun(join(folder, 'first'));
  });

  test('ends with status 0', () => {
    expect(ended.stderr).not.toMatch(/error/i);
    expect(ended).toMatchObject({ status: 0, signal: null });
  });

  test('prints the table, and names the CSV on its last line', () => {
    for (const name of ['sequential', 'parallel_1', 'parallel_2']) expect(ended.stdout).toContain(name);
    const lines = ended.stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toBe(relative(folder, run.csv));
    expect(basename(run.csv)).toMatch(/^sort__\d{4}_\d\d_\d\d__\d\d_\d\d_\d\d\.csv$/);
  });

  test('tells its progress on standard error only', () => {
    expect(ended.stderr).toContain('parallel_2');
    expect(ended.stderr).toMatch(/round 1 of 2/);
    expect(ended.stdout).not.toMatch(/round 1 of 2/);
  });

  test('tells the plan and its time before the first trial, once, and the time that passed', () => {
    const lines = ended.stderr.split('\n');
    expect(lines.filter((line) => line.startsWith('plan: '))).toEqual([
      expect.stringMatching(/^plan: 3 cells, 2 rounds, 6 trials of \d+ units, about (\d+ min )?\d+ s$/),
    ]);
    const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
    expect(at(/^plan: /)).toBeLessThan(at(/^1 of 6: /));
    expect(ended.stderr).toMatch(/^round 1 of 2 done after (\d+ min )?\d+ s, about (\d+ min )?\d+ s left$/m);
  });

  test('keeps what others used of the machine before it', () => {
    expect(run.report.provenance.loadBefore).toEqual(run.study.provenance.loadBefore);
    expect(run.study.provenance.loadBefore?.seconds).toBeGreaterThan(0);
  });

  test('writes a CSV with the contract’s columns, a row for each worker count', () => {
    expect(run.csvText.split('\n')[0]?.startsWith(CONTRACT)).toBe(true);
    const widths = new Set(parseCsv(run.csvText).map((row) => row.length));
    expect(widths.size).toBe(1);
    const rows = csvRows(run.csvText);
    expect(rows.map((row) => row.Name)).toEqual(['sequential', 'parallel_1', 'parallel_2']);
    expect(rows.map((row) => row.Workers)).toEqual(['0', '1', '2']);
    expect(rows.every((row) => row['Job details'] === '2000' && row['Job count'] === '12')).toBe(true);
    expect(rows.every((row) => row.Completed === '2' && row.Failed === '0' && row.Lost === '0')).toBe(true);
  });

  test('averages over the rounds what the journal holds', () => {
    const rows = csvRows(run.csvText);
    for (const cell of run.study.plan.cells) {
      const row = rows.find(({ Name }) => Name === cell.name);
      const works = run.trials
        .filter(({ cellId }) => cellId === cell.id)
        .map(({ measurement }) => measurement?.workSeconds ?? Number.NaN);
      expect(works).toHaveLength(2);
      const mean = works.reduce((sum, work) => sum + work, 0) / 2;
      expect(Number(row?.['Time: work'])).toBe(Number(mean.toPrecision(6)));
    }
  });

  test('writes a report that begins with its status', () => {
    const text = readFileSync(join(run.folder, 'report.json'), 'utf8');
    expect(text).toMatch(/^\{\s*"status": "valid",/);
    expect(run.report.cells.map(({ name }) => name)).toEqual(['sequential', 'parallel_1', 'parallel_2']);
    expect(run.report.cells.every(({ outcomes, rounds }) => outcomes.completed === 2 && rounds === 2)).toBe(true);
    expect(run.report.findings.map(({ code }) => code)).not.toContain('wrong-result');
  });

  test('writes the contract’s files, and no other', () => {
    expect(readdirSync(run.folder)).toEqual(expect.arrayContaining(['journal.jsonl', 'report.json', 'report.md']));
    expect(readdirSync(join(folder, 'first')).sort()).toEqual([basename(run.folder), basename(run.csv)].sort());
  });

  test('journals every trial, whole, with the same results on every worker count', () => {
    expect(run.isWhole).toBe(true);
    expect(run.trials.map(({ outcome }) => outcome)).toEqual(new Array(6).fill('completed'));
    expect(run.trials.every(({ measurement }) => measurement?.unitsCompleted === 12)).toBe(true);
    expect(new Set(run.trials.map(({ measurement }) => JSON.stringify(measurement?.digest))).size).toBe(1);
    expect(run.trials[0]?.measurement?.digest).not.toBeNull();
  });

  test('its journal makes the same outputs again, byte for byte', async () => {
    const again = (await readRun(join(folder, 'first'))).csvText;
    const markdown = readFileSync(join(run.folder, 'report.md'), 'utf8');
    rmSync(run.csv);
    rmSync(join(run.folder, 'report.md'));
    const { status, stdout } = await kneepoint(['report', run.folder], folder);
    expect(status).toBe(0);
    expect(stdout).toBe(ended.stdout);
    expect(readFileSync(run.csv, 'utf8')).toBe(again);
    expect(readFileSync(join(run.folder, 'report.md'), 'utf8')).toBe(markdown);
    expect((await kneepoint(['report', run.csv, '--quiet'], folder)).stdout).toBe(`${relative(folder, run.csv)}\n`);
  });
});

describe('what is printed', () => {
  const flags = ['run', 'sum', '--task-args', '[1000]', '--task-count', '5', '--iterations', '1', '--workers', '0,1'];

  test('--json prints the report and nothing else', async () => {
    const { status, stdout } = await kneepoint([...flags, '--json', '--out', 'json'], folder);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual((await readRun(join(folder, 'json'))).report);
  });

  test('--quiet prints where the CSV is and nothing else', async () => {
    const { status, stdout, stderr } = await kneepoint([...flags, '--quiet', '--out', 'quiet'], folder);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toBe(`${relative(folder, (await readRun(join(folder, 'quiet'))).csv)}\n`);
  });
});

describe('results that cannot be written', () => {
  test('end with status 5 and say why', async () => {
    writeFiles(folder, { file: '' });
    const { status, stdout, stderr } = await kneepoint(
      ['run', 'sum', '--task-args', '[10]', '--workers', '0', '--out', 'file/below'],
      folder,
    );
    expect(status).toBe(5);
    expect(stderr).toContain('a part of the path is not a folder');
    expect(stdout).toBe('');
  });
});

describe('the simulated machine', () => {
  test('says SIMULATED in every output', async () => {
    const config = new URL('../../example_configs/scaling-laws.json', import.meta.url).pathname;
    const { status, stdout, stderr } = await kneepoint(['--config', config, '--out', 'laws'], folder);
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    const run = await readRun(join(folder, 'laws'));
    expect(run.report.simulated).toBe(true);
    expect(run.report.findings.map(({ code }) => code)).toContain('simulated');
    expect(stdout).toContain('SIMULATED');
    expect(csvRows(run.csvText).every(({ Note = '' }) => Note.includes('SIMULATED'))).toBe(true);
    for (const file of readdirSync(run.folder).filter((name) => /\.(md|html)$/.test(name))) {
      expect(readFileSync(join(run.folder, file), 'utf8'), file).toContain('SIMULATED');
    }
    expect(run.trials.every(({ measurement }) => measurement?.simulated === true)).toBe(true);
  });
});

test('a dry run shows the plan with its time, and leaves nothing', async () => {
  const args = ['run', 'sum', '1000', '--dry-run', '--workers', '0,2', '--iterations', '2', '--out', 'dry'];
  const { status, stdout } = await kneepoint(args, folder);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^ {2}threads: 2 workers$[\s\S]*^plan: 2 cells, 2 rounds, 4 trials of 100 units, about \d+ s$/m,
  );
  expect(existsSync(join(folder, 'dry'))).toBe(false);
});

test('what a task prints is kept beside the results and named, and much of it is told as a cost', async () => {
  const text = "export default (n = 1) => { for (let i = 0; i < 20; i++) console.log('says', i); return n; };\n";
  writeFiles(folder, { 'prints.mjs': text });
  const args = ['run', './prints.mjs', '--task-count', '5', '--workers', '0,2', '--iterations', '1', '--warmup', '0'];
  const { stdout } = await kneepoint([...args, '--out', 'printed'], folder);
  const { report } = await readRun(join(folder, 'printed'));
  const [, path = ''] = /^What the task printed: (.+)$/m.exec(stdout) ?? [];
  const printed = readFileSync(join(folder, path), 'utf8');
  expect(printed.match(/^── .* ──$/gm)?.toSorted()).toEqual(['── parallel_2, round 1 ──', '── sequential, round 1 ──']);
  expect(printed.match(/^says \d+$/gm)).toHaveLength(200);
  expect(report.findings).toContainEqual(
    expect.objectContaining({ code: 'task-prints', evidence: { lines: 200, units: 10, linesPerUnit: 20 } }),
  );
});
