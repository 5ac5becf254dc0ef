/**
 * What units would wait if they arrived by themselves, predicted from how long they were served in a closed loop.
 * A queue with Poisson arrivals before `servers` equal servers (M/G/c): a unit waits with the probability of Erlang's
 * C formula (Erlang 1917); those that wait do so as before one server that is `servers` times as fast, which is a
 * geometric sum of residual service times (Pollaczek 1930; Khinchine 1932). The mean is that of Allen and Cunneen
 * (Allen 1990, sect. 5.2), the shape is that of the measured times. docs/sizing.md has its errors.
 */
import type { EncodedHistogram } from '../model/measurement.js';
import { bucketRange, countOf, meanNs } from '../statistics/histogram.js';

/** Steps in which the waiting time is computed, and how many mean waits they span; an exponential tail follows. */
const STEPS = 1000;
const SPAN = 12;
const HALVINGS = 40;
const NS_PER_MS = 1e6;

/** What serves the units. */
export interface Servers {
  /** Units that are served at a time, at least 1. */
  readonly count: number;
  /** Units per second of all of them together when none is ever idle. */
  readonly perSecond: number;
  /** How long units took, from start to answer. */
  readonly service: EncodedHistogram;
}

/** Probability that an arrival waits, for `servers` at a utilisation of 0 to below 1 (Erlang C, by B's recursion). */
export function erlangC(servers: number, utilisation: number): number {
  const offered = servers * utilisation;
  let blocked = 1;
  for (let i = 1; i <= servers; i++) blocked = (offered * blocked) / (i + offered * blocked);
  return blocked / (1 - utilisation * (1 - blocked));
}

/**
 * The time from arrival to answer that a share `quantile` of the units does not exceed, in milliseconds, when they
 * arrive at random and keep the servers busy to `utilisation` (0 to below 1).
 */
export function predictedSojournMs(servers: Servers, utilisation: number, quantile: number): number {
  const times = timesOf(servers.service);
  const waits = erlangC(servers.count, utilisation);
  const meanServiceMs = (servers.count / servers.perSecond) * 1000;
  const wait = waitOf(times, servers.count, utilisation);
  const share = (ms: number) =>
    times.ms.reduce((sum, serviceMs, i) => {
      const left = ms - serviceMs;
      return sum + (times.weights[i] as number) * (left < 0 ? 1 : waits * wait.beyond(left / meanServiceMs));
    }, 0);
  let [low, high] = [0, (times.ms.at(-1) ?? 0) + 1];
  while (share(high) > 1 - quantile) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (share(middle) > 1 - quantile) low = middle;
    else high = middle;
  }
  return high;
}

/** The squared coefficient of variation of the service times: 0 for equal ones, 1 for exponential ones. */
export function variation({ service }: Pick<Servers, 'service'>): number {
  return variationOf(timesOf(service));
}

function variationOf({ ms, weights, meanMs }: Times): number {
  return ms.reduce((sum, value, i) => sum + (weights[i] as number) * (value / meanMs - 1) ** 2, 0);
}

/** Service times, ascending, with the share of the units that took each. */
interface Times {
  readonly ms: readonly number[];
  readonly weights: readonly number[];
  readonly meanMs: number;
}

function timesOf(histogram: EncodedHistogram): Times {
  const { buckets, counts, minNs, maxNs } = histogram;
  const count = countOf(histogram);
  const ms = buckets.map((bucket) => {
    const { from, to } = bucketRange(bucket);
    return Math.min(maxNs, Math.max(minNs, (from + to - 1) / 2)) / NS_PER_MS;
  });
  return { ms, weights: counts.map((times) => times / count), meanMs: (meanNs(histogram) ?? 0) / NS_PER_MS };
}

/** How long those wait that do, in mean service times. */
interface Wait {
  /** Probability of more than `time`. */
  beyond(time: number): number;
}

/**
 * The compound geometric sum by Panjer's recursion (1981) on a grid of residual service times divided by the number
 * of servers; all times in mean service times.
 */
function waitOf(times: Times, servers: number, utilisation: number): Wait {
  const meanWait = (1 + variationOf(times)) / (2 * servers * (1 - utilisation));
  const step = (SPAN * meanWait) / STEPS;
  const residual = residualShares(times, servers * step);
  const first = 1 - utilisation * (residual[0] as number);
  const sums = new Float64Array(STEPS);
  const beyond = new Float64Array(STEPS);
  let left = 1;
  for (let i = 0; i < STEPS; i++) {
    let sum = 0;
    for (let k = 1; k <= i; k++) sum += (residual[k] as number) * (sums[i - k] as number);
    sums[i] = i === 0 ? (1 - utilisation) / first : (utilisation * sum) / first;
    left -= sums[i] as number;
    beyond[i] = utilisation === 0 ? 0 : Math.min(1, Math.max(0, left / utilisation));
  }
  const at = (i: number) => (i < 0 ? 1 : (beyond[i] as number));
  const last = STEPS - 1;
  return {
    beyond(time) {
      // Masses stand in the middle of their steps, which begin at half a step below 0.
      const place = time / step - 0.5;
      const i = Math.floor(place);
      if (i >= last) return at(last) * Math.exp(-((place - last) * step) / meanWait);
      return at(i) + (at(i + 1) - at(i)) * (place - i);
    },
  };
}

/** Shares of the residual service time (Cox 1962, sect. 5.1) that round to 0, 1, 2, … steps. */
function residualShares({ ms, weights, meanMs }: Times, step: number): Float64Array {
  const shares = new Float64Array(STEPS);
  let [i, served, shorter, before] = [0, 0, 0, 0];
  for (let k = 0; k < STEPS; k++) {
    const upTo = (k + 0.5) * step * meanMs;
    for (; i < ms.length && (ms[i] as number) <= upTo; i++) {
      shorter += weights[i] as number;
      served += (weights[i] as number) * (ms[i] as number);
    }
    const atMost = Math.min(1, (served + (1 - shorter) * upTo) / meanMs);
    shares[k] = Math.max(0, atMost - before);
    before = atMost;
  }
  return shares;
}
