// How long the analysis takes, and how it grows with the journal: a fresh process for each, so that a short
// journal is not helped by code that a long one warmed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, printYardstick } from './table.mjs';

const WORKERS = [0, 1, 2, 4, 8, 12, 16, 24, 32, 48];
const LAW = { cpus: 64, lambda: 100, sigma: 0.03, kappa: 0.0008, noise: 0.03 };
/** Limits, so that percentiles decide too. */
const LIMITS = { p50Ms: 1e6, p99Ms: 1e6, errorRate: 0.5 };
/** Trials of a journal, and the milliseconds that its analysis may take. */
const BOUNDS_MS = { 10: 300, 100: undefined, 1000: 2000, 3000: undefined };

/** Measures journals of 10 to 3,000 trials of a planted law, from importing kneepoint to the report. */
export async function run({ rounds }) {
  const parent = await mkdtemp(join(tmpdir(), 'kneepoint-bench-'));
  try {
    const contenders = {};
    for (const trials of Object.keys(BOUNDS_MS)) {
      const folder = await plantedRun(Number(trials), parent);
      contenders[trials] = () => inFreshProcess('./analysis-speed.mjs', 'analysisMs', { folder });
    }
    const times = await interleaved(rounds, contenders);
    const lines = Object.entries(BOUNDS_MS).map(([trials, boundMs]) => ({
      name: `${trials} trials`,
      unit: 'ms',
      values: times[trials],
      ...(boundMs === undefined ? {} : { target: atMost(boundMs) }),
    }));
    return [printYardstick('Analysis of a journal', lines)];
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Milliseconds from importing kneepoint to the report of a run, its journal read and checked. */
export async function analysisMs({ folder }) {
  const began = performance.now();
  const { analyse, readRecording } = await import('../dist/src/index.js');
  await analyse(await readRecording(folder));
  return performance.now() - began;
}

async function plantedRun(trials, out) {
  const { runStudy } = await import('../dist/src/index.js');
  const iterations = trials / WORKERS.length;
  const study = { executors: ['simulated'], simulated: LAW, workers: WORKERS, iterations, limits: LIMITS };
  return (await runStudy({ ...study, taskCount: 4800, out: join(out, String(trials)) })).paths.folder;
}
