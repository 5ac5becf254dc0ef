/** Scores many studies of one law, noise and number of rounds, off the main thread. */
import { parentPort } from 'node:worker_threads';
import { LAWS, truthOf } from './laws.mjs';
import { scoreStudy } from './study.mjs';

parentPort.on('message', ({ law: index, noise, rounds, studies, firstSeed }) => {
  const law = LAWS[index];
  const truth = truthOf(law);
  const tally = {};
  for (let i = 0; i < studies; i++) add(tally, scoreStudy(law, truth, noise, rounds, firstSeed + i));
  parentPort.postMessage({ law: index, noise, rounds, studies, tally });
});

/** Numbers add up as hits of tries; words are counted. */
function add(tally, scores) {
  for (const [figure, score] of Object.entries(scores)) {
    const key = typeof score === 'string' ? `${figure}:${score}` : figure;
    tally[key] ??= { hits: 0, tries: 0 };
    tally[key].hits += typeof score === 'string' ? 1 : score;
    tally[key].tries += 1;
  }
}
