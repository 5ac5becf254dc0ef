/** What a search for the highest rate found, in figures and in words. */
import type { AnswerRow, StudyAnswer } from '../model/advice.js';
import type { MaxRateReport } from '../model/capacity.js';
import type { Recording } from '../model/journal.js';
import type { Report } from '../model/report.js';
import type { CellReport } from '../model/row.js';
import type { Study } from '../model/study.js';
import { measuresService } from '../seams/subject.js';
import { MIN_ROUNDS } from '../statistics/estimate.js';
import { counted, cpusText, workersText } from '../words/counts.js';
import { wholePercent } from '../words/numbers.js';
import { capitalised } from '../words/sentences.js';
import { capacityCurve, limitsClause, type RateOfWay } from './capacity-curve.js';
import { isGeneratorBound } from './generator.js';
import { type MaxRate, maxRatesOf } from './max-rate.js';
import type { CellTrials } from './trials.js';
import { areAlike, groupAlike } from './ways.js';

/** A search narrows its band to this share; a sustained rate ought to be known as well. */
const VAGUE = 0.05;
/** Why an answer is provisional whose rates were tried seldom. */
const FEW_ROUNDS = `under ${MIN_ROUNDS} rounds, so chance is not ruled out`;

/** Whether a study searches for the highest rate: it then overloads on purpose, and reports itself what was too much. */
export function isSearch({ study: { study } }: Recording): boolean {
  return study.load.kind === 'rate' && study.load.findMaxRate;
}

/** The highest rate of each way to serve; none where none was searched for. */
export function highestRates(
  recording: Recording,
  groups: readonly CellTrials[],
): Pick<Report, 'maxRates' | 'capacityCurves'> {
  const { study } = recording.study;
  if (!isSearch(recording)) return { maxRates: [], capacityCurves: [] };
  const found = maxRatesOf(groups, study).map((each) => ({ way: each.cell.way, rate: reportOf(each, study) }));
  return {
    maxRates: found.map(({ rate }) => rate),
    capacityCurves: curvesOf(found).map((each) => capacityCurve(each, study)),
  };
}

/** One for each way to serve with workers; the rate without any stands on each of them. */
function curvesOf(found: readonly RateOfWay[]): readonly [RateOfWay, ...RateOfWay[]][] {
  const [alone, parallel] = [
    found.filter(({ rate }) => rate.workers === 0),
    found.filter(({ rate }) => rate.workers > 0),
  ];
  const curves = groupAlike(parallel.length > 0 ? parallel : alone, ({ way }) => way, 'load');
  return curves.map((those) => {
    const [{ way }] = those as [RateOfWay];
    const beside = alone.filter(
      (each) => !those.includes(each) && areAlike(each.way, way, 'executor', 'inFlight', 'order', 'load'),
    );
    return [...those, ...beside] as [RateOfWay, ...RateOfWay[]];
  });
}

/**
 * What a search answers: over the worker counts of a single way to serve the fewest that do, else the highest rate of
 * all ways. Ways whose bands reach as high are told, too.
 */
export function highestRate({
  maxRates: rates,
  capacityCurves,
  cells,
}: Pick<Report, 'maxRates' | 'capacityCurves' | 'cells'>): Pick<
  StudyAnswer,
  'headline' | 'because' | 'cure' | 'row' | 'lines' | 'provisional'
> {
  const sustained = rates.filter(({ sustainedPerSecond }) => sustainedPerSecond !== null);
  const [best] = sustained.toSorted((a, b) => (b.sustainedPerSecond ?? 0) - (a.sustainedPerSecond ?? 0));
  const several = rates.length > 1;
  const cures = new Set(rates.flatMap(({ cure }) => cure ?? []));
  const lines = rates.map((each) => ({
    title: whoOf(each),
    text: each.text.slice(each.text.indexOf(': ') + 2),
    way: null,
  }));
  const told = { lines, because: '', cure: [...cures][0] ?? null, row: null };
  if (best === undefined)
    return { ...told, headline: 'No rate that was offered is shown to be sustained', provisional: null };
  const [curve, another] = capacityCurves;
  const provisional = rates.every(({ isInterval }) => isInterval) ? null : FEW_ROUNDS;
  if (curve !== undefined && another === undefined && rates.length > 1) {
    const { headline, reason, workers, points } = curve;
    const way = points.find((point) => point.workers === workers)?.sustainedWay;
    const row = cells.find((cell) => cell.way === way && cell.workers === workers && cell.word === null);
    return { ...told, headline, because: reason, cure: told.cure ?? curve.cure, row: rowOf(row), provisional };
  }
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
    provisional: best.isInterval ? null : FEW_ROUNDS,
  };
}

function rowOf(cell: CellReport | undefined): AnswerRow | null {
  if (cell === undefined) return null;
  const { name, way, executor, workers, inFlight, order, cpus } = cell;
  return { name, way, executor, workers, inFlight, order, cpus };
}

function whoOf({ executor, workers, inFlight }: MaxRateReport): string {
  const flights = inFlight === 1 ? '' : ` with ${inFlight} in flight`;
  return `${workersText(workers)}${flights} (${executor})`;
}

function reportOf(found: MaxRate, study: Study): MaxRateReport {
  const { cell, groups, sustained, unseenOverload, failed, why, undecided, isInterval } = found;
  const inFlight = cell.way.inFlight === 1 ? '' : `, ${cell.way.inFlight} in flight`;
  const set = cell.way.cpus === null ? '' : `, ${cpusText(cell.way.cpus)}`;
  const who = `${cell.way.executor}, ${cell.workers === 0 ? 'without workers' : workersText(cell.workers)}${inFlight}${set}`;
  const isSound = !isVague(found);
  return {
    task: cell.way.task.name,
    executor: cell.way.executor,
    workers: cell.workers,
    inFlight: cell.way.inFlight,
    cpus: cell.way.cpus,
    sustainedPerSecond: sustained,
    unseenOverloadShare: unseenOverload,
    failedPerSecond: failed,
    why,
    isGeneratorBound: groups.failed !== null && isGeneratorBound(groups.failed),
    undecidedPerSecond: undecided,
    sustainedWay: groups.sustained?.cell.way.id ?? null,
    isInterval,
    isSound,
    text: measuresService(study) ? capacityText(found, study) : `The highest rate of ${who}: ${bandText(found)}`,
    cure: cureOf(found),
  };
}

/** What would make a band surer; null when nothing is open. */
function cureOf(found: MaxRate): string | null {
  const { sustained, undecided, isInterval } = found;
  if (isVague(found) || (sustained === null && undecided.length > 0))
    return 'Offer each rate for longer ("duration" of the load), or measure more rounds.';
  if (sustained === null) return 'Offer lower rates.';
  return isInterval ? null : `Measure at least ${MIN_ROUNDS} rounds ("iterations"), so that the band is an interval.`;
}

/** `2 workers hold 120 requests a second at p99 ≤ 50 ms`: the answer for one worker count of a service. */
function capacityText(found: MaxRate, { limits }: Study): string {
  const { cell, sustained } = found;
  const inFlight = `, ${counted(cell.way.inFlight, 'client')}`;
  const set = cell.way.cpus === null ? '' : ` on ${cpusText(cell.way.cpus)}`;
  const at = limitsClause(limits);
  const who = `${workersText(cell.workers)}${set}`;
  const holds = cell.workers === 1 ? 'holds' : 'hold';
  if (sustained === null)
    return `${capitalised(who)} ${cell.workers === 1 ? 'is' : 'are'} not shown to hold any rate that was offered${at}${inFlight}: ${bandText(found)}`;
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
      ? 'none is shown to be sustained'
      : isVague(found)
        ? `${sustained}/s is not shown to be too much (its few arrivals would hide that answers fall behind by ${wholePercent(unseenOverload ?? 0)})`
        : `${sustained}/s is sustained`;
  const beyond = failed === null ? 'no higher rate was too much' : `${failed}/s is not: ${why}`;
  const open = undecided.length === 0 ? '' : ` Undecided: ${undecided.map((rate) => `${rate}/s`).join(', ')}.`;
  const few = isInterval ? '' : ` Under ${MIN_ROUNDS} rounds, so chance is not ruled out.`;
  return `${band}${kept}; ${beyond}.${open}${few}`;
}
