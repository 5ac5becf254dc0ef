/** One planted study: made from a law and a seed, analysed by the analysis's own functions, scored. */

import { fitCurve } from '../../dist/src/analysis/fits.js';
import { pairedRatios } from '../../dist/src/analysis/pairing.js';
import { lawThroughput, trialNoise } from '../../dist/src/executors/simulated.js';
import { Rng } from '../../dist/src/random.js';
import { meanEstimate, ratioEstimate } from '../../dist/src/statistics/estimate.js';
import { bcaInterval, percentileInterval } from './bootstrap.mjs';
import { WORKERS } from './laws.mjs';

/** Hits and tries of every figure, of one study. */
export function scoreStudy(law, truth, noise, rounds, seed) {
  const groups = WORKERS.map((workers) => cellTrials(law, noise, rounds, seed, workers));
  const [, ...cells] = groups;
  return {
    ...scoreFits(fitCurve(observations(cells)), law, truth),
    ...scoreRatios(groups, truth, seed),
  };
}

function cellTrials(law, noise, rounds, seed, workers) {
  const task = { name: law.name, given: law.name, args: [], subject: { kind: 'law', law: { ...law, noise } } };
  const load = { kind: 'count', units: 1 };
  const way = { id: '0/simulated', task, executor: 'simulated', inFlight: 1, order: 'none', load };
  const cell = { id: String(workers), name: '', way, workers };
  const completed = Array.from({ length: rounds }, (_, round) => {
    const throughput = lawThroughput(law, workers) * trialNoise(noise, { seed, task, workers, inFlight: 1, round });
    return { cell, round, throughput };
  });
  return { cell, completed, records: [], outcomes: {} };
}

function observations(groups) {
  return groups.flatMap(({ cell, completed }) =>
    completed.map(({ round, throughput }) => ({ workers: cell.workers, round, throughput })),
  );
}

/** The published intervals; the general law's own where no feasible law was selected. */
function scoreFits({ fits, general }, law, truth) {
  const fit = fits.find(({ selected }) => selected);
  const shown = fit ?? general;
  const observed = truth.peak !== null && truth.peak < Math.max(...WORKERS) && truth.peak > 1 + 1e-9;
  return {
    sigma: hit(shown.sigma, law.sigma),
    kappa: hit(shown.kappa, law.kappa),
    lambda: hit(shown.lambda, law.lambda),
    ...(observed && fit?.peakWorkers ? { peak: hit(fit.peakWorkers, truth.peak) } : {}),
    ...(truth.limit !== null && fit?.speedupLimit ? { limit: hit(fit.speedupLimit, truth.limit) } : {}),
    selected: fit === undefined ? 'none' : fit.model,
  };
}

/** A null end beside the other is no bound. */
function hit({ low, high }, value) {
  return Number((low ?? Number.NEGATIVE_INFINITY) <= value && value <= (high ?? Number.POSITIVE_INFINITY));
}

/** Coverage of throughput and speedup at one N a study, by turns, and of the bootstrap in the place of t. */
function scoreRatios(groups, truth, seed) {
  const i = 1 + (seed % (WORKERS.length - 1));
  const ratios = pairedRatios(groups[i], groups[0]).map(({ ratio }) => ratio);
  const speedup = truth.throughputs[i] / truth.throughputs[0];
  const logs = ratios.map(Math.log);
  return {
    throughput: hit(meanEstimate(groups[i].completed.map(({ throughput }) => throughput)), truth.throughputs[i]),
    speedup: hit(ratioEstimate(ratios), speedup),
    percentile: hit(percentileInterval(logs, new Rng(seed, 1)), Math.log(speedup)),
    bca: hit(bcaInterval(logs, new Rng(seed, 2)), Math.log(speedup)),
  };
}
