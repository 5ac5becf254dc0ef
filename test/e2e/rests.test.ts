/** While the machine rests the next trial's host starts, and it goes when no trial comes. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NODE, ownFolder, start, writeFiles } from '../support/cli.js';
import { processesWith } from '../support/processes.js';

const LIBRARY = new URL('../../dist/src/index.js', import.meta.url).href;
const folder = ownFolder();

/** Writes down when its process began, in each trial. */
const TASK = `
  import { appendFileSync } from 'node:fs';
  export default {
    deterministic: false,
    run: ({ scratch }, where) => {
      if (scratch.includes('trial-')) appendFileSync(where, performance.timeOrigin + '\\n');
    },
  };`;

/** Runs a study of three trials with rests; gives when each host began and what happened when. */
async function study(name: string, on: string, mark = '') {
  const paths = { task: join(folder, 'began.mjs'), began: join(folder, `${name}.began`), told: join(folder, name) };
  const program = `
    import { writeFileSync } from 'node:fs';
    import { runStudy } from ${JSON.stringify(LIBRARY)};
    const paths = ${JSON.stringify(paths)};
    const events = [];
    const controller = new AbortController();
    const on = (event) => {
      events.push({ kind: event.kind, at: performance.timeOrigin + performance.now() });
      ${on}
    };
    const options = { task: paths.task, taskArgs: [paths.began], taskCount: 1, workers: [0], iterations: 3, warmup: 0 };
    const rests = { waitTimeAfterRunner: 0.7, out: ${JSON.stringify(join(folder, `${name}-out`))} };
    await runStudy({ ...options, ...rests }, { on, signal: controller.signal });
    writeFileSync(paths.told, JSON.stringify(events));`;
  writeFiles(folder, { 'began.mjs': TASK, [`${name}.mjs`]: program });
  const { status, stderr } = await start(NODE, [`${name}.mjs`], folder, { KNEEPOINT_TEST_MARK: mark }).ended;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const events: readonly { readonly kind: string; readonly at: number }[] = JSON.parse(
    readFileSync(paths.told, 'utf8'),
  );
  const began = readFileSync(paths.began, 'utf8').trimEnd().split('\n').map(Number);
  return { began, at: (kind: string) => events.filter((event) => event.kind === kind).map(({ at }) => at) };
}

test('a host starts once the trial before has ended, and before its own begins', async () => {
  const { began, at } = await study('whole', '');
  const [ended, begins] = [at('trial-end'), at('trial-start')];
  for (const next of [1, 2]) {
    const inOrder = [ended[next - 1], began[next], begins[next]] as number[];
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  }
});

test('a study that is ended in a rest leaves no host', async () => {
  const mark = randomUUID();
  const { began } = await study(
    'ended',
    `if (event.kind === 'rest') setTimeout(() => controller.abort('enough'), 200);`,
    mark,
  );
  expect(began).toHaveLength(1);
  expect(processesWith(mark)).toEqual([]);
});
