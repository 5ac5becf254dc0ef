/** A queue in virtual time: random arrivals, first come, first served, any service times. */
import type { Rng } from '../../src/random.js';

/** Draws a service time, in milliseconds. */
export type Service = (rng: Rng) => number;

/** Mean 10 ms each. */
export const SERVICES = {
  equal: () => 10,
  erlang: (rng) => (exponential(rng) + exponential(rng) + exponential(rng) + exponential(rng)) / 4,
  exponential,
  lognormal: (rng) => lognormal(rng, 1),
  'heavy tail': (rng) => lognormal(rng, 4),
} as const satisfies { readonly [name: string]: Service };

function exponential(rng: Rng): number {
  return -10 * Math.log(1 - rng.float());
}

/** Log-normal with that squared coefficient of variation. */
function lognormal(rng: Rng, variation: number): number {
  const variance = Math.log1p(variation);
  return 10 * Math.exp(Math.sqrt(variance) * rng.normal() - variance / 2);
}

/** Times from arrival to answer in milliseconds, ascending; the first tenth, in which the queue fills, is left out. */
export function simulateQueue(
  { servers, perSecond, service }: { readonly servers: number; readonly perSecond: number; readonly service: Service },
  units: number,
  rng: Rng,
): Float64Array {
  const free = new Float64Array(servers);
  const sojourns = new Float64Array(units);
  let arrival = 0;
  for (let unit = 0; unit < units; unit++) {
    arrival -= (1000 / perSecond) * Math.log(1 - rng.float());
    let first = 0;
    for (let i = 1; i < servers; i++) if ((free[i] as number) < (free[first] as number)) first = i;
    const done = Math.max(arrival, free[first] as number) + service(rng);
    free[first] = done;
    sojourns[unit] = done - arrival;
  }
  return sojourns.slice(units / 10).sort();
}

/** The nearest-rank quantile of ascending values. */
export function quantileOf(ascending: Float64Array, quantile: number): number {
  return ascending[Math.ceil(quantile * ascending.length) - 1] as number;
}
