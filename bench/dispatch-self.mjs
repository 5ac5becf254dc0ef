// Dispatch "self": what a unit costs when workers help themselves, beside a loop written by hand.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, pairedRatios, printYardstick } from './table.mjs';

const unit = new URL('./units/no-op.mjs', import.meta.url).href;
const UNITS = 5_000_000;

/** Measures at 1 worker, with timing, histogram and digest. */
export async function run({ rounds, scale }) {
  const options = { unit, workers: 1, units: Math.ceil(UNITS * scale), dispatch: 'self' };
  const { ours, loop } = await interleaved(rounds, {
    ours: () => microsecondsPerUnit('./peers/kneepoint.mjs', options),
    loop: () => microsecondsPerUnit('./peers/timed-loop.mjs', options),
  });
  return [
    printYardstick('Dispatch "self", no-op unit, 1 worker', [
      { name: 'kneepoint', unit: 'µs a unit', values: ours, target: atMost(0.25) },
      { name: 'timed loop by hand', unit: 'µs a unit', values: loop },
      { name: 'kneepoint / loop', unit: '', values: pairedRatios(ours, loop) },
    ]),
  ];
}

async function microsecondsPerUnit(peer, options) {
  const { workSeconds } = await inFreshProcess(peer, 'drive', options);
  return (workSeconds / options.units) * 1e6;
}
