// How long kneepoint makes one wait: for --help, and around each trial.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, printYardstick } from './table.mjs';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const unit = new URL('./units/spin.mjs', import.meta.url).href;

/** Measures `--help` beside an empty program, then the trials of a small study. */
export async function run({ rounds }) {
  return [await help(rounds), await trials(rounds)];
}

async function help(rounds) {
  const { ours, empty } = await interleaved(rounds * 3, {
    ours: () => runMs([MAIN, '--help']),
    empty: () => runMs(['--input-type=module', '--eval', '']),
  });
  const beyond = ours.map((ms, i) => ms - 1.5 * empty[i]);
  return printYardstick('Start', [
    { name: 'kneepoint --help', unit: 'ms', values: ours },
    { name: 'empty Node program', unit: 'ms', values: empty },
    { name: 'help - 1.5 x empty', unit: 'ms', values: beyond, target: atMost(100) },
  ]);
}

function runMs(args) {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with status ${status}`);
  return performance.now() - began;
}

async function trials(rounds) {
  const options = { unit, taskArgs: [500_000], taskCount: 200, iterations: rounds, workers: [0, 1, 2, 4] };
  // Without the machine's own kernels: they are a measurement of their own, and take what they take. With the rests
  // of the example configs, in which the next trial's host starts.
  const extra = { executors: ['threads', 'processes'], machineCeiling: false, waitTimeAfterRunner: 0.2 };
  const { cells, trials } = await inFreshProcess('./study-of-units.mjs', 'study', { ...options, ...extra });
  const lines = cells.map(({ id, name }) => ({
    name,
    unit: 'ms',
    values: trials.filter(({ cellId }) => cellId === id).map(addedMs),
    target: atMost(90),
  }));
  return printYardstick('What a trial adds to its init, warm-up, work and rest', lines);
}

/** From its start to the end of its host, without what the trial itself asked for. */
function addedMs({ hostSeconds, measurement }) {
  const { initSeconds, setupSeconds, warmUp, workSeconds } = measurement;
  return (hostSeconds - initSeconds - setupSeconds - warmUp.seconds - workSeconds) * 1000;
}
