// Memory must not grow with the number of units: peaks of host and supervisor, many units beside few.
import { inFreshProcess, interleaved } from './fresh.mjs';
import { atMost, printYardstick } from './table.mjs';

const unit = new URL('./units/no-op.mjs', import.meta.url).href;
const FEW = 10_000;
const MANY = { self: 10_000_000, pool: 1_000_000 };
const MB = 1e6;

/** Measures whole studies of one trial at 2 workers, each in processes of its own. */
export async function run({ rounds, scale }) {
  const judged = [];
  for (const dispatch of ['self', 'pool']) {
    const units = Math.max(FEW, Math.ceil(MANY[dispatch] * scale));
    const { few, many } = await interleaved(rounds, {
      few: () => peaks(dispatch, FEW),
      many: () => peaks(dispatch, units),
    });
    judged.push(
      printYardstick(`Memory, dispatch "${dispatch}": ${units} units over ${FEW}`, [
        { name: 'host, few units', unit: 'MB', values: few.map(({ host }) => host) },
        { name: 'host, many units', unit: 'MB', values: many.map(({ host }) => host) },
        { name: 'growth of the host', unit: 'MB', values: growth(few, many, 'host'), target: atMost(30) },
        { name: 'growth of the supervisor', unit: 'MB', values: growth(few, many, 'supervisor'), target: atMost(30) },
      ]),
    );
  }
  return judged;
}

async function peaks(dispatch, units) {
  const options = { unit, dispatch, workers: [2], iterations: 1, taskCount: units, timeout: 3600 };
  const { trials, supervisorBytes } = await inFreshProcess('./study-of-units.mjs', 'study', options);
  return { host: trials[0].readings.memory.rssPeakBytes / MB, supervisor: supervisorBytes / MB };
}

function growth(few, many, whose) {
  return many.map((peak, i) => peak[whose] - few[i][whose]);
}
