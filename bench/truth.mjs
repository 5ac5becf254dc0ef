/**
 * The truth run: planted laws, and how often the analysis finds them. Writes docs/internals/truth.md, or the part of it
 * that was asked for.
 *
 *   npm run build && node bench/truth.mjs                  all of it: an hour
 *   npm run build && node bench/truth.mjs intervals 1000   studies of each law, noise and rounds
 *   npm run build && node bench/truth.mjs advice 300       studies of each law, kind and size of noise, and rounds
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { ADVICE_LAWS, ROUNDS as ADVICE_ROUNDS, KINDS, SIZES } from './truth/advice-laws.mjs';
import { adviceSection } from './truth/advice-page.mjs';
import { LAWS, NOISES, ROUNDS } from './truth/laws.mjs';
import { intervalSections } from './truth/page.mjs';

const THREADS = 2;
/** Without noise every study is the same. */
const NOISELESS_STUDIES = 10;
const ADVICE = '## Advice';
const AFTER_ADVICE = '## Why Student';
const page = new URL('../docs/internals/truth.md', import.meta.url);
const [part = 'all', given] = process.argv.slice(2);
if (!['all', 'intervals', 'advice'].includes(part)) throw new Error(`"${part}" is none of all, intervals, advice`);

const old = readFileSync(page, 'utf8');
const [before, after] = [old.indexOf(ADVICE), old.indexOf(AFTER_ADVICE)];
if (before < 0 || after < before)
  throw new Error(`docs/internals/truth.md has no "${ADVICE}" before "${AFTER_ADVICE}"`);
const parts = { head: old.slice(0, before), advice: old.slice(before, after), rest: old.slice(after) };
if (part !== 'advice') {
  const { head, intervals, rest } = intervalSections(
    await runAll(intervalJobs(Number(given ?? 1000))),
    Number(given ?? 1000),
  );
  parts.head = [...head, ...intervals, ''].join('\n');
  parts.rest = rest.join('\n');
}
if (part !== 'intervals')
  parts.advice = [...adviceSection(await runAll(adviceJobs(Number(given ?? 300))), Number(given ?? 300)), ''].join(
    '\n',
  );
writeFileSync(page, parts.head + parts.advice + parts.rest);
process.stdout.write('written: docs/internals/truth.md\n');

function intervalJobs(studies) {
  return LAWS.flatMap((_, law) =>
    NOISES.flatMap((noise) =>
      ROUNDS.map((rounds) => ({ law, noise, rounds, studies: noise === 0 ? NOISELESS_STUDIES : studies })),
    ),
  );
}

function adviceJobs(studies) {
  return ADVICE_LAWS.flatMap((_, law) =>
    KINDS.flatMap((_, kind) =>
      SIZES.flatMap((size) => ADVICE_ROUNDS.map((rounds) => ({ law, kind, size, rounds, studies }))),
    ),
  );
}

/** Every job has seeds of its own; results are in the order of the jobs. */
async function runAll(jobs) {
  const results = new Array(jobs.length);
  let next = 0;
  const work = async () => {
    const worker = new Worker(new URL('./truth/worker.mjs', import.meta.url));
    while (next < jobs.length) {
      const index = next++;
      worker.postMessage({ ...jobs[index], firstSeed: index * 1_000_000 + 1 });
      results[index] = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      worker.removeAllListeners('error');
      if ((index + 1) % 12 === 0) process.stderr.write(`${index + 1} of ${jobs.length}\n`);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: THREADS }, work));
  return results;
}
