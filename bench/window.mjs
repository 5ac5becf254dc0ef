// A window of time beside a count of units: the same work, so the same units a second.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { pairedRatios, printYardstick, within } from './table.mjs';
import { stepsOfOneMillisecond } from './units/one-millisecond.mjs';

const unit = new URL('./units/spin.mjs', import.meta.url).href;
const WINDOW_SECONDS = 10;
/** From the common start to the window, and from its end to the last start of a unit. */
const MARGIN_SECONDS = 1;

/** Measures throughput of 1 ms units at 1 and 2 workers that take their units themselves. */
export async function run({ rounds, scale }) {
  const seconds = WINDOW_SECONDS * scale;
  const margin = MARGIN_SECONDS * scale;
  const load = { kind: 'window', warmup: margin, duration: seconds + 2 * margin, window: seconds };
  const options = { unit, taskArgs: [stepsOfOneMillisecond()], iterations: 1, dispatch: 'self' };
  const judged = [];
  for (const workers of [1, 2]) {
    const taskCount = Math.ceil(seconds * 1000 * workers);
    const { window, count } = await interleaved(rounds, {
      window: () => throughput({ ...options, workers: [workers], load }),
      count: () => throughput({ ...options, workers: [workers], taskCount }),
    });
    judged.push(
      printYardstick(`Window of ${seconds} s beside a count: 1 ms units at ${workers} workers`, [
        { name: 'units a second, window', unit: '', values: window },
        { name: 'units a second, count', unit: '', values: count },
        { name: 'window / count', unit: '', values: pairedRatios(window, count), target: within(0.03) },
      ]),
    );
  }
  return judged;
}

async function throughput(options) {
  const { throughputs } = await inFreshProcess('./study-of-units.mjs', 'study', options);
  return throughputs[0];
}
