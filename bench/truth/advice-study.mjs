/** One planted study for the rule of the advice, and how its choice compares with the truth. */
import { choose, SURE } from '../../dist/src/analysis/contest.js';
import { GOOD_ENOUGH } from '../../dist/src/analysis/duels.js';
import { shownSlower } from '../../dist/src/analysis/slower.js';
import { Rng } from '../../dist/src/random.js';

/** Numbers to be averaged over studies; `certainty` is counted by its words. */
export function scoreChoice(law, kind, size, rounds, seed) {
  const truth = law.workers.map(law.throughput);
  const noise = kind.noise(new Rng(seed), [rounds, truth.length], Math.sqrt(Math.log1p(size * size)));
  const table = noise.map((row) => row.map((value, j) => value + Math.log(truth[j])));
  const beyondCpus = law.cpus === null ? [] : law.workers.flatMap((workers, j) => (workers > law.cpus ? [j] : []));
  const { pick, probabilityGoodEnough } = choose(table, { sure: SURE, beyondCpus });
  const highest = Math.max(...truth);
  const smallest = truth.findIndex((throughput) => throughput >= GOOD_ENOUGH * highest - 1e-9);
  const regret = 1 - truth[pick] / highest;
  const isFew = regret > 1 - GOOD_ENOUGH + 1e-9;
  return {
    over: Number(pick > smallest),
    excess: Math.max(0, law.workers[pick] - law.workers[smallest]),
    few: Number(isFew),
    loss: Math.max(0, regret - (1 - GOOD_ENOUGH)),
    exact: Number(pick === smallest),
    winner: Number(shownSlower(table).length > 0),
    certainty: certaintyOf(probabilityGoodEnough[pick]),
  };
}

function certaintyOf(probability) {
  if (probability >= SURE) return 'sure';
  return probability >= 0.8 ? 'fairly sure' : 'best guess';
}
