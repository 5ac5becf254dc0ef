/** The yardsticks still run: what they time is not judged here, for the machine is busy with other tests. */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));

const absent = ['hyperfine', 'parallel'].filter((program) => spawnSync('which', [program]).status !== 0);
const noOpenssl = spawnSync('which', ['openssl']).status !== 0;
const reason = absent.length === 0 ? '' : ` (${absent.join(' and ')}: not installed)`;

test.skipIf(absent.length > 0)(`commands prints its figures${reason}`, () => prints('commands', 24));

test.skipIf(noOpenssl)(`signatures prints its figures${noOpenssl ? ' (openssl: not installed)' : ''}`, () =>
  prints('signatures', 73),
);

const noRedis = spawnSync('which', ['redis-server']).status !== 0;

test.skipIf(noRedis)(`messages prints its figures${noRedis ? ' (redis-server: not installed)' : ''}`, () =>
  prints('messages', 9),
);

test.concurrent.each([
  ['dispatch-pool', 10],
  ['dispatch-self', 3],
  ['speedup', 6],
  ['window', 6],
  ['ready', 15],
  ['telemetry-cost', 8],
  ['analysis-speed', 4],
] as const)('%s prints its figures', prints);

async function prints(yardstick: string, figures: number): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[BENCH, yardstick],
    ...['--rounds', '1', '--scale', '0.005'],
  ]);
  const rows = stdout.split('\n').filter((line) => /^ {2}\S.*(?: +-?\d[\d.]*){5}/.test(line));
  expect(rows, stdout).toHaveLength(figures);
  expect(stdout).toMatch(/^\d+ of \d+ targets met/m);
}
