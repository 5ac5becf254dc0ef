// Dispatch "pool": what a message a unit costs, beside bare tinypool with the same window.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, pairedRatios, printYardstick } from './table.mjs';

const unit = new URL('./units/no-op.mjs', import.meta.url).href;
const UNITS = 40_000;

/** Measures at 1 and 2 workers. */
export async function run({ rounds, scale }) {
  const judged = [];
  for (const workers of [1, 2]) {
    const options = { unit, workers, units: Math.ceil(UNITS * scale) };
    const { ours, bare } = await interleaved(rounds, {
      ours: () => microsecondsPerUnit('./peers/kneepoint.mjs', options),
      bare: () => microsecondsPerUnit('./peers/tinypool.mjs', options),
    });
    judged.push(
      printYardstick(`Dispatch "pool", no-op unit, ${workers === 1 ? '1 worker' : `${workers} workers`}`, [
        { name: 'kneepoint', unit: 'µs a unit', values: ours },
        { name: 'bare tinypool', unit: 'µs a unit', values: bare },
        { name: 'kneepoint / tinypool', unit: '', values: pairedRatios(ours, bare), target: atMost(1.1) },
      ]),
    );
  }
  return judged;
}

async function microsecondsPerUnit(peer, options) {
  const { workSeconds } = await inFreshProcess(peer, 'drive', options);
  return (workSeconds / options.units) * 1e6;
}
