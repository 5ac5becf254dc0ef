/** Commands, as a user's shell sees them: what is run, with what and in which order, and what is told of it. */
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ended, kneepoint, ownFolder, type RunFiles, readRun, writeFiles } from '../support/cli.js';
import { csvRows, parseCsv } from '../support/csv.js';
import { isRunning, processesWith } from '../support/processes.js';

const folder = ownFolder();

/** Writes a line of its arguments to the file in $LOG. */
const NOTE = '#!/bin/sh\necho "$@" >> "$LOG"\n';

beforeAll(() => {
  writeFiles(folder, { note: NOTE, 'not-executable': NOTE });
  chmodSync(join(folder, 'note'), 0o755);
});

/** Without a run before the first round, which would refuse what fails. */
const COLD = ['--warmup', '0'];

/** Measures a command in one round, with a log of its own; `name` names the results. */
async function measure(name: string, flags: readonly string[], command: readonly string[]) {
  const log = join(folder, `${name}.log`);
  const args = ['run', '--iterations', '1', '--out', name, ...flags, '--', ...command];
  const ended = await kneepoint(args, folder, { LOG: log });
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return { ended, run: await readRun(join(folder, name)), lines };
}

/** A row of the CSV by its worker count. */
function csvRow({ csvText }: RunFiles, workers: number) {
  return csvRows(csvText).find(({ Workers }) => Workers === String(workers));
}

describe('a command with a knob of its own', () => {
  let ended: Ended;
  let run: RunFiles;
  let lines: readonly string[];

  beforeAll(async () => {
    const hooks = ['setup', 'prepare', 'conclude', 'cleanup'].flatMap((hook) => [
      `--${hook}`,
      `./note ${hook} {workers} {round}`,
    ]);
    const flags = ['--workers', '1,2', '--iterations', '2', '--task-count', '2', '--env', 'KNOB={workers}', ...hooks];
    const script =
      './note run "$KNOB $1 $2 $3" "$KNEEPOINT_WORKERS $KNEEPOINT_INDEX $KNEEPOINT_WORKER $KNEEPOINT_ROUND"';
    const command = ['sh', '-c', script, 'sh', '{index}', '{worker}', '{round}'];
    ({ ended, run, lines } = await measure('knob', flags, command));
  });

  test('is measured and ends with status 0', () => {
    expect(ended.stderr).not.toMatch(/error/i);
    expect(ended.status).toBe(0);
    expect(run.isWhole).toBe(true);
    expect(ended.stdout).toMatch(/^note: the command's own \{workers\}, warm/m);
    expect(run.report.cells.map(({ executor, workers, rounds }) => [executor, workers, rounds])).toEqual([
      ['knob', 1, 2],
      ['knob', 2, 2],
    ]);
  });

  test('has its placeholders filled in, in arguments, variables and hooks, and in the environment', () => {
    const runs = lines.filter((line) => line.startsWith('run'));
    // Beside the timed runs one per worker count warms up, before the first round.
    expect(runs.toSorted()).toEqual(
      [
        ...['run 1 0 0 0 1 0 0 0', 'run 1 0 0 0 1 0 0 0', 'run 1 1 0 0 1 1 0 0'],
        ...['run 1 0 0 1 1 0 0 1', 'run 1 1 0 1 1 1 0 1'],
        ...['run 2 0 0 0 2 0 0 0', 'run 2 0 0 0 2 0 0 0', 'run 2 1 0 0 2 1 0 0'],
        ...['run 2 0 0 1 2 0 0 1', 'run 2 1 0 1 2 1 0 1'],
      ].toSorted(),
    );
  });

  test('has its hooks around each trial and each run', () => {
    const order = lines.map((line) => line.split(' ')[0]).join(' ');
    const once = 'prepare run conclude';
    const [warmUp, trial] = [`setup ${once} cleanup`, `setup ${once} ${once} cleanup`];
    expect(order).toBe([warmUp, warmUp, trial, trial, trial, trial].join(' '));
    const trials = lines.filter((line) => line.startsWith('setup')).map((line) => line.split(' ').slice(1).join(' '));
    expect(trials.slice(2).toSorted()).toEqual(['1 0', '1 1', '2 0', '2 1']);
  });

  test('has a row for each worker count, and figures of its runs', () => {
    const rows = csvRows(run.csvText);
    expect(rows.map(({ Name, Workers }) => [Name, Workers])).toEqual([
      ['parallel_1', '1'],
      ['parallel_2', '2'],
    ]);
    expect(rows.every((row) => row['Job count'] === '2' && row.Completed === '2' && row.Failed === '0')).toBe(true);
    for (const { command } of run.report.cells) {
      expect(command).toMatchObject({ start: 'warm', leftBehind: [] });
      expect(command?.wallSeconds?.value).toBeGreaterThan(0);
      expect(command?.userSeconds?.value).toBeGreaterThanOrEqual(0);
      expect(command?.systemSeconds?.value).toBeGreaterThanOrEqual(0);
    }
    const { measurement } = run.trials[0] ?? {};
    expect(measurement?.command?.runs.map(({ index, status }) => [index, status])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test('makes the same reports again from its journal', async () => {
    const { csvText } = run;
    const again = await kneepoint(['report', run.folder], folder);
    expect(again.status).toBe(0);
    expect(again.stdout).toBe(ended.stdout);
    expect((await readRun(join(folder, 'knob'))).csvText).toBe(csvText);
  });
});

test('what a setup hook starts serves every run of its trial, and ends with it', async () => {
  const setup = "sh -c 'sleep 600 & echo $! > server.pid'";
  const flags = ['--workers', '1', '--task-count', '2', '--setup', setup];
  const { ended } = await measure('server', flags, ['sh', '-c', 'kill -0 $(cat server.pid)']);
  expect(ended.status, ended.stdout).toBe(0);
  expect(isRunning(Number(readFileSync(join(folder, 'server.pid'), 'utf8')))).toBe(false);
});

test('hooks are not timed', async () => {
  const flags = ['--workers', '1', '--warmup', '0', '--prepare', 'sleep 1', '--conclude', 'sleep 1'];
  const { run } = await measure('untimed', flags, ['sleep', '0.1']);
  const [{ hostSeconds, measurement } = { hostSeconds: 0, measurement: null }] = run.trials;
  const [{ wallSeconds } = { wallSeconds: 0 }] = measurement?.command?.runs ?? [];
  const workSeconds = measurement?.workSeconds ?? 0;
  expect(wallSeconds).toBeGreaterThan(0.1);
  // However long all took: the two seconds of the hooks are in neither.
  for (const timed of [wallSeconds, workSeconds]) expect(hostSeconds - timed).toBeGreaterThan(2);
});

test('a command without a knob runs in up to N copies, the same number of runs at each N', async () => {
  const script = './note begin $1 $2; sleep 0.1; ./note end $1';
  const flags = ['--workers', '1,2', '--task-count', '6', '--warmup', '0'];
  const { ended, run, lines } = await measure('copies', flags, ['sh', '-c', script, 'sh', '{index}', '{worker}']);
  expect(ended.status).toBe(0);
  expect(run.report.cells.map(({ executor, workers }) => [executor, workers])).toEqual([
    ['copies', 1],
    ['copies', 2],
  ]);
  expect(ended.stdout).toMatch(/^note: N copies at a time, cold/m);
  expect(run.report.cells.every(({ command }) => command?.start === 'cold')).toBe(true);
  const begun = lines.filter((line) => line.startsWith('begin')).map((line) => line.split(' ')[1]);
  expect(begun.toSorted()).toEqual(['0', '0', '1', '1', '2', '2', '3', '3', '4', '4', '5', '5']);
  const workers = new Set(lines.filter((line) => line.startsWith('begin')).map((line) => line.split(' ')[2]));
  expect([...workers].toSorted()).toEqual(['0', '1']);
  let [open, most] = [0, 0];
  for (const line of lines) {
    open += line.startsWith('begin') ? 1 : -1;
    most = Math.max(most, open);
  }
  expect([open, most]).toEqual([0, 2]);
});

describe('what a command reads and writes', () => {
  test('--input is read by every run, and --output FILE gets what it prints', async () => {
    writeFiles(folder, { 'words.txt': 'one\ntwo\nthree\n' });
    const flags = ['--workers', '1', '--task-count', '2', '--input', 'words.txt', '--output', 'counted.txt'];
    const { ended } = await measure('input', flags, ['wc', '-l']);
    expect(ended.status).toBe(0);
    expect(readFileSync(join(folder, 'counted.txt'), 'utf8').trim()).toBe('3');
  });

  test('--output pipe and null throw it away, and inherit shows it', async () => {
    const command = ['echo', 'a loud command'];
    for (const output of ['pipe', 'null'])
      expect(
        (await measure(output, ['--workers', '1', '--output', output], command)).ended.stdout.match(/a loud command$/m),
      ).toBeNull();
  });

  test('--shell runs one text by the shell', async () => {
    const command = 'echo {workers} | tr 2 9 > "shell-{workers}.txt"';
    const { ended } = await measure('shell', ['--workers', '1,2', '--shell'], [command]);
    expect(ended.status).toBe(0);
    expect(readFileSync(join(folder, 'shell-2.txt'), 'utf8')).toBe('9\n');
  });
});

test('a command has the libuv pool that its user gave it, and not its host’s', async () => {
  const given = async (...flags: readonly string[]) => {
    const command = `echo "pool \${UV_THREADPOOL_SIZE-unset}" > pool.txt`;
    await measure(`pool ${flags.length}`, ['--workers', '1', ...COLD, ...flags, '--shell'], [command]);
    return readFileSync(join(folder, 'pool.txt'), 'utf8').trim();
  };
  expect(await given()).toBe(`pool ${process.env.UV_THREADPOOL_SIZE ?? 'unset'}`);
  expect(await given('--uv-threadpool-size', '3')).toBe('pool 3');
});

describe('the same work at every worker count', () => {
  const print = ['sh', '-c', 'echo "$1 files in $2 s"', 'sh', '12', '{workers}'];

  test('--expect same-output withholds the speedup of output that differs', async () => {
    const { ended, run } = await measure('differs', ['--workers', '1,2', '--expect', 'same-output'], print);
    expect(ended.status).toBe(3);
    expect(run.report.cells.map(({ wrong, speedup }) => [wrong, speedup === null])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(run.report.status).toBe('invalid');
    expect(run.report.findings.map(({ code }) => code)).toContain('output-differs');
  });

  test('and not of what --normalise takes away', async () => {
    const flags = ['--workers', '1,2', '--expect', 'same-output', '--normalise', 's/in [0-9]+ s//'];
    const { ended, run } = await measure('normalised', flags, print);
    expect(ended.status).toBe(0);
    expect(run.report.cells.every(({ wrong }) => !wrong)).toBe(true);
  });

  test.each([
    ['the same', 'same', 0],
    ['{workers}', 'others', 3],
  ])('--expect same-files compares files that hold %s', async (text, name, status) => {
    const script = `mkdir -p ${name}-out && echo "$1" > ${name}-out/part.txt`;
    const flags = ['--workers', '1,2', '--expect', `same-files ${name}-out/**`];
    // Without the number in a variable of its own it would be no knob.
    const command = ['sh', '-c', script, 'sh', text, '{workers}'];
    expect((await measure(name, flags, command)).ended.status).toBe(status);
  });
});

describe('a command that fails', () => {
  test('is a failed trial with status 3 and its last lines', async () => {
    const script = 'echo reading the config; echo "unknown option --frob" >&2; exit 7';
    const flags = ['--workers', '1,2', '--warmup', '0', '--iterations', '5'];
    const { ended, run } = await measure('fails', flags, ['sh', '-c', script]);
    expect(ended.status).toBe(3);
    // The other rounds would do the same.
    expect(run.trials.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(run.trials[0]?.fault?.message).toMatch(
      /^the command ended with status 7:\nreading the config\nunknown option --frob$/,
    );
    expect(ended.stdout.replaceAll(/\s+/g, ' ')).toContain('unknown option --frob');
  });

  test.each(['true', '[3]'])('counts as one that does not with --ignore-failure %s', async (ignored) => {
    const name = `ignored ${ignored}`;
    const flags = ['--workers', '1', '--ignore-failure', ignored];
    const { ended, run } = await measure(name, flags, ['sh', '-c', 'exit 3']);
    expect(ended.status).toBe(0);
    expect(run.trials[0]?.measurement?.command?.runs[0]?.status).toBe(3);
  });

  test('fails with another status than the ignored ones', async () => {
    const { ended } = await measure(
      'another',
      ['--workers', '1', ...COLD, '--ignore-failure', '[3]'],
      ['sh', '-c', 'exit 4'],
    );
    expect(ended.status).toBe(3);
  });

  test('fails when it does not end in its --timeout', async () => {
    const { ended, run } = await measure('late', ['--workers', '1', ...COLD, '--timeout', '0.5'], ['sleep', '600']);
    expect(ended.status).toBe(3);
    expect(run.trials[0]?.fault?.message).toMatch(/^the command did not end in its time/);
  });

  test.each(['setup', 'prepare', 'conclude', 'cleanup'])('is not the same as its %s failing', async (hook) => {
    const flags = ['--workers', '1', ...COLD, `--${hook}`, "sh -c 'echo no disk; exit 5'"];
    const { ended, run } = await measure(`failing ${hook}`, flags, ['true']);
    expect(ended.status).toBe(3);
    expect(run.trials[0]?.fault?.message).toMatch(
      new RegExp(`^the ${hook} command sh -c 'echo no disk; exit 5' ended with status 5:\nno disk$`),
    );
  });

  test('in one of five rounds at 4 workers is told so, and never advised', async () => {
    // The more workers, the faster: 4 would be the answer.
    const script = '[ $1$2 = 42 ] && { echo port in use; exit 1; }; sleep 0.$(printf %02d $((32 / $1)))';
    const flags = ['--workers', '1,2,4', '--iterations', '5', '--warmup', '0'];
    const { ended, run } = await measure('flaky', flags, ['sh', '-c', script, 'sh', '{workers}', '{round}']);
    expect(ended.status).toBe(3);
    expect(csvRow(run, 4)).toMatchObject({ Completed: '4', Failed: '1' });
    expect(csvRow(run, 2)).toMatchObject({ Completed: '5', Failed: '0' });
    expect(run.report.findings).toContainEqual(
      expect.objectContaining({
        code: 'failures-grow',
        evidence: expect.objectContaining({ workers: 4, failed: 1, trials: 5, soundWorkers: 2 }),
      }),
    );
    for (const { workers } of run.report.advice) expect(workers).not.toBe(4);
  });

  test('for want of memory at 4 workers leaves 1 and 2 answered', async () => {
    const command = 'ulimit -v 200000; exec dd if=/dev/zero of=/dev/null count=1 bs=$(({workers} * 60))M';
    const { ended, run } = await measure('memory', ['--workers', '1,2,4', '--shell'], [command]);
    expect(ended.status).toBe(3);
    expect(run.report.cells.map(({ workers, throughput }) => [workers, throughput !== null])).toEqual([
      [1, true],
      [2, true],
      [4, false],
    ]);
    expect(run.trials.find(({ outcome }) => outcome === 'failed')?.fault?.message).toMatch(/memory exhausted/);
  });
});

test('a daemon in a session of its own is told of, and is gone after its run', async () => {
  const mark = `KNEEPOINT_TEST_MARK=${randomUUID()}`;
  const daemon = 'setsid sleep 600 > daemon.out 2>&1 & until grep -q sleep /proc/$!/comm; do sleep 0.02; done';
  const { ended, run } = await measure('daemon', ['--workers', '1', '--env', mark], ['sh', '-c', daemon]);
  expect(ended.status).toBe(0);
  expect(processesWith(mark)).toEqual([]);
  expect(run.report.cells[0]?.command?.leftBehind).toEqual([expect.stringContaining('sleep 600')]);
  expect(run.report.findings).toContainEqual(
    expect.objectContaining({ code: 'left-behind', text: expect.stringContaining('sleep 600') }),
  );
});

describe('a command that cannot be measured as it was given ends with status 2', () => {
  test.each([
    ['a failing program', [], ['sh', '-c', 'echo no such option >&2; exit 1'], /status 1:\n {2}no such option\n/],
    ['a failing hook', ['--prepare', 'false'], ['true'], /the prepare command false ended with status 1/],
    ['a missing program', [], ['no-such-program'], /there is no program "no-such-program" on the PATH/],
    ['what is no program', [], ['./not-executable'], /cannot be executed: .*chmod \+x/],
    [
      'a typo in a placeholder',
      [],
      ['sleep', '{wrokers}'],
      /unknown placeholder \{wrokers\}: did you mean \{workers\}/,
    ],
    ['one in a variable', ['--env', 'A={woker}'], ['true'], /--env: unknown placeholder \{woker\}/],
    ['a missing hook', ['--prepare', 'no-such-hook'], ['true'], /--prepare: there is no program "no-such-hook"/],
    ['a missing input', ['--input', 'nothing.txt'], ['cat'], /--input: the input file .*nothing\.txt" does not exist/],
    ['a missing folder', ['--cwd', 'nowhere'], ['true'], /the folder .*nowhere" does not exist/],
    ['a broken rule', ['--normalise', 's/a'], ['true'], /--normalise: "s\/a" lacks its/],
    ['an unknown expectation', ['--expect', 'same-time'], ['true'], /--expect: expected "same-output"/],
    ['no workers', ['--workers', '0,1'], ['true'], /0 would be nothing at all/],
  ])('%s', async (_, flags, command, message) => {
    const { status, stdout, stderr } = await kneepoint(['run', ...flags, '--out', 'none', '--', ...command], folder);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

test('what a command prints and calls itself harms no report', async () => {
  const hostile = '\u001b[31m<script>alert(1)</script>,"=1+1"\u0007';
  const script =
    'printf "%s\\n" "$1" >&2; exec 3>&- ; bash -c \'exec -a "$0" sleep 600\' "$1" >&- 2>&- & sleep 0.2; exit 1';
  const { ended, run } = await measure('hostile', ['--workers', '1', ...COLD], ['sh', '-c', script, 'sh', hostile]);
  expect(ended.status).toBe(3);
  expect(run.trials[0]?.fault?.message).toContain(hostile);
  const pages = ['report.md', 'report.html'].map((file) => readFileSync(join(run.folder, file), 'utf8'));
  for (const text of [ended.stdout, ended.stderr, run.csvText, ...pages]) {
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u0007');
  }
  expect(pages[1]).not.toContain('<script>alert');
  expect(new Set(parseCsv(run.csvText).map((row) => row.length)).size).toBe(1);
});
