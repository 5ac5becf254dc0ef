// Dispatch "pool": what a message a unit costs, beside bare tinypool with the same window; through main.js as a
// user starts it, with probes, watchdog and all, and through the session alone.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { throughMain } from './program.mjs';
import { atMost, pairedRatios, printYardstick } from './table.mjs';

const unit = new URL('./units/no-op.mjs', import.meta.url).href;
const UNITS = 40_000;
/** One worker and its dispatcher share a CPU or not, as the scheduler likes: 22 or 85 µs a unit, for either. */
const TARGETS = { 1: 1.1, 2: 1.05 };

/** Measures at 1 and 2 workers. */
export async function run({ rounds, scale }) {
  const judged = [];
  for (const workers of [1, 2]) {
    const options = { unit, workers, units: Math.ceil(UNITS * scale) };
    const perUnit = ({ workSeconds }) => (workSeconds / options.units) * 1e6;
    // Two workers and their dispatcher on two CPUs scatter by a quarter from run to run.
    const { program, session, bare } = await interleaved(workers * rounds, {
      program: async () => perUnit(await throughMain(options)),
      session: async () => perUnit(await inFreshProcess('./peers/kneepoint.mjs', 'drive', options)),
      bare: async () => perUnit(await inFreshProcess('./peers/tinypool.mjs', 'drive', options)),
    });
    const target = atMost(TARGETS[workers]);
    judged.push(
      printYardstick(`Dispatch "pool", no-op unit, ${workers === 1 ? '1 worker' : `${workers} workers`}`, [
        { name: 'kneepoint, main.js', unit: 'µs a unit', values: program },
        { name: 'kneepoint, session', unit: 'µs a unit', values: session },
        { name: 'bare tinypool', unit: 'µs a unit', values: bare },
        { name: 'main.js / tinypool', unit: '', values: pairedRatios(program, bare), target },
        { name: 'session / tinypool', unit: '', values: pairedRatios(session, bare) },
      ]),
    );
  }
  return judged;
}
