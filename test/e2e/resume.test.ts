/** A run that was cut, and goes on by the command line: with the same plan, and only as it began. */
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

const CONFIG = {
  executors: ['simulated'],
  simulated: { cpus: 8, lambda: 100, sigma: 0.1, kappa: 0.02, noise: 0.05 },
  workers: [0, 1, 2, 4],
  iterations: 6,
};
/** Credentials, and a text that looks as if some had been taken out. */
const ARGS = '["http://u:hunter2@h","***"]';
/** Arguments without credentials, so that the run can go on by its journal alone. */
const PLAIN = ['--task-args', '[1]', '--task-count', '3', '--workers', '0,1', '--warmup', '0', '--iterations', '2'];
const TASK = 'export default (size) => size + 1;\n';

/** The whole runs that the tests cut. */
beforeAll(async () => {
  writeFiles(folder, {
    'study.json': JSON.stringify(CONFIG),
    'other.json': JSON.stringify({ ...CONFIG, workers: [0, 1, 2, 8] }),
    'task.mjs': TASK,
  });
  const real = ['run', './task.mjs', '--task-args', ARGS, '--task-count', '3', '--workers', '0,1'];
  const runs = [
    kneepoint(['--config', 'study.json', '--out', 'whole', '-q'], folder),
    kneepoint([...real, '--warmup', '0', '--iterations', '2', '--out', 'real', '-q'], folder),
    kneepoint(['run', './task.mjs', ...PLAIN, '--out', 'plain', '-q'], folder),
  ];
  for (const { status, stderr } of await Promise.all(runs)) expect(status, stderr).toBe(0);
});

/** A copy of a run as it lay when it had so many lines (null for all), and `tail` behind them; gives its folder. */
function cut(from: string, name: string, lines: number | null, tail = ''): string {
  const [run] = readdirSync(join(folder, from)).filter((entry) => !entry.endsWith('.csv'));
  const text = readFileSync(join(folder, from, run as string, 'journal.jsonl'), 'utf8');
  const path = join(name, run as string);
  const kept = text.split('\n').slice(0, lines ?? -1);
  writeFiles(folder, { [join(path, 'journal.jsonl')]: `${kept.join('\n')}\n${tail}` });
  return path;
}

describe('kneepoint resume', () => {
  test('measures what is missing, and the result is the uninterrupted one', async () => {
    const run = cut('whole', 'cut', 11, '{"seq":11,"crc32":"00');
    const { status, stdout, stderr } = await kneepoint(['resume', run], folder);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/torn; its 21 bytes/);
    expect(stdout).toMatch(/resumed once, after\s+10 of 24 trials/);
    const [whole, resumed] = await Promise.all(['whole', 'cut'].map((out) => readRun(join(folder, out))));
    expect(resumed?.isWhole).toBe(true);
    expect(resumed?.report.cells).toEqual(whole?.report.cells);
    expect(resumed?.report.advice).toEqual(whole?.report.advice);
    expect(resumed?.csvText).toBe(whole?.csvText);
    expect(resumed?.report.status).toBe('valid');
    expect(resumed?.report.provenance.resumed).toEqual([
      { startedAt: expect.any(String), command: ['resume', run], changed: [], trialsBefore: 10 },
    ]);
    expect(resumed?.report.findings).toContainEqual(expect.objectContaining({ code: 'resumed', severity: 'info' }));
    expect(readdirSync(join(folder, run))).not.toContain('lock.json');
  });

  test('of a whole run makes its outputs again, and says that nothing is missing', async () => {
    const run = cut('whole', 'again', null);
    const before = readFileSync(join(folder, run, 'journal.jsonl'));
    const { status, stderr } = await kneepoint(['resume', `${run}.csv`], folder);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/Nothing is missing/);
    expect(readFileSync(join(folder, run, 'journal.jsonl'))).toEqual(before);
    expect(existsSync(join(folder, `${run}.csv`))).toBe(true);
  });

  test('of a damaged journal needs --salvage, and measures what was lost', async () => {
    const run = cut('whole', 'damaged', null);
    const path = join(folder, run, 'journal.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.map((line, i) => (i === 5 ? line.replace('completed', 'completeD') : line)).join('\n'));
    const refused = await kneepoint(['resume', run, '-q'], folder);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toMatch(/journal\.jsonl:6: .*--salvage/);
    expect((await kneepoint(['report', run, '-q'], folder)).status).toBe(5);
    const report = await kneepoint(['report', run, '-q', '--salvage'], folder);
    expect(report.status).toBe(3);
    expect(report.stderr).toMatch(/1 of its records is lost/);
    const salvaged = await kneepoint(['resume', run, '-q', '--salvage'], folder);
    expect(salvaged.status, salvaged.stderr).toBe(0);
    const [whole, resumed] = await Promise.all(['whole', 'damaged'].map((out) => readRun(join(folder, out))));
    expect(resumed?.report.cells).toEqual(whole?.report.cells);
    expect(readdirSync(join(folder, run))).toContain('journal.jsonl.damaged');
  });

  test('of a folder that another process writes to is refused', async () => {
    const run = cut('whole', 'used', 11);
    writeFiles(folder, { [join(run, 'lock.json')]: JSON.stringify({ pid: process.pid, started: null }) });
    for (const command of ['resume', 'report']) {
      const { status, stderr } = await kneepoint([command, run], folder);
      expect(status).toBe(5);
      expect(stderr).toMatch(new RegExp(`process ${process.pid} is writing there`));
    }
  });

  test('of what is no run is refused', async () => {
    const { status, stderr } = await kneepoint(['resume', 'nothing'], folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(/there is no run at "nothing"/);
  });
});

describe('kneepoint run --resume', () => {
  test('goes on with the same config, and refuses another with what differs', async () => {
    const run = cut('whole', 'given', 11);
    const other = await kneepoint(['--config', 'other.json', '--resume', run, '-q'], folder);
    expect(other.status).toBe(2);
    expect(other.stderr).toMatch(/the config's workers: was \[0,1,2,4\], is \[0,1,2,8\]/);
    const same = await kneepoint(['--config', 'study.json', '--resume', run, '-q'], folder);
    expect(same.status, same.stderr).toBe(0);
    expect((await kneepoint(['--config', 'other.json', '--resume', run, '-q'], folder)).status).toBe(2);
  });

  test('with --force keeps the run’s own plan, and the report tells what had changed', async () => {
    const run = cut('whole', 'forced', 11);
    const forced = await kneepoint(['--config', 'other.json', '--resume', run, '--force', '-q'], folder);
    expect(forced.status, forced.stderr).toBe(0);
    const { report, trials } = await readRun(join(folder, 'forced'));
    expect(report.study.workers).toEqual([0, 1, 2, 4]);
    expect(trials).toHaveLength(24);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'resumed', severity: 'warning', text: expect.stringContaining('workers: was') }),
    );
  });
});

describe('a run of a task', () => {
  const flags = ['./task.mjs', '--task-args', ARGS, '--task-count', '3', '--workers', '0,1'];
  const given = ['run', ...flags, '--warmup', '0', '--iterations', '2', '-q'];

  test('whose arguments held credentials needs them again, and has the same results', async () => {
    const run = cut('real', 'secret', 3);
    const refused = await kneepoint(['resume', run, '-q'], folder);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/credentials.*run --resume/s);
    // Force cannot bring them back.
    expect(refused.stderr).not.toContain('--force');
    const resumed = await kneepoint([...given, '--resume', run], folder);
    expect(resumed.status, resumed.stderr).toBe(0);
    const { trials, report } = await readRun(join(folder, 'secret'));
    expect(trials).toHaveLength(4);
    // Another argument would give another digest.
    expect(report.status).toBe('valid');
  });

  test('runs nothing of a folder from elsewhere before it is trusted, nor a module that has changed', async () => {
    const path = join(folder, cut('plain', 'foreign', 3));
    const journal = join(path, 'journal.jsonl');
    const leavesATrace = `import { writeFileSync } from 'node:fs';\nwriteFileSync('ran', '');\n${TASK}`;
    const before = readFileSync(join(folder, 'task.mjs'));
    writeFileSync(join(folder, 'task.mjs'), leavesATrace);
    const refused = await kneepoint(['resume', path, '-q'], folder);
    const changed = await kneepoint(['resume', path, '--trust', '-q'], folder);
    writeFileSync(join(folder, 'task.mjs'), before);
    expect([refused.status, changed.status]).toEqual([2, 2]);
    expect(refused.stderr).toMatch(
      /a copy, or comes from elsewhere.*\n {2}module ".*task\.mjs"\n.*--trust, or with the config/,
    );
    expect(changed.stderr).toMatch(/the module of the task "task": its text has changed/);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(readFileSync(journal, 'utf8').split('\n')).toHaveLength(4);
    const trusted = await kneepoint(['resume', path, '--trust', '-q'], folder);
    expect(trusted.status, trusted.stderr).toBe(0);
  });

  test('needs no trust in the folder in which it began, moved or not', async () => {
    const [run] = readdirSync(join(folder, 'plain')).filter((entry) => !entry.endsWith('.csv'));
    const journal = join(folder, 'moved', 'journal.jsonl');
    renameSync(join(folder, 'plain', run as string), join(folder, 'moved'));
    writeFileSync(journal, `${readFileSync(journal, 'utf8').split('\n').slice(0, 3).join('\n')}\n`);
    const { status, stderr } = await kneepoint(['resume', 'moved', '-q'], folder);
    expect(status, stderr).toBe(0);
  });

  test('is refused when its module has changed, and when machine or Node are others', async () => {
    const run = cut('real', 'changed', 3);
    copyFileSync(join(folder, 'task.mjs'), join(folder, 'task.old'));
    writeFileSync(join(folder, 'task.mjs'), `${TASK}// changed\n`);
    const module = await kneepoint([...given, '--resume', run], folder);
    copyFileSync(join(folder, 'task.old'), join(folder, 'task.mjs'));
    expect(module.status).toBe(2);
    expect(module.stderr).toMatch(/the module of the task "task": its text has changed/);
  });

  test('that was interrupted in a trial measures that one again', async () => {
    const run = cut('real', 'interrupted', 2);
    const path = join(folder, run, 'journal.jsonl');
    const { encodeLine } = await import('../../src/store/journal-lines.js');
    const { readJournal } = await import('../../src/store/read-journal.js');
    const { study, trials } = (await readJournal(path)).recording;
    const again = { ...trials[0], outcome: 'interrupted', measurement: null } as (typeof trials)[number];
    writeFileSync(path, Buffer.concat([encodeLine(0, study), encodeLine(1, again)]));
    const { status, stderr } = await kneepoint([...given, '--resume', run], folder);
    expect(status, stderr).toBe(0);
    const { report, trials: after } = await readRun(join(folder, 'interrupted'));
    expect(after.map(({ outcome }) => outcome)).toEqual(['interrupted', ...new Array(4).fill('completed')]);
    expect(report.status).toBe('valid');
  });
});
