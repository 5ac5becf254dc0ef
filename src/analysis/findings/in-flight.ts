/** What more units in flight bring and cost: a batch that is done sooner, and a longer way of each unit through it. */
import type { Finding } from '../../model/finding.js';
import { ratioEstimate } from '../../statistics/estimate.js';
import { workersText } from '../../words/counts.js';
import { short } from '../../words/numbers.js';
import { groupBy } from '../grouping.js';
import { pairedRatios } from '../pairing.js';
import type { CellTrials } from '../trials.js';
import { groupAlike, rowWay } from '../ways.js';
import { type FindingContext, medianSojournMs } from './context.js';

/** A change of throughput or sojourn that is worth a word. */
const NOTABLE = 1.1;

/** For each task and executor with a sweep over units in flight: throughput and sojourn side by side. */
export function inFlightFindings({ groups }: FindingContext): readonly Finding[] {
  const swept = groups.filter(({ cell, completed }) => cell.workers > 0 && completed.length > 0);
  return groupAlike(swept, rowWay, 'inFlight').flatMap(tradeOf);
}

/** Told where the most workers were measured with several counts in flight: the fewest against the most. */
function tradeOf(groups: readonly CellTrials[]): readonly Finding[] {
  const byWorkers = groupBy(groups, ({ cell }) => String(cell.workers));
  const sweeps = [...byWorkers.values()]
    .map((cells) => cells.toSorted((a, b) => a.cell.way.inFlight - b.cell.way.inFlight))
    .filter((cells) => cells[0]?.cell.way.inFlight !== cells.at(-1)?.cell.way.inFlight);
  const [fewest, most] = [sweeps.at(-1)?.[0], sweeps.at(-1)?.at(-1)];
  if (fewest === undefined || most === undefined) return [];
  const throughput = ratioEstimate(pairedRatios(most, fewest).map(({ ratio }) => ratio));
  const [before, after] = [medianSojournMs(fewest), medianSojournMs(most)];
  if (throughput === null || before === null || after === null || after < before * NOTABLE) return [];
  const { cell } = most;
  const gains = throughput.value >= NOTABLE;
  // The advice may name more in flight for as little.
  const isShownFaster = (throughput.low ?? 0) > 1;
  const counts = `with ${workersText(cell.workers)}, ${cell.way.inFlight} in flight in place of ${fewest.cell.way.inFlight}`;
  const sojourn = `the median unit is underway ${short(after)} ms in place of ${short(before)} ms`;
  return [
    {
      code: 'in-flight-trade',
      severity: 'info',
      likelihood: throughput.low === null ? 'possible' : 'likely',
      text: gains
        ? `More in flight shortens the batch and lengthens each wait: ${counts} give ${short(throughput.value)} times the throughput, and ${sojourn}.`
        : `More in flight only queues: ${counts} give ${short(throughput.value)} times the throughput, but ${sojourn}.`,
      cure: gains
        ? 'Go by throughput for a batch, and by latency where someone waits for each answer.'
        : isShownFaster
          ? null
          : `Stay at ${fewest.cell.way.inFlight} in flight.`,
      task: cell.way.task.name,
      executor: cell.way.executor,
      evidence: {
        workers: cell.workers,
        fewestInFlight: fewest.cell.way.inFlight,
        mostInFlight: cell.way.inFlight,
        throughputRatio: throughput.value,
        sojournMsAtFewest: before,
        sojournMsAtMost: after,
      },
    },
  ];
}
