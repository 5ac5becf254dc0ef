// What observing costs the observed: whole studies with all probes beside the same with none, on 1 ms units.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atLeast, pairedRatios, printYardstick } from './table.mjs';
import { stepsOfOneMillisecond } from './units/one-millisecond.mjs';

const unit = new URL('./units/spin.mjs', import.meta.url).href;
const UNITS = 10_000;

/** Measures throughput at 2 workers, each way to hand out. */
export async function run({ rounds, scale }) {
  const options = {
    unit,
    taskArgs: [stepsOfOneMillisecond()],
    taskCount: Math.ceil(UNITS * scale),
    workers: [2],
    iterations: 1,
  };
  const judged = [];
  for (const dispatch of ['self', 'pool']) {
    const costs = [];
    const { on, off } = await interleaved(rounds, {
      on: () => throughput({ ...options, dispatch, probes: true }, costs),
      off: () => throughput({ ...options, dispatch, probes: false }, []),
    });
    judged.push(
      printYardstick(`Telemetry, dispatch "${dispatch}": 1 ms units at 2 workers`, [
        { name: 'units a second, all probes', unit: '', values: on },
        { name: 'units a second, none', unit: '', values: off },
        { name: 'all / none', unit: '', values: pairedRatios(on, off), target: atLeast(0.99) },
        { name: 'time of the probes', unit: '% of the wall', values: costs },
      ]),
    );
  }
  return judged;
}

async function throughput(options, costs) {
  const { trials } = await inFreshProcess('./study-of-units.mjs', 'study', options);
  const [{ measurement, readings }] = trials;
  const cost = Object.values(readings).reduce((sum, { costSeconds }) => sum + costSeconds, 0);
  costs.push((cost / measurement.workSeconds) * 100);
  return measurement.unitsCompleted / measurement.workSeconds;
}
