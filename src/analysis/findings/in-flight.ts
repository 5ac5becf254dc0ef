/** What more units in flight bring and cost: a batch that is done sooner, and a longer way of each unit through it. */
import type { Finding } from '../../model/finding.js';
import { traitsOf } from '../../seams/executor.js';
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
export function inFlightFindings({ groups, recording }: FindingContext): readonly Finding[] {
  const swept = groups.filter(({ cell, completed }) => cell.workers > 0 && completed.length > 0);
  const { study } = recording.study;
  const [inOneThread, byWorker] = [true, false].map((is) =>
    swept.filter(({ cell }) => traitsOf(study, cell.way.executor).oneThread === is),
  ) as [CellTrials[], CellTrials[]];
  return [
    ...groupAlike(byWorker, rowWay, 'inFlight').flatMap(acrossWorkers),
    // In one thread the count itself is what is in flight.
    ...[...groupBy(inOneThread, ({ cell }) => cell.way.id).values()].flatMap((cells) =>
      tradeOf(cells, ({ cell }) => cell.workers, 'in one thread'),
    ),
  ];
}

/** Told where the most workers were measured with several counts in flight. */
function acrossWorkers(groups: readonly CellTrials[]): readonly Finding[] {
  const byWorkers = [...groupBy(groups, ({ cell }) => String(cell.workers)).values()];
  const sweep = byWorkers.findLast((cells) => new Set(cells.map(({ cell }) => cell.way.inFlight)).size > 1) ?? [];
  const workers = sweep[0]?.cell.workers ?? 0;
  return tradeOf(sweep, ({ cell }) => cell.way.inFlight, `with ${workersText(workers)}`);
}

/** The fewest in flight against the most. */
function tradeOf(
  cells: readonly CellTrials[],
  inFlightOf: (cell: CellTrials) => number,
  where: string,
): readonly Finding[] {
  const sorted = cells.toSorted((a, b) => inFlightOf(a) - inFlightOf(b));
  const [fewest, most] = [sorted[0], sorted.at(-1)];
  if (fewest === undefined || most === undefined || fewest === most) return [];
  const [least, greatest] = [inFlightOf(fewest), inFlightOf(most)];
  const throughput = ratioEstimate(pairedRatios(most, fewest).map(({ ratio }) => ratio));
  const [before, after] = [medianSojournMs(fewest), medianSojournMs(most)];
  if (throughput === null || before === null || after === null || after < before * NOTABLE) return [];
  const { cell } = most;
  const gains = throughput.value >= NOTABLE;
  // The advice may name more in flight for as little.
  const isShownFaster = (throughput.low ?? 0) > 1;
  const counts = `${where}, ${greatest} in flight in place of ${least}`;
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
          : `Stay at ${least} in flight.`,
      task: cell.way.task.name,
      executor: cell.way.executor,
      evidence: {
        workers: cell.workers,
        fewestInFlight: least,
        mostInFlight: greatest,
        throughputRatio: throughput.value,
        medianAtFewestMs: before,
        medianAtMostMs: after,
      },
    },
  ];
}
