/** Memory that a task keeps from unit to unit: shown by what a collection after the timed part left. */
import { mean } from 'simple-statistics';
import type { Estimate } from '../../model/estimate.js';
import type { Finding } from '../../model/finding.js';
import { MIN_ROUNDS, signedMeanEstimate } from '../../statistics/estimate.js';
import { counted, workersText } from '../../words/counts.js';
import { bytes } from '../../words/numbers.js';
import { groupBy } from '../grouping.js';
import type { CellTrials, CompletedTrial } from '../trials.js';
import type { FindingContext } from './context.js';

const BYTES_PER_MIB = 2 ** 20;
/** Growth of a trial that is worth a word. */
const LEAST_BYTES = 16 * BYTES_PER_MIB;
/** With fewer units a worker, what it holds of its last ones looks like what each of them keeps. */
const LEAST_UNITS_A_WORKER = 25;
/** Of a growth that has come to its end, such as a cache that is full, the second half of a trial has less than this. */
const STEADY = 0.2;

/** What a cell's units keep. */
interface Growth {
  readonly group: CellTrials;
  readonly bytesPerUnit: Estimate;
  /** In one trial, in the mean over rounds. */
  readonly trialBytes: number;
  readonly units: number;
  /** Share of resident memory's growth that the second half of the timed part has; null where samples are too few. */
  readonly lateShare: number | null;
}

/** One finding for each task whose memory is shown to grow with its units, in the row where it grew most. */
export function memoryGrowthFindings({ groups, recording }: FindingContext): readonly Finding[] {
  const limitBytes = recording.study.machine.memoryLimitBytes ?? recording.study.machine.memoryBytes;
  return [...groupBy(groups, ({ cell }) => cell.way.task.name).values()].flatMap((cells) => {
    const grown = cells.map(growthOf).filter((growth) => growth !== null);
    const [worst] = grown.toSorted((a, b) => b.trialBytes - a.trialBytes);
    return worst === undefined ? [] : [findingOf(worst, grown.length, limitBytes)];
  });
}

function findingOf(
  { group, bytesPerUnit, trialBytes, units, lateShare }: Growth,
  rows: number,
  limitBytes: number,
): Finding {
  const { cell, completed } = group;
  const { value, low, high } = bytesPerUnit;
  return {
    code: 'memory-growth',
    severity: 'warning',
    likelihood: lateShare === null ? 'possible' : 'likely',
    text: `Memory grows by ${bytes(value)} per unit (95 %: ${bytes(low ?? value)} to ${bytes(high ?? value)}): after ${counted(units, 'unit')} (${workersText(cell.workers)}), ${bytes(trialBytes)} more were in use than before, with garbage collected. About ${Math.floor(limitBytes / value).toLocaleString('en')} units would fill the ${bytes(limitBytes)} available.`,
    cure: 'Look for what accumulates in a global, a cache or a listener: a long run slows down or dies. A cache that fills up once is harmless. "kneepoint check" watches memory unit by unit.',
    task: cell.way.task.name,
    executor: cell.way.executor,
    evidence: {
      workers: cell.workers,
      rounds: completed.length,
      rows,
      unitsPerTrial: units,
      trialBytes,
      perUnitBytes: value,
      perUnitLowBytes: low,
      perUnitHighBytes: high,
      lateShare,
    },
  };
}

/** Null unless it is shown over the rounds: the interval of what a unit keeps lies above 0. */
function growthOf(group: CellTrials): Growth | null {
  const { completed } = group;
  if (completed.length < MIN_ROUNDS) return null;
  const units = mean(completed.map(unitsRun));
  const trialBytes = mean(completed.map(retainedBytes));
  const isFew = units < LEAST_UNITS_A_WORKER * Math.max(1, group.cell.workers);
  if (isFew || trialBytes < LEAST_BYTES) return null;
  const bytesPerUnit = signedMeanEstimate(completed.map((trial) => retainedBytes(trial) / unitsRun(trial)));
  const shares = completed.map(lateShareOf).filter((share) => share !== null);
  const lateShare = shares.length < MIN_ROUNDS ? null : mean(shares);
  if ((bytesPerUnit.low ?? 0) <= 0 || (lateShare !== null && lateShare < STEADY)) return null;
  return { group, bytesPerUnit, trialBytes, units: Math.round(units), lateShare };
}

/** A worker that grew by little was not collected, and tells nothing. */
function retainedBytes({ measurement }: CompletedTrial): number {
  return measurement.workers.reduce((sum, { memory }) => sum + (memory?.retainedBytes ?? 0), 0);
}

function unitsRun({ measurement: { unitsCompleted, unitsFailed } }: CompletedTrial): number {
  return unitsCompleted + unitsFailed;
}

/** Null where resident memory was sampled too seldom, or did not grow. */
function lateShareOf({ record: { telemetry } }: CompletedTrial): number | null {
  const bytes = telemetry?.series.rssBytes ?? [];
  const samples = (telemetry?.atSeconds ?? []).flatMap((at, i) => (bytes[i] == null ? [] : [{ at, bytes: bytes[i] }]));
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 4 || last.bytes <= first.bytes) return null;
  const middle = (first.at + last.at) / 2;
  const half = samples.reduce((a, b) => (Math.abs(b.at - middle) < Math.abs(a.at - middle) ? b : a));
  return (last.bytes - half.bytes) / (last.bytes - first.bytes);
}
