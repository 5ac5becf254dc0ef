// Commands through the program as a user starts it, beside hyperfine, GNU parallel and xargs: what is added to a run,
// how many runs per second go through, and what kneepoint itself takes while a command runs. Linux only.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRecording } from '../dist/src/index.js';
import { interleaved } from './fresh.mjs';
import { atLeast, atMost, median, pairedRatios, printYardstick, quantile } from './table.mjs';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const execute = promisify(execFile);
/** Processes that end in a moment, as often as hyperfine is run for them. */
const RUNS = 300;
const COPIES_PER_WORKER = 150;
const SPIN_MS = 20;
const LONG_SECONDS = 10;

/** Prints three yardsticks, and gives what each was judged by. */
export async function run({ rounds, scale }) {
  const folder = mkdtempSync(join(tmpdir(), 'kneepoint-bench-'));
  try {
    const judged = [];
    const runs = Math.max(3, Math.ceil(RUNS * scale));
    for (const command of [['true'], ['sleep', '0.005']])
      judged.push(await besideHyperfine({ command, runs, rounds, folder }));
    const spin = ['sha256sum', spinFile(folder)];
    for (const workers of [1, 2, 4])
      judged.push(
        await copies({ command: spin, workers, runs: Math.ceil(COPIES_PER_WORKER * scale) * workers, rounds, folder }),
      );
    judged.push(await ownCpu({ seconds: Math.max(1, LONG_SECONDS * scale), rounds, folder }));
    return judged;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function besideHyperfine({ command, runs, rounds, folder }) {
  const { ours, theirs } = await interleaved(rounds, {
    ours: () => oursOf({ command, workers: 1, runs, flags: ['--env', 'KNOB={workers}'], folder }),
    theirs: () => byHyperfine(command, runs, folder),
  });
  const of = (figure) => [ours, theirs].map((all) => all.map(figure));
  const [medians, theirMedians] = of(({ seconds }) => median(seconds) * 1000);
  const [spreads, theirSpreads] = of(({ seconds }) => (quantile(seconds, 0.75) - quantile(seconds, 0.25)) * 1000);
  return printYardstick(`A command beside hyperfine -N: ${command.join(' ')}, ${runs} runs`, [
    { name: 'per run, kneepoint', unit: 'ms', values: medians },
    { name: 'per run, hyperfine', unit: 'ms', values: theirMedians },
    {
      name: 'kneepoint − hyperfine',
      unit: 'ms',
      values: medians.map((ms, i) => ms - theirMedians[i]),
      target: atMost(1.5),
    },
    { name: 'spread, kneepoint / hyperfine', unit: '', values: pairedRatios(spreads, theirSpreads), target: atMost(1) },
  ]);
}

async function copies({ command, workers, runs, rounds, folder }) {
  const items = Array.from({ length: runs }, (_, i) => i).join('\n');
  const list = join(folder, 'items');
  writeFileSync(list, items);
  const timed = (text) => async () => {
    const startedNs = process.hrtime.bigint();
    await execute('sh', ['-c', `${text} < "$0" > /dev/null`, list, String(workers), ...command]);
    return runs / (Number(process.hrtime.bigint() - startedNs) / 1e9);
  };
  const { ours, parallel, xargs } = await interleaved(rounds, {
    ours: async () => runs / (await oursOf({ command, workers, runs, flags: [], folder })).workSeconds,
    parallel: timed('j=$1; shift; parallel --will-cite -j "$j" -N0 "$@"'),
    xargs: timed('j=$1; shift; xargs -P "$j" -n 1 sh -c \'exec "$0" "$1"\' "$@"'),
  });
  return printYardstick(`Copies of a program that computes for ${SPIN_MS} ms, ${workers} at a time, ${runs} runs`, [
    { name: 'runs per second, kneepoint', unit: '', values: ours },
    { name: 'runs per second, GNU parallel', unit: '', values: parallel },
    { name: 'runs per second, xargs -P', unit: '', values: xargs },
    { name: 'kneepoint / GNU parallel', unit: '', values: pairedRatios(ours, parallel), target: atLeast(0.97) },
    { name: 'kneepoint / xargs -P', unit: '', values: pairedRatios(ours, xargs), target: atLeast(0.97) },
  ]);
}

/** The share of one CPU that kneepoint's own processes take in the middle of a long run. */
async function ownCpu({ seconds, rounds, folder }) {
  const shares = [];
  for (let round = 0; round < rounds; round++) {
    const flags = [
      '--workers',
      '1',
      '--iterations',
      '1',
      '--warmup',
      '0',
      '--out',
      join(folder, `long-${round}`),
      '-q',
    ];
    const command = ['sleep', String(seconds)];
    const child = spawn(process.execPath, [MAIN, 'run', ...flags, '--env', 'KNOB={workers}', '--', ...command]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (!treeOf(child.pid).some((pid) => isCommand(pid, command))) await wait(0.05);
    await wait(seconds * 0.2);
    const own = treeOf(child.pid).filter((pid) => !isCommand(pid, command));
    const before = cpuSeconds(own);
    await wait(seconds * 0.6);
    shares.push(((cpuSeconds(own) - before) / (seconds * 0.6)) * 100);
    await ended;
  }
  return printYardstick(`kneepoint itself while a command of ${seconds} s runs`, [
    { name: 'CPU of all its processes', unit: '% of one', values: shares, target: atMost(1) },
  ]);
}

/** One trial through main.js: seconds of each run, and of all together. */
async function oursOf({ command, workers, runs, flags, folder }) {
  const out = mkdtempSync(join(folder, 'out-'));
  const given = { workers, 'task-count': runs, iterations: 1, out };
  const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await execute(process.execPath, [MAIN, 'run', ...args, ...flags, '--quiet', '--', ...command]);
  const [name] = readdirSync(out).filter((entry) => !entry.endsWith('.csv'));
  const [{ measurement }] = (await readRecording(join(out, name))).trials;
  return {
    workSeconds: measurement.workSeconds,
    seconds: measurement.command.runs.map(({ wallSeconds }) => wallSeconds),
  };
}

async function byHyperfine(command, runs, folder) {
  const file = join(folder, 'hyperfine.json');
  const flags = ['-N', '--style', 'none', '--warmup', '1', '--runs', String(runs), '--export-json', file];
  await execute('hyperfine', [...flags, command.join(' ')]);
  return { seconds: JSON.parse(readFileSync(file, 'utf8')).results[0].times };
}

/** A file that sha256sum reads in about 20 ms. */
function spinFile(folder) {
  const path = join(folder, 'spin');
  const bytes = 32 * 2 ** 20;
  writeFileSync(path, Buffer.alloc(bytes));
  const times = Array.from({ length: 5 }, () => {
    const startedNs = process.hrtime.bigint();
    execFileSync('sha256sum', [path]);
    return Number(process.hrtime.bigint() - startedNs) / 1e6;
  });
  writeFileSync(path, Buffer.alloc(Math.ceil((bytes * SPIN_MS) / Math.min(...times))));
  return path;
}

function treeOf(pid) {
  const children = text(`/proc/${pid}/task/${pid}/children`).trim();
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number).flatMap(treeOf))];
}

function isCommand(pid, command) {
  return text(`/proc/${pid}/cmdline`) === `${command.join('\0')}\0`;
}

/** User and system time so far: fields 14 and 15 of proc_pid_stat(5), in hundredths of a second. */
function cpuSeconds(pids) {
  return pids.reduce((sum, pid) => {
    const [user = '0', system = '0'] = text(`/proc/${pid}/stat`)
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11, 13);
    return sum + (Number(user) + Number(system)) / 100;
  }, 0);
}

function text(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function wait(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
