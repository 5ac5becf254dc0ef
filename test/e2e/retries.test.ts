/** Trials that fail and run again when that is asked, by the command line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ended, kneepoint, ownFolder, type RunFiles, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();

// In its first trial it throws, in the second it ends its process, and then it goes well. The preflight runs
// no other unit than the first.
const FLAKY = `import { appendFileSync, existsSync, readFileSync } from 'node:fs';
export default { args: [''], run({ index }, marks) {
  const before = existsSync(marks) ? readFileSync(marks, 'utf8').length : 0;
  if (index !== 1 || before > 1) return index;
  appendFileSync(marks, 'x');
  if (before === 0) throw new Error('first');
  process.exit(7);
} };
`;
const ALWAYS = `export default { run({ index }) { if (index === 1) throw new Error('always'); return index; } };
`;
const SMALL = { task_count: 2, workers: [0], iterations: 2, warmup: 0, executors: ['threads'] };
const flaky = { ...SMALL, task: './flaky.mjs', retry_failed: 2 };

async function run(out: string, config: object): Promise<Ended & RunFiles> {
  writeFiles(folder, { [`${out}.json`]: JSON.stringify(config) });
  const ended = await kneepoint(['--config', `${out}.json`, '--out', out], folder);
  return { ...ended, ...(await readRun(join(folder, out))) };
}

// Serves 100 a second at most. The preflight sets it up first. A unit of its second trial throws, and one of
// the third ends its process.
const SERVER = `import { appendFileSync, readFileSync } from 'node:fs';
export default {
  args: [''],
  setup(_context, marks) { appendFileSync(marks, 'x'); return readFileSync(marks, 'utf8').length; },
  run({ index, state: trial }) {
    if (index === 5 && trial === 3) throw new Error('once');
    if (index === 5 && trial === 4) process.exit(7);
    return new Promise((done) => setTimeout(() => done(index), 10));
  },
};
`;

const attempts = ({ trials, study }: RunFiles) =>
  trials.map(({ cell, cellId, round, outcome }) => {
    const load = (cell ?? study.plan.cells.find(({ id }) => id === cellId))?.way.load;
    return `${load?.kind === 'rate' ? load.perSecond : 'no rate'} ${round} ${outcome}`;
  });

const outcomes = ({ trials }: RunFiles) => trials.map(({ round, outcome }) => `${round} ${outcome}`);

beforeAll(() => writeFiles(folder, { 'flaky.mjs': FLAKY, 'always.mjs': ALWAYS, 'server.mjs': SERVER }));

describe('retry_failed', () => {
  let whole: Ended & RunFiles;
  beforeAll(async () => {
    whole = await run('flaky', { ...flaky, task_args: [join(folder, 'marks')] });
  });

  test('a round counts with the attempt that completed: the result is valid, and what failed is told', () => {
    expect(whole.status, whole.stderr).toBe(0);
    expect(outcomes(whole)).toEqual(['0 failed', '0 lost', '0 completed', '1 completed']);
    const { status, cells, findings } = whole.report;
    expect(status).toBe('valid');
    expect(cells[0]).toMatchObject({ rounds: 2, outcomes: { completed: 2, failed: 1, lost: 1 } });
    const told = findings.find(({ code }) => code === 'trials-not-completed');
    expect(told).toMatchObject({ severity: 'warning', evidence: { trials: 4, retried: 2 } });
    expect(whole.stdout.replace(/\s+/g, ' ')).toContain('2 ran again');
  });

  test('progress counts a trial when it is through', () => {
    const counts = whole.stderr.match(/^\d+ of \d+: .*?(?=:)|runs again$|^round .* done/gm);
    expect(counts?.map((count) => count.replace(/: .*/, ''))).toEqual([
      '0 of 2',
      'runs again',
      '0 of 2',
      'runs again',
      '1 of 2',
      'round 1 of 2 done',
      '2 of 2',
      'round 2 of 2 done',
    ]);
  });

  test('a run that was cut between two attempts goes on with the next', async () => {
    const [name] = readdirSync(join(folder, 'flaky')).filter((entry) => !entry.endsWith('.csv'));
    const lines = readFileSync(join(folder, 'flaky', name as string, 'journal.jsonl'), 'utf8').split('\n');
    const cut = join('cut', name as string);
    writeFiles(folder, { [join(cut, 'journal.jsonl')]: `${lines.slice(0, 2).join('\n')}\n` });
    const { status, stderr } = await kneepoint(['resume', cut, '--trust'], folder);
    expect(status, stderr).toBe(0);
    const resumed = await readRun(join(folder, 'cut'));
    expect(outcomes(resumed)).toEqual(['0 failed', '0 completed', '1 completed']);
    expect(resumed.report.status).toBe('valid');
  });

  test('in a search for the highest rate a rate is judged by the attempt that completed', async () => {
    const load = { kind: 'rate', per_second: 50, duration: 0.5, arrivals: 'uniform' };
    const search = { ...flaky, task: './server.mjs', load, find_max_rate: true, iterations: 1 };
    const searched = await run('searched', { ...search, task_args: [join(folder, 'search-marks')] });
    expect(searched.status, searched.stderr).toBe(0);
    // The rates of the plan are well; the first that the search adds fails, is lost, and then goes well.
    expect(attempts(searched).slice(0, 4)).toEqual(['50 0 completed', '100 0 failed', '100 0 lost', '100 0 completed']);
    const { evidence } = searched.report.findings.find(({ code }) => code === 'max-rate') ?? {};
    expect(evidence?.sustainedPerSecond).toBeGreaterThanOrEqual(50);
    expect(searched.report.cells.find(({ name }) => name === 'sequential@100/s')).toMatchObject({
      rounds: 1,
      outcomes: { completed: 1, failed: 1, lost: 1 },
    });
  });

  test('what fails every time is recorded every time, and the status says so', async () => {
    const failed = await run('always', { ...SMALL, task: './always.mjs', iterations: 1, retry_failed: 1 });
    expect(failed.status).toBe(3);
    expect(outcomes(failed)).toEqual(['0 failed', '0 failed']);
    expect(failed.report.status).toBe('partial');
  });
});
