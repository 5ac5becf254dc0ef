/** What offered rates did: latency and achieved throughput against the rate. */
import type { CellReport } from '../../model/row.js';
import { measuresService, unitNoun } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { milliseconds, plain, rate } from '../../words/numbers.js';
import { durationAxis, linearAxis } from './axis.js';
import { type CurveGroup, colourOf, extentOf, pictureId } from './curve-series.js';
import { isFlat, sentence } from './flat.js';
import type { Dot, DotSeries, LineSeries, Sentence, XyPicture } from './picture.js';

type Level = 'p50' | 'p99';

/** A cell under a rate. */
type RateCell = CellReport & { readonly load: Extract<CellReport['load'], { readonly kind: 'rate' }> };

/** The cells of one executor, worker count and units in flight, by their rates. */
interface Row {
  readonly name: string;
  readonly cells: readonly RateCell[];
}

/** Both pictures; none where a task's rates do not differ. Where every rate was achieved, a sentence says so. */
export function ratePictures({ report, task, index }: CurveGroup): readonly (XyPicture | Sentence)[] {
  const rated = report.cells.filter((cell): cell is RateCell => cell.task === task && cell.load.kind === 'rate');
  const rows = rowsOf(rated, report);
  if (rows.length === 0) return [];
  const rates = rows.flatMap(({ cells }) => cells.map(({ load }) => load.perSecond));
  const x = linearAxis('offered per second', 'rate', 0, Math.max(...rates));
  const latency = rows.flatMap((row, i) => [latencySeries(row, 'p50', i), latencySeries(row, 'p99', i)]);
  const achieved = rows.map(achievedSeries);
  const kept: LineSeries = {
    kind: 'line',
    name: 'all of it',
    colour: 'quiet',
    dash: 'dotted',
    points: [
      [0, 0],
      [x.max, x.max],
    ],
  };
  return [
    {
      kind: 'xy',
      id: pictureId('latency-rate', index),
      title: 'Latency against the offered rate',
      caption: `From the scheduled arrival to the answer, waiting included. ${highestText(rows)} ${overloadText(rows)}`,
      x,
      y: durationAxis(`a ${unitNoun(report.study)}, from its scheduled arrival`, extentOf(latency)),
      series: latency.filter(({ dots }) => dots.length > 0),
    },
    areAllAchieved(rows)
      ? sentence('Every offered rate was achieved, within 5 %.')
      : {
          kind: 'xy',
          id: pictureId('achieved-rate', index),
          title: 'Achieved against offered rate',
          caption: lossText(rows),
          x,
          y: linearAxis('achieved per second', 'rate', 0, Math.max(...extentOf(achieved))),
          series: [kept, ...achieved],
        },
  ];
}

/** The rows with at least two rates, ascending. A service's are told by its workers: its clients are all alike, unless they vary. */
function rowsOf(cells: readonly RateCell[], { study }: CurveGroup['report']): readonly Row[] {
  const isService = measuresService(study);
  const varies = new Set(cells.map(({ inFlight }) => inFlight)).size > 1;
  const rows = new Map<string, RateCell[]>();
  for (const cell of cells) {
    const executor = isService ? '' : `${cell.executor}, `;
    const workers = cell.word ?? (cell.workers === 0 ? 'sequential' : executor + counted(cell.workers, 'worker'));
    const clients = varies ? `${workers}, ${counted(cell.inFlight, 'client')}` : workers;
    const name = isService ? clients : cell.inFlight === 1 ? workers : `${workers}, ${cell.inFlight} in flight`;
    rows.set(name, [...(rows.get(name) ?? []), cell]);
  }
  return [...rows]
    .map(([name, each]) => ({ name, cells: each.toSorted((a, b) => a.load.perSecond - b.load.perSecond) }))
    .filter(({ cells: each }) => each.length > 1);
}

function latencySeries({ name, cells }: Row, level: Level, index: number): DotSeries {
  const dots = cells.flatMap((cell) => {
    const y = cell.latency?.sojourn[level] ?? null;
    return y === null ? [] : [dotOf(cell, y, `${level} ${milliseconds(y)}`)];
  });
  const line = level === 'p50' ? 'solid' : 'dashed';
  return { kind: 'dots', name: `${name}: ${level}`, colour: colourOf(index), line, dots };
}

function achievedSeries({ name, cells }: Row, index: number): DotSeries {
  const dots = cells.flatMap((cell) => {
    const y = cell.throughput?.value ?? null;
    return y === null ? [] : [dotOf(cell, y, `${rate(y)} achieved`)];
  });
  return { kind: 'dots', name, colour: colourOf(index), line: 'solid', dots };
}

/** A rate that cannot be kept is ringed. */
function dotOf({ load, openLoop }: RateCell, y: number, what: string): Dot {
  const isOverloaded = openLoop?.overloaded === true;
  const label = `${plain(load.perSecond)}/s offered: ${what}${isOverloaded ? ', overloaded' : ''}`;
  return { x: load.perSecond, y, low: null, high: null, label, emphasis: isOverloaded ? 'outlier' : null };
}

function areAllAchieved(rows: readonly Row[]): boolean {
  return rows.every(({ cells }) => cells.every((cell) => isFlat([achievedShare(cell), 1])));
}

function achievedShare({ load, throughput }: RateCell): number {
  return (throughput?.value ?? 0) / load.perSecond;
}

/** What the row that lost the largest share of a rate achieved of it. */
function lossText(rows: readonly Row[]): string {
  const all = rows.flatMap(({ name, cells }) => cells.map((cell) => ({ name, cell })));
  const { name, cell } = all.reduce((a, b) => (achievedShare(b.cell) < achievedShare(a.cell) ? b : a));
  return `Of ${plain(cell.load.perSecond)}/s ${name} achieved ${rate(cell.throughput?.value ?? 0)}/s, the smallest share.`;
}

/** How long units took at the highest rate that a row keeps. */
function highestText(rows: readonly Row[]): string {
  const keeping = rows.flatMap(({ name, cells }) => {
    const cell = cells.findLast(({ openLoop, latency }) => openLoop?.overloaded !== true && latency !== null);
    return cell === undefined ? [] : [{ name, cell }];
  });
  if (keeping.length === 0) return '';
  const { name, cell } = keeping.reduce((a, b) => (b.cell.load.perSecond > a.cell.load.perSecond ? b : a));
  const { p50 = null, p99 = null } = cell.latency?.sojourn ?? {};
  const tail = p99 === null ? '' : `, p99 ${milliseconds(p99)}`;
  return `At ${plain(cell.load.perSecond)}/s, the highest that is kept (${name}), the median is ${milliseconds(p50)}${tail}.`;
}

function overloadText(rows: readonly Row[]): string {
  const said = rows.flatMap(({ name, cells }) => {
    const first = cells.find(({ openLoop }) => openLoop?.overloaded === true);
    return first === undefined ? [] : [`${name} from ${plain(first.load.perSecond)}/s on`];
  });
  if (said.length === 0) return 'Every offered rate was kept.';
  return `Ringed points are rates that cannot be kept: ${said.join('; ')}.`;
}
