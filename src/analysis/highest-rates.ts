/** What a search for the highest rate found, in figures and in words. */
import type { StudyAnswer } from '../model/advice.js';
import type { Recording } from '../model/journal.js';
import type { MaxRateReport } from '../model/report.js';
import type { Study } from '../model/study.js';
import { measuresService } from '../seams/subject.js';
import { MIN_ROUNDS } from '../statistics/estimate.js';
import { counted, cpusText, workersText } from '../words/counts.js';
import { wholePercent } from '../words/numbers.js';
import { capitalised } from '../words/sentences.js';
import { type MaxRate, maxRatesOf } from './max-rate.js';
import type { CellTrials } from './trials.js';

/** A search narrows its band to this share; a sustained rate ought to be known as well. */
const VAGUE = 0.05;

/** Whether a study searches for the highest rate: it then overloads on purpose, and reports itself what was too much. */
export function isSearch({ study: { study } }: Recording): boolean {
  return study.load.kind === 'rate' && study.load.findMaxRate;
}

/** The highest rate of each way to serve; none where none was searched for. */
export function highestRates(recording: Recording, groups: readonly CellTrials[]): readonly MaxRateReport[] {
  const { study } = recording.study;
  return isSearch(recording) ? maxRatesOf(groups, study).map((found) => reportOf(found, study)) : [];
}

/** The highest rate over all ways to serve, for a headline; ways whose bands reach as high are told, too. */
export function highestRate(
  rates: readonly MaxRateReport[],
): Pick<StudyAnswer, 'headline' | 'cure' | 'lines' | 'provisional'> {
  const sustained = rates.filter(({ sustainedPerSecond }) => sustainedPerSecond !== null);
  const [best] = sustained.toSorted((a, b) => (b.sustainedPerSecond ?? 0) - (a.sustainedPerSecond ?? 0));
  const several = rates.length > 1;
  const cures = new Set(rates.flatMap(({ cure }) => cure ?? []));
  const lines = rates.map((each) => ({
    title: whoOf(each),
    text: each.text.slice(each.text.indexOf(': ') + 2),
    way: null,
  }));
  const told = { lines, cure: [...cures][0] ?? null };
  if (best === undefined)
    return { ...told, headline: 'No rate that was offered is shown to be sustained', provisional: null };
  const rivals = several
    ? rates.filter(
        (each) => each !== best && (each.failedPerSecond ?? Number.POSITIVE_INFINITY) > (best.sustainedPerSecond ?? 0),
      ).length
    : 0;
  const by = several ? ` by ${whoOf(best)}` : '';
  const head = best.isSound ? 'The highest rate sustained' : 'The highest rate that is not shown to be too much';
  const also = rivals === 0 ? '' : `; ${counted(rivals, 'other way', 'other ways')} may reach as much`;
  return {
    ...told,
    headline: `${head} is ${best.sustainedPerSecond}/s${by}${also}`,
    provisional: best.isInterval ? null : `under ${MIN_ROUNDS} rounds, so chance is not ruled out`,
  };
}

function whoOf({ executor, workers, inFlight }: MaxRateReport): string {
  const flights = inFlight === 1 ? '' : ` with ${inFlight} in flight`;
  return `${workersText(workers)}${flights} (${executor})`;
}

function reportOf(found: MaxRate, study: Study): MaxRateReport {
  const { cell, sustained, unseenOverload, failed, why, undecided, isInterval } = found;
  const inFlight = cell.way.inFlight === 1 ? '' : `, ${cell.way.inFlight} in flight`;
  const set = cell.way.cpus === null ? '' : `, ${cpusText(cell.way.cpus)}`;
  const who = `${cell.way.executor}, ${cell.workers === 0 ? 'without workers' : workersText(cell.workers)}${inFlight}${set}`;
  const isSound = !isVague(found);
  return {
    task: cell.way.task.name,
    executor: cell.way.executor,
    workers: cell.workers,
    inFlight: cell.way.inFlight,
    sustainedPerSecond: sustained,
    unseenOverloadShare: unseenOverload,
    failedPerSecond: failed,
    why,
    undecidedPerSecond: undecided,
    isInterval,
    isSound,
    text: measuresService(study) ? capacityText(found, study) : `The highest rate of ${who}: ${bandText(found)}`,
    cure: isSound
      ? isInterval
        ? null
        : `Measure at least ${MIN_ROUNDS} rounds ("iterations"), so that the band is an interval.`
      : 'Offer each rate for longer ("duration" of the load), or measure more rounds.',
  };
}

/** `2 workers hold 120 requests a second at p99 ≤ 50 ms`: the answer for one worker count of a service. */
function capacityText(found: MaxRate, { limits }: Study): string {
  const { cell, sustained } = found;
  const inFlight = `, ${counted(cell.way.inFlight, 'client')}`;
  const set = cell.way.cpus === null ? '' : ` on ${cpusText(cell.way.cpus)}`;
  const kept = [
    ...(limits.p50Ms === null ? [] : [`p50 ≤ ${limits.p50Ms} ms`]),
    ...(limits.p99Ms === null ? [] : [`p99 ≤ ${limits.p99Ms} ms`]),
  ];
  const at = kept.length === 0 ? '' : ` at ${kept.join(' and ')}`;
  const who = `${workersText(cell.workers)}${set}`;
  const holds = cell.workers === 1 ? 'holds' : 'hold';
  if (sustained === null) return `No rate that was offered is shown to be held by ${who}${at}: ${bandText(found)}`;
  return `${capitalised(who)} ${holds} ${sustained} requests a second${at}${inFlight}: ${bandText(found)}`;
}

/** Few arrivals would hide an overload. */
function isVague({ unseenOverload }: MaxRate): boolean {
  return unseenOverload !== null && unseenOverload > VAGUE;
}

/** The band with both of its ends, and that nothing is known between them. */
function bandText(found: MaxRate): string {
  const { sustained, unseenOverload, failed, why, undecided, isInterval } = found;
  const band = sustained !== null && failed !== null ? `between ${sustained}/s and ${failed}/s. ` : '';
  const kept =
    sustained === null
      ? 'No rate that was offered is shown to be sustained'
      : isVague(found)
        ? `${sustained}/s is not shown to be too much (its few arrivals would hide that answers fall behind by ${wholePercent(unseenOverload ?? 0)})`
        : `${sustained}/s is sustained`;
  const beyond = failed === null ? 'no higher rate was too much' : `${failed}/s is not: ${why}`;
  const open = undecided.length === 0 ? '' : ` Undecided: ${undecided.map((rate) => `${rate}/s`).join(', ')}.`;
  const few = isInterval ? '' : ` Under ${MIN_ROUNDS} rounds, so chance is not ruled out.`;
  return `${band}${kept}; ${beyond}.${open}${few}`;
}
