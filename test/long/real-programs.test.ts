/**
 * Programs that nobody here wrote, swept with their own knobs, beside hyperfine at the same values. What they take on
 * a busy machine decides nothing: it only has to be of the same order by both clocks.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { kneepoint, ownFolder, readRun, writeFiles } from '../support/cli.js';
import { csvRows } from '../support/csv.js';

const folder = ownFolder();
const WORKERS = [1, 2];
const ROUNDS = 2;
/** By how much the same value may differ between two measurements of a fraction of a second on a busy machine. */
const LOOSELY = 4;
/** How often a quiet moment is waited for. */
const TRIES = 8;
let tries = 0;

const isThere = (program: string) => spawnSync('which', [program]).status === 0;

/** Why a program's tests are left out; false where they are not. */
function missing(...programs: readonly string[]): string | false {
  const absent = programs.filter((program) => !isThere(program));
  return absent.length === 0 ? false : `${absent.join(' and ')}: not installed`;
}

beforeAll(() => {
  // Words that compress, and neither too well nor too badly.
  let seed = 1;
  const word = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed % 5000).toString(36);
  };
  const lines = Array.from({ length: 150_000 }, () => `${word()} ${word()} ${word()} ${word()}`);
  writeFileSync(join(folder, 'words.txt'), `${lines.join('\n')}\n`);
  // Twelve files that are sorted each by itself.
  const names = Array.from({ length: 12 }, (_, i) => `part-${i}`);
  for (const [i, name] of names.entries())
    writeFileSync(join(folder, `${name}.in`), `${lines.slice(i * 10_000, (i + 1) * 10_000).join('\n')}\n`);
  const rules = names.map((name) => `${name}.out: ${name}.in\n\tLC_ALL=C sort ${name}.in > ${name}.out\n`);
  writeFiles(folder, { Makefile: `all: ${names.map((name) => `${name}.out`).join(' ')}\n${rules.join('')}` });
});

/** Measures a command, with its output thrown away; gives its run. */
async function sweep(name: string, command: readonly string[], flags: readonly string[] = []) {
  const given = ['--workers', WORKERS.join(), '--iterations', String(ROUNDS), '--output', 'null', '--out', name];
  const { status, stderr } = await kneepoint(['run', ...given, ...flags, '-q', '--', ...command], folder);
  expect(status, stderr).toBe(0);
  return readRun(join(folder, name));
}

/** Seconds that hyperfine measures at each value. */
function byHyperfine(name: string, command: string): readonly number[] {
  const file = join(folder, `${name}.hyperfine.json`);
  const values = ['--parameter-list', 'workers', WORKERS.join(), '--runs', String(ROUNDS), '--warmup', '1'];
  execFileSync('hyperfine', ['-N', ...values, '--export-json', file, command], { cwd: folder, stdio: 'ignore' });
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as { results: { mean: number }[] };
  return results.map(({ mean }) => mean);
}

describe.each([
  ['xz', 'xz -1 --block-size=512KiB -T{workers} -kc words.txt'],
  ['pigz', 'pigz -p{workers} -kc words.txt'],
  ['zstd', 'zstd -q -9 -T{workers} -kc words.txt'],
  ['make', 'make -B -j{workers}'],
  ['sort', 'sort --parallel={workers} words.txt'],
])('%s', (program, command) => {
  const reason = missing(program, 'hyperfine');

  test.skipIf(reason)(`is swept with its own knob, and takes what hyperfine measures${skipped(reason)}`, async () => {
    const run = await sweep(program, command.split(' '));
    const { cells } = run.report;
    expect(csvRows(run.csvText).map(({ Name, Completed }) => [Name, Completed])).toEqual(
      WORKERS.map((workers) => [`parallel_${workers}`, String(ROUNDS)]),
    );
    expect(cells.map(({ executor }) => executor)).toEqual(WORKERS.map(() => 'knob'));
    const theirs = byHyperfine(program, command);
    for (const [i, { command: figures }] of cells.entries()) {
      const ratio = (figures?.wallSeconds?.value ?? 0) / (theirs[i] as number);
      expect(ratio, `${WORKERS[i]} workers`).toBeGreaterThan(1 / LOOSELY);
      expect(ratio, `${WORKERS[i]} workers`).toBeLessThan(LOOSELY);
      expect(figures?.processesPeak).toBeGreaterThanOrEqual(1);
      const cpuSeconds = (figures?.userSeconds?.value ?? 0) + (figures?.systemSeconds?.value ?? 0);
      expect(cpuSeconds).toBeGreaterThan(0);
    }
  });
});

describe('pigz', () => {
  const reason = missing('pigz');

  test.skipIf(reason)(`shows one thread more per worker${skipped(reason)}`, async () => {
    const { report } = await sweep('threads', ['pigz', '-9', '-p{workers}', '-kc', 'words.txt']);
    const [one, two] = report.cells.map(({ command }) => command?.threadsPeak ?? null);
    expect(one).not.toBeNull();
    expect(two).toBeGreaterThan(one as number);
    expect(report.findings.map(({ code }) => code)).not.toContain('knob-ignored');
  });

  // Where other programs change its time by a tenth, nothing is claimed: then it is measured again.
  test.skipIf(reason)(`that ignores its knob is told so${skipped(reason)}`, { retry: TRIES }, async () => {
    const flags = ['--env', 'IGNORED={workers}', '--iterations', '4'];
    const { report } = await sweep(`ignored-${tries++}`, ['pigz', '-9', '-p1', '-kc', 'words.txt'], flags);
    const threads = report.cells.map(({ command }) => command?.threadsPeak ?? null);
    expect(threads).toEqual([threads[0], threads[0]]);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'knob-ignored', text: expect.stringContaining('{workers}') }),
    );
  });
});

function skipped(reason: string | false): string {
  return reason === false ? '' : ` (${reason})`;
}
