// How long until all workers have imported the unit and answered, beside bare tinypool's first batch: through the
// session alone, and through main.js as a user starts it, where it is the trial's init.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { throughMain } from './program.mjs';
import { atMost, pairedRatios, printYardstick } from './table.mjs';

const unit = new URL('./units/no-op.mjs', import.meta.url).href;

/** Measures at 1, 4 and 16 workers. */
export async function run({ rounds }) {
  const judged = [];
  for (const workers of [1, 4, 16]) {
    const options = { unit, workers, units: 1 };
    const ms = ({ readySeconds }) => readySeconds * 1000;
    const { program, session, bare } = await interleaved(2 * rounds, {
      program: async () => ms(await throughMain(options)),
      session: async () => ms(await inFreshProcess('./peers/kneepoint.mjs', 'drive', options)),
      bare: async () => ms(await inFreshProcess('./peers/tinypool.mjs', 'drive', options)),
    });
    judged.push(
      printYardstick(`Workers ready, N = ${workers}`, [
        { name: 'kneepoint, main.js', unit: 'ms', values: program },
        { name: 'kneepoint, session', unit: 'ms', values: session },
        { name: 'bare tinypool', unit: 'ms', values: bare },
        { name: 'main.js / tinypool', unit: '', values: pairedRatios(program, bare), target: atMost(1.05) },
        { name: 'session / tinypool', unit: '', values: pairedRatios(session, bare) },
      ]),
    );
  }
  return judged;
}
