// Two workers on units of about a millisecond: how much of the machine each way to hand out gives. Long enough
// that code which is not compiled yet makes no difference: over 1,000 units it takes 2 to 3 % of both pools' time.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atLeast, pairedRatios, printYardstick } from './table.mjs';
import { stepsOfOneMillisecond } from './units/one-millisecond.mjs';

const unit = new URL('./units/spin.mjs', import.meta.url).href;
const UNITS = 8000;
const KNEEPOINT = './peers/kneepoint.mjs';

/** Measures speedups over kneepoint's own sequential executor, each with the sequential of its round. */
export async function run({ rounds, scale }) {
  const options = { unit, args: [stepsOfOneMillisecond()], units: Math.ceil(UNITS * scale), workers: 2 };
  const seconds = await interleaved(rounds, {
    sequential: () => workSeconds(KNEEPOINT, { ...options, executor: 'sequential', workers: 0, dispatch: 'self' }),
    pool: () => workSeconds(KNEEPOINT, options),
    bare: () => workSeconds('./peers/tinypool.mjs', options),
    self: () => workSeconds(KNEEPOINT, { ...options, dispatch: 'self' }),
    loop: () => workSeconds('./peers/timed-loop.mjs', options),
  });
  const speedups = (values) => pairedRatios(seconds.sequential, values);
  const [pool, bare, self, loop] = [seconds.pool, seconds.bare, seconds.self, seconds.loop].map(speedups);
  return [
    printYardstick('Speedup at 2 workers, 1 ms unit', [
      { name: 'kneepoint, pool', unit: '', values: pool },
      { name: 'bare tinypool', unit: '', values: bare },
      { name: 'pool / tinypool', unit: '', values: pairedRatios(pool, bare), target: atLeast(0.97) },
      { name: 'kneepoint, self', unit: '', values: self, target: atLeast(1.95) },
      { name: 'loop by hand', unit: '', values: loop },
      { name: 'self / loop', unit: '', values: pairedRatios(self, loop) },
    ]),
  ];
}

async function workSeconds(peer, options) {
  return (await inFreshProcess(peer, 'drive', options)).workSeconds;
}
