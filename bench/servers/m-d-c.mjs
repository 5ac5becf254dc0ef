/**
 * How long units wait in M/D/c: they arrive at random, each takes the same time, and `servers` take them in their order.
 * The waiting time's distribution is Franx's (G. J. Franx, A simple solution for the M/D/c waiting time distribution,
 * Operations Research Letters 29, 2001, 221–229); numbers in the system are Crommelin's (Delay probability formulae
 * when the holding times are constant, Post Office Electrical Engineers' Journal 25, 1932).
 */

/** What is left of the probability when the states are cut. */
const NEGLIGIBLE = 1e-12;
const HALVINGS = 50;

/** The states' probabilities: 0, 1, 2, … units in the system; those that are hardly ever there are left out. */
function stationary(servers, offered) {
  const utilisation = offered / servers;
  const states = servers + Math.ceil(Math.log(1e-14) / Math.log(utilisation)) + 40;
  // Whoever is served now is gone after one service time, and all that arrived meanwhile is there.
  const arrived = new Float64Array(states);
  arrived[0] = Math.exp(-offered);
  for (let j = 1; j < states; j++) arrived[j] = (arrived[j - 1] * offered) / j;
  let now = new Float64Array(states);
  for (let j = 0; j < states; j++) now[j] = (1 - utilisation) * utilisation ** j;
  for (let step = 0; step < 100_000; step++) {
    const next = new Float64Array(states);
    let free = 0;
    for (let i = 0; i <= servers; i++) free += now[i];
    for (let j = 0; j < states; j++) {
      let sum = free * arrived[j];
      for (let i = servers + 1; i <= servers + j && i < states; i++) sum += now[i] * arrived[j + servers - i];
      next[j] = sum;
    }
    const total = next.reduce((all, each) => all + each, 0);
    let moved = 0;
    for (let j = 0; j < states; j++) {
      next[j] /= total;
      moved += Math.abs(next[j] - now[j]);
    }
    now = next;
    if (moved < NEGLIGIBLE) break;
  }
  return now;
}

/** P(W ≤ t) by the cumulated probabilities of the queue's length, for (k − 1)·D ≤ t < k·D (Franx 2001, theorem 2). */
function waitAtMost({ servers, perSecond, serviceSeconds }, seconds, states) {
  const k = Math.floor(seconds / serviceSeconds + 1e-12) + 1;
  const left = perSecond * (k * serviceSeconds - seconds);
  const queueAtMost = new Float64Array(k * servers);
  let sum = 0;
  for (let i = 0; i <= servers; i++) sum += states[i] ?? 0;
  for (let m = 0; m < k * servers; m++) {
    if (m > 0) sum += states[servers + m] ?? 0;
    queueAtMost[m] = sum;
  }
  let [term, total] = [Math.exp(-left), 0];
  for (let j = 0; j < k * servers; j++) {
    if (j > 0) term *= left / j;
    total += queueAtMost[k * servers - j - 1] * term;
  }
  return Math.min(1, total);
}

/**
 * The time from arrival to answer that a share `quantile` of the units does not exceed, in seconds; infinite where they
 * are too many. `queue` is { servers, perSecond, serviceSeconds }.
 */
export function sojournQuantile(queue, quantile) {
  const { servers, perSecond, serviceSeconds } = queue;
  if (perSecond * serviceSeconds >= servers) return Number.POSITIVE_INFINITY;
  const states = stationary(servers, perSecond * serviceSeconds);
  let [low, high] = [0, serviceSeconds];
  if (waitAtMost(queue, 0, states) >= quantile) return serviceSeconds;
  while (waitAtMost(queue, high, states) < quantile) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (waitAtMost(queue, middle, states) < quantile) low = middle;
    else high = middle;
  }
  return high + serviceSeconds;
}

/** Units a second at which that quantile reaches a limit: what `servers` hold within it. */
export function capacity({ servers, serviceSeconds }, quantile, limitSeconds) {
  let [low, high] = [0, servers / serviceSeconds];
  for (let i = 0; i < 30; i++) {
    const perSecond = (low + high) / 2;
    if (sojournQuantile({ servers, perSecond, serviceSeconds }, quantile) <= limitSeconds) low = perSecond;
    else high = perSecond;
  }
  return low;
}
