// How long until all workers have imported the unit and answered, beside bare tinypool's first batch.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, pairedRatios, printYardstick } from './table.mjs';

const unit = new URL('./units/no-op.mjs', import.meta.url).href;

/** Measures at 1, 4 and 16 workers. */
export async function run({ rounds }) {
  const judged = [];
  for (const workers of [1, 4, 16]) {
    const options = { unit, workers, units: 1 };
    const { ours, bare } = await interleaved(rounds, {
      ours: () => readyMs('./peers/kneepoint.mjs', options),
      bare: () => readyMs('./peers/tinypool.mjs', options),
    });
    judged.push(
      printYardstick(`Workers ready, N = ${workers}`, [
        { name: 'kneepoint', unit: 'ms', values: ours },
        { name: 'bare tinypool', unit: 'ms', values: bare },
        { name: 'kneepoint / tinypool', unit: '', values: pairedRatios(ours, bare), target: atMost(1.1) },
      ]),
    );
  }
  return judged;
}

async function readyMs(peer, options) {
  return (await inFreshProcess(peer, 'drive', options)).readySeconds * 1000;
}
