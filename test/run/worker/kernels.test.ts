import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const KERNELS = new URL('../../../dist/src/run/worker/kernels.js', import.meta.url).href;

/** Both kernels, three times each, as a worker runs them; V8 says each time that it throws compiled code away. */
const PROGRAM = `
  import { kernelStartMs, runKernel } from '${KERNELS}';
  for (let i = 0; i < 3; i++) for (const name of ['spin', 'memory']) runKernel(name, kernelStartMs());`;

test('kernels stay compiled while they are measured', async () => {
  const args = ['--trace-deopt', '--input-type=module', '--eval', PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(new URL('.', KERNELS)) });
  const discarded = stdout.split('\n').filter((line) => /bailout.*reason: Insufficient type feedback/.test(line));
  expect(discarded.length).toBeLessThan(5);
});
