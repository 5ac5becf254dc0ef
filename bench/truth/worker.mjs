/** Scores many studies of one job, off the main thread. */
import { parentPort } from 'node:worker_threads';
import { ADVICE_LAWS, KINDS } from './advice-laws.mjs';
import { scoreChoice } from './advice-study.mjs';
import { LAWS, truthOf } from './laws.mjs';
import { scoreStudy } from './study.mjs';

parentPort.on('message', (job) => parentPort.postMessage(job.kind === undefined ? intervals(job) : advice(job)));

function intervals({ law: index, noise, rounds, studies, firstSeed }) {
  const law = LAWS[index];
  const truth = truthOf(law);
  const tally = {};
  for (let i = 0; i < studies; i++) add(tally, scoreStudy(law, truth, noise, rounds, firstSeed + i));
  return { law: index, noise, rounds, studies, tally };
}

/** Numbers add up as hits of tries; words are counted. */
function add(tally, scores) {
  for (const [figure, score] of Object.entries(scores)) {
    const key = typeof score === 'string' ? `${figure}:${score}` : figure;
    tally[key] ??= { hits: 0, tries: 0 };
    tally[key].hits += typeof score === 'string' ? 1 : score;
    tally[key].tries += 1;
  }
}

/** Sums by certainty. */
function advice({ law, kind, size, rounds, studies, firstSeed }) {
  const sums = {};
  for (let i = 0; i < studies; i++) {
    const { certainty, ...figures } = scoreChoice(ADVICE_LAWS[law], KINDS[kind], size, rounds, firstSeed + i);
    sums[certainty] ??= { studies: 0 };
    const sum = sums[certainty];
    sum.studies++;
    for (const [figure, value] of Object.entries(figures)) sum[figure] = (sum[figure] ?? 0) + value;
  }
  return { law, kind, size, rounds, sums };
}
