/** Findings on the shape of a curve: loss beyond a peak, and curves that no law describes. */
import type { CurvePoint, Ledger } from '../../model/curve.js';
import type { Estimate } from '../../model/estimate.js';
import type { Finding } from '../../model/finding.js';
import { fitEffects } from '../../statistics/additive.js';
import { MIN_ROUNDS, ratioEstimate } from '../../statistics/estimate.js';
import { agreeing, workersText } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import type { AnalysedCurve } from '../curves.js';
import { pairedRatios, throughputTable, withBaseline } from '../pairing.js';
import { shownSlower } from '../slower.js';
import type { CellTrials } from '../trials.js';
import { type FindingContext, isOfCommand, onCurve } from './context.js';
import { adviceOn, eitherOf, fewerWorkers } from './cures.js';

/** For each curve: more workers made it slower; faster than linear; no law fits. */
export function scalingFindings(context: FindingContext): readonly Finding[] {
  return context.curves.flatMap((curve) => [...slower(curve, context), ...superLinear(curve), ...misfit(curve)]);
}

/** The best of the curve, sequential included, against every larger worker count that is shown to be slower. */
function slower(analysed: AnalysedCurve, { advice }: FindingContext): readonly Finding[] {
  const { curve, cells } = analysed;
  const all = withBaseline(cells);
  const groups = all.filter(({ completed }) => completed.length >= MIN_ROUNDS);
  if (groups.length < 2) return [];
  const table = throughputTable(groups);
  const { columns } = fitEffects(table);
  const peak = groups[columns.indexOf(Math.max(...columns))] as CellTrials;
  const losses = shownSlower(table)
    .map((column) => groups[column] as CellTrials)
    .filter(({ cell }) => cell.workers > peak.cell.workers)
    .map((group) => ({ group, ratio: ratioEstimate(pairedRatios(group, peak).map(({ ratio }) => ratio)) as Estimate }));
  if (losses.length === 0) return [];
  const worst = losses.reduce((a, b) => (b.ratio.value < a.ratio.value ? b : a));
  const grown = lossGrowth(analysed, peak.cell.workers, worst.group.cell.workers);
  return [
    {
      code: 'slower-with-more-workers',
      severity: 'warning',
      likelihood: 'likely',
      text: `${peakText(peak.cell.workers)} ${losses.map(lossText).join(', ')}.${causeText(grown)}`,
      cure: eitherOf(
        fewerWorkers(adviceOn(curve, advice), Math.min(...losses.map(({ group }) => group.cell.workers))),
        'remove what slows them down before you add any',
      ),
      ...onCurve(curve),
      evidence: {
        peakWorkers: peak.cell.workers,
        ...Object.fromEntries(losses.map(lossEvidence)),
        ...Object.fromEntries(grown.map(({ key, growth }) => [`${key}Growth`, growth])),
      },
    },
  ];
}

interface Loss {
  readonly group: CellTrials;
  readonly ratio: Estimate;
}

function peakText(workers: number): string {
  if (workers === 0) return 'Workers make it slower: against sequential,';
  return `More workers make it slower: the peak is at ${workersText(workers)}, and beyond it`;
}

function lossText({ group, ratio }: Loss): string {
  const { workers } = group.cell;
  return `${workersText(workers)} ${agreeing(workers, 'loses', 'lose')} ${wholePercent(1 - ratio.value)}`;
}

function lossEvidence({ group, ratio }: Loss): readonly [string, number] {
  return [`changeAt${group.cell.workers}`, ratio.value - 1];
}

/** A part of workers × wall that is lost. */
interface LossPart {
  readonly key: string;
  readonly name: string;
  readonly share: (point: CurvePoint) => number;
}

const inLedger = (key: string, name: string, share: (ledger: Ledger) => number | null): LossPart => {
  return { key, name, share: ({ ledger }) => (ledger === null ? 0 : (share(ledger) ?? 0)) };
};

const WITHOUT_CPU = inLedger('withoutCpu', 'waiting for a CPU', ({ withoutCpu }) => withoutCpu);
const IDLE_TAIL = inLedger('idleTail', 'idle tail', ({ idleTail }) => idleTail);

const OF_WORKERS: readonly LossPart[] = [
  inLedger('inflation', 'slower service', ({ inflation }) => inflation),
  WITHOUT_CPU,
  inLedger('waiting', 'waiting behind other units of a worker', ({ waiting }) => waiting),
  inLedger('transfer', 'transfer and dispatch', ({ transfer }) => transfer),
  IDLE_TAIL,
  inLedger('startSkew', 'start skew', ({ startSkew }) => startSkew),
];

/** Nobody hands commands out: what goes by until a run begins is its start. */
const OF_COPIES: readonly LossPart[] = [
  inLedger('inflation', 'slower runs', ({ inflation }) => inflation),
  WITHOUT_CPU,
  IDLE_TAIL,
  inLedger('starting', 'starting', ({ transfer, startSkew }) => transfer + startSkew),
];

const OF_CPUS: readonly LossPart[] = [
  {
    key: 'extraComputation',
    name: 'extra computation',
    share: ({ blackBox }) => blackBox?.extraComputation ?? 0,
  },
  { key: 'idle', name: 'CPUs idle or waited for', share: ({ blackBox }) => blackBox?.idle ?? 0 },
];

interface Growth extends Pick<LossPart, 'name' | 'key'> {
  readonly growth: number;
}

/** By how much each part that is lost grew from the peak, largest first, as shares of workers × wall. */
function lossGrowth(analysed: AnalysedCurve, peak: number, worst: number): readonly Growth[] {
  const at = (workers: number) => analysed.curve.points.find((point) => point.workers === workers);
  const [from, to] = [at(peak), at(worst)];
  const isKnown = (point: CurvePoint | undefined) => point !== undefined && (point.ledger ?? point.blackBox) !== null;
  // Sequential trials lose nothing: they are what the ledger goes by.
  if (to === undefined || !isKnown(to) || (peak > 0 && !isKnown(from))) return [];
  const parts = to.blackBox !== null ? OF_CPUS : isOfCommand(analysed) ? OF_COPIES : OF_WORKERS;
  return parts
    .map(({ key, name, share }) => ({ key, name, growth: share(to) - (from === undefined ? 0 : share(from)) }))
    .toSorted((a, b) => b.growth - a.growth);
}

function causeText(grown: readonly Growth[]): string {
  const causes = grown.filter(({ growth }) => growth >= 0.05);
  if (causes.length === 0) return '';
  return ` What grew since the peak, of all worker time: ${causes.map(({ name, growth }) => `${name} by ${wholePercent(growth)}`).join(', ')}.`;
}

/** Both the law without bounds and a measured point have to say so. */
function superLinear({ curve, fits }: AnalysedCurve): readonly Finding[] {
  const sigma = fits?.general?.sigma ?? null;
  const above = curve.points.filter(({ workers, speedupVsOneWorker }) => (speedupVsOneWorker?.low ?? 0) > workers);
  const most = above.toSorted((a, b) => efficiency(b) - efficiency(a))[0];
  if (fits === null || sigma === null || sigma.high >= 0 || most === undefined) return [];
  return [
    {
      code: 'super-linear',
      severity: 'info',
      likelihood: 'likely',
      text: `Throughput grows faster than the number of workers: ${most.workers} workers do ${short(efficiency(most) * most.workers)} times the work of one, and contention is negative, ${short(sigma.low)} to ${short(sigma.high)} (95 %).`,
      cure: 'Check that one worker is not at a disadvantage: a cache that only several together fill, memory pressure, or a disturbed baseline.',
      ...onCurve(curve),
      evidence: {
        workers: most.workers,
        speedupVsOneWorker: most.speedupVsOneWorker?.value ?? null,
        sigma: fits.general?.fit.sigma ?? null,
        sigmaLow: sigma.low,
        sigmaHigh: sigma.high,
        kappa: fits.general?.fit.kappa ?? null,
        kappaLow: fits.general?.kappa?.low ?? null,
        kappaHigh: fits.general?.kappa?.high ?? null,
      },
    },
  ];
}

function efficiency({ speedupVsOneWorker, workers }: CurvePoint): number {
  return (speedupVsOneWorker?.value ?? 0) / workers;
}

/** The curve has another shape than any law, and it is not that more workers do more than their share. */
function misfit(analysed: AnalysedCurve): readonly Finding[] {
  const { curve, fits } = analysed;
  const contradiction = fits?.contradiction ?? null;
  if (contradiction === null || superLinear(analysed).length > 0) return [];
  const { reason, miss, levelsOffAt } = contradiction;
  return [
    {
      code: 'law-misfit',
      severity: 'info',
      likelihood: 'likely',
      text: `No law describes this curve: ${reason}.`,
      cure: 'Trust the measured points; no parameters can be given.',
      ...onCurve(curve),
      evidence: { workers: miss?.workers ?? null, off: miss?.off ?? null, levelsOffAt },
    },
  ];
}
