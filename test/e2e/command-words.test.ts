/** Commands from the outside: words for a knob, two versions, what is refused, and the check. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckReport } from '../../src/check/model.js';
import type { Comparison } from '../../src/model/comparison.js';
import type { Report } from '../../src/model/report.js';
import { kneepoint, ownFolder, type RunFiles, readRun, writeFiles } from '../support/cli.js';

const folder = ownFolder();
/** Takes less time with more workers; `off` is one, `auto` two. It notes with what it is called. */
const KNOB = `echo $1 >> calls; case $1 in off|1) sleep 0.2;; *) sleep 0.1;; esac\n`;
writeFiles(folder, {
  'knob.sh': KNOB,
  'refuses.sh': '[ "$1" = auto ] && { echo "no such number: auto" >&2; exit 2; }; sleep 0.05\n',
});

const run = (...args: readonly string[]) => kneepoint(['run', '--json', ...args], folder);
const reportOf = ({ stdout }: { readonly stdout: string }): Report => JSON.parse(stdout);

/** How many times as fast one row was as another: the geometric mean over rounds, from its trials alone. */
function timesAsFast({ trials }: RunFiles, row: string, other: string): number {
  const secondsOf = (cell: string) =>
    new Map(
      trials.flatMap(({ cellId, round, measurement }) =>
        cellId.endsWith(`/${cell}`) && measurement !== null ? [[round, measurement.workSeconds]] : [],
      ),
    );
  const theirs = secondsOf(other);
  const logs = [...secondsOf(row)].map(([round, seconds]) => Math.log((theirs.get(round) ?? Number.NaN) / seconds));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

describe('words for a knob', () => {
  const given = ['--workers', 'off,auto,2,4', '--iterations', '5', '--', 'sh', 'knob.sh', '{workers}'];

  test('are rows beside the curve, compared with the answer; off is the baseline where there is no 1', async () => {
    const ran = await run('--out', 'words', ...given);
    expect(ran.status).toBe(0);
    const { cells, curves, advice } = reportOf(ran);
    expect(cells.map(({ name, word }) => [name, word])).toEqual([
      ['parallel_2', null],
      ['parallel_4', null],
      ['parallel_off', 'off'],
      ['parallel_auto', 'auto'],
    ]);
    const files = await readRun(join(folder, 'words'));
    // The command was given the words themselves, once more than there are rounds: to warm up.
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    expect(calls.sort()).toEqual(['2', '4', 'auto', 'off'].flatMap((word) => Array(6).fill(word)));
    expect(cells.find(({ word }) => word === 'off')?.speedup?.value).toBe(1);
    for (const name of ['parallel_2', 'parallel_4', 'parallel_auto'])
      expect(cells.find((cell) => cell.name === name)?.speedup?.value).toBeCloseTo(
        timesAsFast(files, name, 'parallel_off'),
        9,
      );
    expect(curves.flatMap(({ points }) => points.map(({ workers }) => workers))).toEqual([2, 4]);
    expect(advice[0]?.candidates.map(({ workers }) => workers)).toEqual([2, 4]);
    const { references = [], because = '' } = advice[0] ?? {};
    const [, best = ''] = /off does \d[.\d]* times the throughput of (\d) workers? \(95 %: /.exec(because) ?? [];
    for (const { word, ratio } of references)
      expect(ratio?.value).toBeCloseTo(timesAsFast(files, `parallel_${word}`, `parallel_${best}`), 9);
    expect(references.map(({ word }) => word)).toEqual(['off', 'auto']);
  });

  test('go on where their run was cut, and are compared by their own names', async () => {
    const whole = await readRun(join(folder, 'words'));
    const lines = readFileSync(join(whole.folder, 'journal.jsonl'), 'utf8').split('\n');
    writeFiles(folder, { 'cut/run/journal.jsonl': `${lines.slice(0, 9).join('\n')}\n` });
    const resumed = await kneepoint(['resume', 'cut/run', '--json', '--trust'], folder);
    expect(resumed.status, resumed.stderr).toBe(0);
    const { status, cells } = reportOf(resumed);
    expect(status).toBe('valid');
    expect(cells.map(({ name, word, outcomes }) => [name, word, outcomes.completed])).toEqual(
      whole.report.cells.map(({ name, word }) => [name, word, 5]),
    );
    const again = await readRun(join(folder, 'cut'));
    expect(again.trials.slice(0, 8)).toEqual(whole.trials.slice(0, 8));
    const compared = await kneepoint(['compare', whole.folder, 'cut/run', '--json'], folder);
    expect(compared.status, compared.stderr).toBe(0);
    const { changes } = JSON.parse(compared.stdout) as Comparison;
    const rows = changes.filter(({ metric }) => metric === 'throughput').map(({ workers, word }) => word ?? workers);
    // The last is that of all counts together.
    expect(rows).toEqual([2, 4, 'off', 'auto', null]);
  });

  test('that the program refuses end the study with its own last lines, before anything is measured', async () => {
    const { status, stdout, stderr } = await run('--workers', 'auto,1,2', '--', 'sh', 'refuses.sh', '{workers}');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('with {workers} = auto the command ended with status 2:\n  no such number: auto\n');
  });
});

test('two commands are compared in the same rounds', async () => {
  const ran = await kneepoint(
    [
      ...['run', '--ab', 'sleep 0.05', 'sleep 0.15', '--workers', '1,2', '--task-count', '2', '--iterations', '5'],
      ...['--fail-on', 'throughput:5%'],
    ],
    folder,
  );
  expect(ran.status).toBe(4);
  expect(ran.stdout).toMatch(/^sleep \(head\) is (\d+ % )?slower than sleep \(base\): critical/);
});

describe('bad input ends at once with status 2', () => {
  test.each([
    [['--', 'nothing-of-this-name'], 'there is no program "nothing-of-this-name" on the PATH'],
    [['--', './knob.sh'], 'lacks the permission (chmod +x)'],
    [['--', 'sh', 'knob.sh', '{wrokers}'], 'did you mean {workers}?'],
    [['--input', 'none', '--', 'true'], 'the input file'],
    [['--cwd', 'none', '--', 'true'], 'does not exist'],
    [['--prepare', 'nothing-of-this-name', '--', 'true'], '--prepare: there is no program'],
    [['--env', 'X', '--', 'true'], 'expected NAME=VALUE'],
    [['--normalise', 's/a', '--', 'true'], '--normalise: "s/a" lacks'],
    [['--expect', 'same', '--', 'true'], '--expect: expected "same-output"'],
    [['--workers', '0,1', '--', 'true', '{workers}'], 'its speedup is against 1 worker'],
    [['--workers', '1,auto', '--', 'true'], 'no {workers} that a word could stand for'],
    [['--ab', 'true a', 'true b', '--', 'true'], '--ab: takes the place of the command'],
  ])('%j', async (args, reason) => {
    const { status, stderr } = await kneepoint(['run', ...args], folder);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});

describe('check', () => {
  const check = (...args: readonly string[]) => kneepoint(['check', '--json', ...args], folder);
  const codesOf = ({ stdout }: { readonly stdout: string }) =>
    (JSON.parse(stdout) as CheckReport).findings.map(({ code }) => code);

  test('tells what a run leaves behind, and ends it', async () => {
    const checked = await check('--', 'sh', '-c', 'sleep 60 & sleep 0.3');
    expect(checked.status).toBe(0);
    expect(codesOf(checked)).toContain('leaves-processes');
  });

  test('fails for a command that fails, and for one that does not end', async () => {
    const failed = await check('--', 'sh', '-c', 'echo broken >&2; exit 3');
    expect([failed.status, codesOf(failed)]).toEqual([3, ['run-fails']]);
    const hanging = await check('--timeout', '1', '--', 'sleep', '60');
    expect([hanging.status, codesOf(hanging)]).toEqual([3, ['unfinished']]);
  });

  test('takes the flags of a command, and compares the files that it writes', async () => {
    const flags = ['--expect', 'same-files *.out', '--ignore-failure', '[3]', '--env', 'TEXT=same'];
    const checked = await check(...flags, '--', 'sh', '-c', 'echo $TEXT > it.out; sleep 0.2; exit 3');
    expect(checked.status, checked.stderr).toBe(0);
    const { results } = JSON.parse(checked.stdout) as CheckReport;
    expect(results).toMatchObject([
      { check: 'ending', verdict: 'passed', text: 'it starts, and ends by itself with status 3' },
      { check: 'run length' },
      { check: 'output', verdict: 'passed' },
      { check: 'processes left', verdict: 'passed' },
    ]);
  });

  test('tries the smallest and the largest count, and refuses what cannot be started', async () => {
    const checked = await check('--workers', '1,2,4', '--', 'sh', 'knob.sh', '{workers}');
    expect(checked.status).toBe(0);
    expect((JSON.parse(checked.stdout) as CheckReport).results.at(-1)).toMatchObject({ check: 'workers option' });
    expect((await check('--', 'nothing-of-this-name')).status).toBe(2);
  });
});
