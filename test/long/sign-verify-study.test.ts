/**
 * studies/sign-verify: cut short three times it leaves the same files, and its README's snippets read them.
 * With KNEEPOINT_WHOLE_STUDY=1 all 19 algorithms of reduced.jsonc, twice, in half an hour; else two quick ones.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, startKneepoint, writeFiles } from '../support/cli.js';
import { shapeOf, shapeOfCsv } from '../support/shape.js';

const STUDY = fileURLToPath(new URL('../../studies/sign-verify/', import.meta.url));
const HOUR_MS = 3_600_000;
const isWhole = process.env.KNEEPOINT_WHOLE_STUDY === '1';
const folder = ownFolder();

/** ML-DSA runs in another library than the others before Node 24.6. */
const QUICK = ['--only', 'algorithm=Ed25519,ML-DSA-44', '--window', '300ms', '--window-warmup', '50ms'];
const args = ['run', '--config', join(STUDY, 'reduced.jsonc'), ...(isWhole ? [] : QUICK), '-q'];
const planned = (isWhole ? 19 : 2) * 2 * 5;

beforeAll(async () => {
  const { status, stderr } = await kneepoint([...args, '--out', join(folder, 'whole')], folder);
  expect(status, stderr).toBe(0);
}, HOUR_MS);

test(
  'interrupted twice, killed once and resumed, its files are those of a run that was not',
  async () => {
    const out = join(folder, 'cut');
    const cuts = [
      ['SIGINT', 130],
      ['SIGKILL', null],
      ['SIGINT', 130],
    ] as const;
    for (const [i, [signal, status]] of cuts.entries()) {
      const command = i === 0 ? [...args, '--out', out] : ['resume', folderIn(out), '-q'];
      const { child, ended } = startKneepoint(command, folder);
      await trialsIn(out, Math.floor((planned * (i + 1)) / 4));
      child.kill(signal);
      expect((await ended).status).toBe(status);
    }
    const resumed = await kneepoint(['resume', folderIn(out), '-q'], folder);
    expect(resumed.status, resumed.stderr).toBe(0);

    const [whole, cut] = [await readRun(join(folder, 'whole')), await readRun(out)];
    expect(cut.isWhole).toBe(true);
    expect(shapeOf(cut.folder)).toEqual(shapeOf(whole.folder));
    expect(shapeOfCsv(cut.csvText)).toEqual(shapeOfCsv(whole.csvText));
    expect(Object.keys(cut.report)).toEqual(Object.keys(whole.report));
    const completed = ({ trials }: typeof cut) =>
      trials
        .flatMap(({ cellId, round, outcome }) => (outcome === 'completed' ? [`${cellId} ${round}`] : []))
        .toSorted();
    expect(completed(cut)).toEqual(completed(whole));
    expect(completed(cut)).toHaveLength(planned);
  },
  HOUR_MS,
);

test('every row says what signed, and none is wrong', async () => {
  const { report } = await readRun(join(folder, 'whole'));
  const facts = new Set(
    report.cells.map(({ point, facts }) => `${point?.algorithm}: ${facts.implementation?.split(' ')[0]}`),
  );
  expect(facts).toContain('Ed25519: node:crypto,');
  expect(facts.size).toBe(isWhole ? 19 : 2);
  expect(report.cells.filter(({ wrong }) => wrong).map(({ name }) => name)).toEqual([]);
});

/** What draws is not under test. */
const PLOT = 'def __getattr__(name):\n    return lambda *args, **options: None\n';
const snippets = [...readFileSync(join(STUDY, 'README.md'), 'utf8').matchAll(/```python\n(.*?)```/gs)].map(
  ([, text = '']) => text,
);
const python = (text: string, cwd: string) =>
  spawnSync('/usr/bin/python3', ['-c', text], { cwd, encoding: 'utf8', env: { PYTHONPATH: folder } });
const hasPandas = python('import pandas', folder).status === 0;

test('the README has a snippet for the standard library, and one for pandas', () => {
  expect(snippets.map((text) => text.includes('pandas'))).toEqual([false, true]);
});

test.each(snippets.filter((text) => !text.includes('pandas')))('the standard library reads its files', async (text) => {
  await reads(text);
});

// .ci/run installs it, and counts a skipped test as a failure.
test.skipIf(!hasPandas)('pandas reads its files (skipped without it: apt install python3-pandas)', async () => {
  await reads(snippets.find((text) => text.includes('pandas')) ?? '');
});

async function reads(text: string): Promise<void> {
  writeFiles(folder, { 'matplotlib/pyplot.py': PLOT, 'matplotlib/__init__.py': '' });
  const { folder: run } = await readRun(join(folder, 'whole'));
  const { stdout, stderr } = python(text, run);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\S+ +(sign|verify) +2 workers: +\d+/m);
}

function folderIn(out: string): string {
  const [run] = readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return join(out, run?.name ?? '');
}

/** Resolves when the journal of the only run has so many trials that completed. */
async function trialsIn(out: string, count: number): Promise<void> {
  for (;;) {
    const journal = existsSync(out) ? join(folderIn(out), 'journal.jsonl') : '';
    const text = existsSync(journal) ? readFileSync(journal, 'utf8') : '';
    if (text.split('"outcome":"completed"').length > count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
