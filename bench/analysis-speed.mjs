/**
 * How long the analysis takes, and how it grows with the journal: fresh process for each size, so that a
 * short journal is not helped by code that a long one warmed. Bounds: 10 trials 300 ms, 1,000 trials 2 s.
 *
 *   npm run build && node bench/analysis-speed.mjs
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { plantedJournal } from './truth/journal.mjs';

const SIZES = [10, 30, 100, 300, 1000, 3000];
const REPEATS = 5;
const BOUNDS_MS = { 10: 300, 1000: 2000 };

if (process.argv[2] === 'once') process.stdout.write(String(await once(Number(process.argv[3]))));
else table();

/** Milliseconds from importing the analysis to the report. */
async function once(trials) {
  const recording = await plantedJournal(trials);
  const start = performance.now();
  const { analyse } = await import('../dist/src/analysis/analyse.js');
  analyse(recording);
  return performance.now() - start;
}

function table() {
  process.stdout.write('trials    median ms    bound ms    µs a trial\n');
  for (const trials of SIZES) {
    const times = Array.from({ length: REPEATS }, () => inFreshProcess(trials)).sort((a, b) => a - b);
    const median = times[Math.floor(REPEATS / 2)];
    const bound = String(BOUNDS_MS[trials] ?? '–');
    process.stdout.write(
      `${String(trials).padStart(6)}${median.toFixed(1).padStart(13)}${bound.padStart(12)}${((median * 1000) / trials).toFixed(0).padStart(14)}\n`,
    );
  }
}

function inFreshProcess(trials) {
  const script = fileURLToPath(import.meta.url);
  return Number(execFileSync(process.execPath, [script, 'once', String(trials)], { encoding: 'utf8' }));
}
