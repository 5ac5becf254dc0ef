/**
 * The truth run: planted laws, and how often the analysis finds them. Writes docs/truth.md.
 *
 *   npm run build && node bench/truth.mjs [studies]      1,000 studies of each law, noise and rounds
 */
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { LAWS, NOISES, ROUNDS } from './truth/laws.mjs';
import { render } from './truth/page.mjs';

const THREADS = 2;
/** Without noise every study is the same. */
const NOISELESS_STUDIES = 10;
const studies = Number(process.argv[2] ?? 1000);
const page = new URL('../docs/truth.md', import.meta.url);

const jobs = LAWS.flatMap((_, law) =>
  NOISES.flatMap((noise) =>
    ROUNDS.map((rounds) => ({ law, noise, rounds, studies: noise === 0 ? NOISELESS_STUDIES : studies })),
  ),
).map((job, index) => ({ ...job, firstSeed: index * 1_000_000 + 1 }));
const results = new Array(jobs.length);
let next = 0;
await Promise.all(Array.from({ length: THREADS }, work));
writeFileSync(page, render(results, studies));
process.stdout.write(`written: docs/truth.md\n`);

async function work() {
  const worker = new Worker(new URL('./truth/worker.mjs', import.meta.url));
  while (next < jobs.length) {
    const index = next++;
    worker.postMessage(jobs[index]);
    results[index] = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    worker.removeAllListeners('error');
    process.stderr.write(`${index + 1} of ${jobs.length}: ${LAWS[jobs[index].law].name}, noise ${jobs[index].noise}\n`);
  }
  await worker.terminate();
}
