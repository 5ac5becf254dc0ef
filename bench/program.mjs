// kneepoint as a user starts it: main.js with its defaults, one trial, and what its journal says.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRecording } from '../dist/src/index.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** Runs a unit on worker threads; gives seconds until they are ready, and seconds of work. */
export async function throughMain({ unit, workers, units, dispatch = 'pool' }) {
  const out = await mkdtemp(join(tmpdir(), 'kneepoint-bench-'));
  const flags = {
    executors: 'threads',
    workers,
    dispatch,
    'task-count': units,
    iterations: 1,
    out,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  try {
    await promisify(execFile)(process.execPath, [MAIN, 'run', fileURLToPath(unit), ...args, '--quiet']);
    const [folder] = (await readdir(out, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const [{ measurement }] = (await readRecording(join(out, folder.name))).trials;
    return { readySeconds: measurement.initSeconds, workSeconds: measurement.workSeconds };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
