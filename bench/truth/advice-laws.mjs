/** What the rule of the advice is tried on: laws, kinds of noise, sizes of noise, rounds. */
import { lawThroughput } from '../../dist/src/executors/simulated.js';
import { LAWS, WORKERS } from './laws.mjs';

export const ROUNDS = [5, 10, 20];
/** Coefficients of variation of a trial. */
export const SIZES = [0.01, 0.02, 0.05, 0.1];

const FEW = [0, 1, 2, 4];
const SOME = [0, 1, 2, 4, 8];

const usl = (sigma, kappa) => (workers) => lawThroughput({ lambda: 1, sigma, kappa }, workers);
/** Grows up to `limit` workers, and has `beyond` times that from there on. */
const upTo = (limit, beyond) => (workers) => (Math.max(1, workers) <= limit ? Math.max(1, workers) : limit * beyond);

/** `cpus` is given where the work computes on them: more workers cannot use more. */
export const ADVICE_LAWS = [
  ...LAWS.map(({ name, sigma, kappa }) => ({ name, workers: WORKERS, throughput: usl(sigma, kappa), cpus: null })),
  { name: 'Amdahl, sigma 0.1', workers: WORKERS, throughput: usl(0.1, 0), cpus: null },
  { name: 'Amdahl, sigma 0.5', workers: WORKERS, throughput: usl(0.5, 0), cpus: null },
  { name: 'USL, peak at 8', workers: WORKERS, throughput: usl(0.05, 0.0148), cpus: null },
  { name: '16 CPUs, level beyond', workers: WORKERS, throughput: upTo(16, 1), cpus: 16 },
  { name: '16 CPUs, 4 % slower beyond', workers: WORKERS, throughput: upTo(16, 0.96), cpus: 16 },
  { name: '4 CPUs, level beyond', workers: SOME, throughput: upTo(4, 1), cpus: 4 },
  { name: '4 CPUs, +1 % beyond', workers: SOME, throughput: upTo(4, 1.01), cpus: 4 },
  { name: '2 CPUs, +1.5 % at 4', workers: FEW, throughput: upTo(2, 1.015), cpus: 2 },
  { name: '2 CPUs, 3 % slower at 4', workers: FEW, throughput: upTo(2, 0.97), cpus: 2 },
  { name: '2 CPUs, +12 % at 4', workers: FEW, throughput: upTo(2, 1.12), cpus: 2 },
  { name: 'a pool of 4', workers: SOME, throughput: upTo(4, 1), cpus: null },
  { name: 'a lock for a fifth', workers: SOME, throughput: upTo(5, 1), cpus: null },
  { name: 'memory bandwidth', workers: SOME, throughput: (n) => 1 - Math.exp(-Math.max(1, n) / 4), cpus: null },
  { name: 'workers cost 10 %', workers: SOME, throughput: (n) => (n === 0 ? 1 : 0.9), cpus: null },
];

/**
 * Noise on the logarithm of one study, rounds by columns; `order` says when each trial ran. All have the given
 * standard deviation, save where the name says more.
 */
export const KINDS = [
  { name: 'independent', noise: (rng, shape, sd) => cells(shape, () => sd * rng.normal()) },
  {
    name: 'noisier with more workers',
    noise: (rng, shape, sd) => cells(shape, (_, j, columns) => sd * (0.5 + (1.5 * j) / (columns - 1)) * rng.normal()),
  },
  {
    name: 'heavy tails (t with 3)',
    noise: (rng, shape, sd) => cells(shape, () => (sd * student3(rng)) / Math.sqrt(3)),
  },
  { name: 'drift (AR 1, 0.8)', noise: drifting },
  {
    name: 'noisy neighbour',
    noise: (rng, shape, sd) => cells(shape, () => sd * rng.normal() + (rng.float() < 0.1 ? Math.log(0.7) : 0)),
  },
  { name: 'whole rounds vary too', noise: byRound },
];

function cells([rounds, columns], of) {
  return Array.from({ length: rounds }, (_, i) => Array.from({ length: columns }, (_, j) => of(i, j, columns)));
}

/** Student's t with three degrees of freedom: a normal over the root of a chi-square's mean. */
function student3(rng) {
  const squares = rng.normal() ** 2 + rng.normal() ** 2 + rng.normal() ** 2;
  return rng.normal() / Math.sqrt(squares / 3);
}

/** Trials follow one another, in random order within a round; each remembers 0.8 of the one before. */
function drifting(rng, [rounds, columns], sd) {
  const table = cells([rounds, columns], () => 0);
  let state = sd * rng.normal();
  for (const row of table) {
    const order = rng.shuffle(row.map((_, j) => j));
    for (const j of order) {
      row[j] = state;
      state = 0.8 * state + 0.6 * sd * rng.normal();
    }
  }
  return table;
}

function byRound(rng, shape, sd) {
  const own = cells(shape, () => sd * rng.normal());
  return own.map((row) => {
    const shared = 2 * sd * rng.normal();
    return row.map((value) => value + shared);
  });
}
