/** What a worker keeps after its units: measured in a process of its own, whose heap nobody else uses. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { NODE, start } from '../../support/cli.js';

const METER = new URL('../../../dist/src/run/worker/thread-usage.js', import.meta.url).href;
const GARBAGE = new URL('../../../dist/src/run/worker/garbage.js', import.meta.url).href;
const MIB = 2 ** 20;

/** Runs `work` between start and read of a meter; what it pushes to `kept` stays. */
async function memoryAfter(work: string, collects = true): Promise<{ retainedBytes?: number; externalBytes: number }> {
  const script = `
    import { ThreadUsageMeter } from ${JSON.stringify(METER)};
    import { collectGarbage } from ${JSON.stringify(GARBAGE)};
    collectGarbage();
    const meter = new ThreadUsageMeter({ processWide: true, meters: true, collects: ${collects} });
    const kept = [];
    meter.start();
    ${work}
    console.log(JSON.stringify(meter.read().memory), kept.length > 1e9);`;
  const { status, stdout, stderr } = await start(
    NODE,
    ['--input-type=module', '-e', script],
    fileURLToPath(new URL('.', import.meta.url)),
  ).ended;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.slice(0, stdout.lastIndexOf('}') + 1));
}

test('what is kept outlives a collection, in buffers and in the heap', async () => {
  const buffers = await memoryAfter('for (let i = 0; i < 20; i++) kept.push(Buffer.alloc(2 * 2 ** 20));');
  expect((buffers.retainedBytes ?? 0) / MIB).toBeCloseTo(40, -1);
  const heap = await memoryAfter('for (let i = 0; i < 20; i++) kept.push(new Array(262144).fill(i + 0.5));');
  expect((heap.retainedBytes ?? 0) / MIB).toBeCloseTo(40, -1);
});

test('garbage does not, and what grew by little is not collected for it', async () => {
  const work = '(() => { const held = []; for (let i = 0; i < 20; i++) held.push(Buffer.alloc(2 * 2 ** 20)); })();';
  const garbage = await memoryAfter(work);
  expect(garbage.retainedBytes).toBeDefined();
  expect(Math.abs(garbage.retainedBytes ?? 0)).toBeLessThan(4 * MIB);
  expect(await memoryAfter('kept.push(Buffer.alloc(2 ** 20));')).not.toHaveProperty('retainedBytes');
});

test('nothing is collected where the study asks for no collections', async () => {
  const work = 'for (let i = 0; i < 20; i++) kept.push(Buffer.alloc(2 * 2 ** 20));';
  expect(await memoryAfter(work, false)).not.toHaveProperty('retainedBytes');
});
