/** Time in which units in flight wait behind others of their worker, as the dispatcher sees it. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { trialUnits } from '../../../src/run/host/arrivals.js';
import type { Driven } from '../../../src/seams/executor.js';
import { NODE, start } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';
import { trialSpec } from '../../support/trial-spec.js';

const modules = new ModuleFolder();
const WINDOW = { kind: 'window', warmupSeconds: 0.05, durationSeconds: 0.4, windowSeconds: 0.3 } as const;

test('one in flight waits behind none, and of several of a worker that computes all but one do', async () => {
  const url = modules.url('export default () => { for (const t = performance.now() + 3; performance.now() < t; ); }');
  const pooled = { executor: 'threads', workers: 1, dispatch: 'pool', units: 40 } as const;
  const specs = [
    trialSpec({ ...pooled, inFlight: 1 }),
    trialSpec({ ...pooled, inFlight: 4 }),
    trialSpec({ ...pooled, inFlight: 4, chunk: 2 }),
    trialSpec({ ...pooled, inFlight: 4, load: WINDOW, units: trialUnits(WINDOW, 1, 0) }),
    trialSpec({ ...pooled, dispatch: 'self' }),
  ];
  const script = fileURLToPath(new URL('../../support/session-cases.mjs', import.meta.url));
  const built = new URL('../../../dist/src/executors/threads.js', import.meta.url).href;
  const ended = await start(NODE, [script, built, url, JSON.stringify(specs)], modules.path).ended;
  const driven = JSON.parse(ended.stdout).map((session: { driven: Driven }) => session.driven) as Driven[];
  const [one, four, chunks, window, self] = driven.map(({ workers }) => workers[0]?.queuedSeconds);
  const busy = driven.map(({ workers }) => workers[0]?.busySeconds ?? 0);
  expect(one).toBe(0);
  expect(self).toBeNull();
  // Three of four wait while one is served, but for the first and the last ones.
  expect(four).toBeGreaterThan(2 * (busy[1] as number));
  // A message waits once for its two units.
  expect(chunks).toBeGreaterThan(2 * (busy[2] as number));
  expect(chunks).toBeLessThan(3 * (driven[2]?.workSeconds ?? 0));
  // What lies outside the window is no part of it: four streams cannot wait longer than it lasts.
  expect(window).toBeGreaterThan(2 * (driven[3]?.window?.workers[0]?.busySeconds ?? 0));
  expect(window).toBeLessThan(4 * WINDOW.windowSeconds);
});
