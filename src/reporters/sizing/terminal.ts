import type { Sizing, SizingOption } from '../../model/sizing.js';
import { counted } from '../../words/counts.js';
import { boundText, LIMITED, limitName } from '../../words/limits.js';
import { givenPercent, milliseconds, percent, plain, rate } from '../../words/numbers.js';
import type { TerminalOptions } from '../terminal/view.js';
import { toAscii } from '../text/ascii.js';
import { painter } from '../text/colour.js';
import { visible } from '../text/escape.js';
import { type Column, tableLines } from '../text/table.js';
import { hang, wrap } from '../text/width.js';

/** A sizing as text for people; ends in a newline. */
export function renderSizing(sizing: Sizing, options: TerminalOptions): string {
  const width = Math.max(40, options.width);
  const paint = painter(options.colour);
  const wrapped = (text: string) => wrap(visible(text), width);
  const sections = [
    wrapped(question(sizing)).map((line) => paint('bold', line)),
    sizing.best.length === 0
      ? []
      : tableLines(columnsOf(sizing), sizing.best, width, (text, line) => (line === 0 ? paint('dim', text) : text)),
    [
      ...wrapped(answer(sizing)).map((line) => paint('bold', line)),
      ...sizing.best.flatMap((option) => latencyBound(option, sizing).flatMap(wrapped)),
    ],
    sizing.shapes.flatMap(wrapped),
    leftOut(sizing.options).flatMap((text) => hang('left out: ', visible(text), width)),
    sizing.warnings.flatMap((text) => hang('warning: ', visible(text), width).map((line) => paint('yellow', line))),
    ['Assumed:', ...sizing.assumptions.flatMap((text) => hang('- ', visible(text), width))],
  ];
  const text = `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

/** No headroom is kept beyond a rate that was held. */
function question({ rate: perSecond, limits, headroom, options }: Sizing): string {
  const bounds = LIMITED.flatMap((figure) => {
    const limit = limits[figure];
    return limit === null ? [] : [`${limitName(figure)} ${boundText(figure, limit)}`];
  });
  return [
    `${rate(perSecond)} units per second`,
    ...(bounds.length === 0 ? [] : [`at most ${bounds.join(', ')}`]),
    ...(options.every(({ boundBy }) => boundBy === 'held rate') ? [] : [`${givenPercent(headroom)} headroom`]),
  ].join('; ');
}

/** The cheapest way in a sentence, with the range of its cost. */
function answer({ best: [first], currency }: Sizing): string {
  if (first === undefined) return 'Nothing that was measured keeps the limits.';
  const { instances, costPerHour } = first;
  const interval =
    first.load.kind === 'rate'
      ? 'Between the rate that it held and the one that was too much it is'
      : 'The interval of its throughput allows';
  const range =
    instances.least === instances.safe
      ? ''
      : ` ${interval} ${plain(instances.least)} to ${plain(instances.safe)} instances (${money(costPerHour.least, currency)} to ${money(costPerHour.safe, currency)}).`;
  return `Cheapest: ${plain(instances.safe)} × ${first.instance} with ${streamsText(first)} each, ${money(costPerHour.safe, currency)} per hour, ${money(first.costPerMillion, currency)} per million units.${range}`;
}

/** Where a limit on latency, and not the headroom, decides how much of an instance is used. */
function latencyBound({ instance, boundBy, utilisationLimit }: SizingOption, { limits }: Sizing): readonly string[] {
  if (utilisationLimit === null || (boundBy !== 'p50' && boundBy !== 'p99')) return [];
  const limitMs = boundBy === 'p50' ? limits.p50Ms : limits.p99Ms;
  return [
    `At most ${percent(utilisationLimit)} of the throughput of ${instance} is used: beyond that, ${boundBy} is predicted to exceed ${limitMs} ms.`,
  ];
}

/** `2 workers`, `2 workers (4 in flight)`, `sequential calls`: what an instance runs. */
function streamsText({ workers, inFlight, isService }: SizingOption): string {
  if (workers === 0) return 'sequential calls';
  // Its clients are no part of an instance.
  return `${counted(workers, 'worker')}${inFlight === 1 || isService ? '' : ` (${inFlight} in flight)`}`;
}

function money(value: number, currency: string): string {
  if (value >= 100) return `${currency} ${value.toFixed(0)}`;
  const precise = String(Number(value.toPrecision(3)));
  const hasCents = value < 1 && /\.\d\d|e/.test(precise);
  return `${currency} ${hasCents ? precise : value.toFixed(2)}`;
}

function columnsOf({ currency, best, options }: Sizing): readonly Column<SizingOption>[] {
  const figure = (title: string, expendable: number, text: (option: SizingOption) => string) =>
    ({ title, align: 'right', expendable, text }) as const;
  const isHeld = best.every(({ load }) => load.kind === 'rate');
  const parallel = options.filter(({ workers }) => workers > 0);
  const varies = (fact: (option: SizingOption) => unknown) => new Set(parallel.map(fact)).size > 1;
  return [
    { title: 'instance', align: 'left', expendable: 0, text: ({ instance }) => visible(instance) },
    ...(varies(({ executor }) => executor)
      ? [{ title: 'executor', align: 'left', expendable: 5, text: ({ executor }: SizingOption) => executor } as const]
      : []),
    figure('workers', 0, ({ workers }) => plain(workers)),
    ...(varies(({ inFlight, isService }) => (isService ? null : inFlight))
      ? [figure('in flight', 0, ({ inFlight }) => plain(inFlight))]
      : []),
    figure('instances', 0, ({ instances }) => plain(instances.safe)),
    isHeld
      ? figure('held/s', 3, ({ capacity }) => rate(capacity))
      : figure('measured/s', 3, ({ throughput }) => rate(throughput.value)),
    figure('each gets/s', 4, ({ ratePerInstance }) => rate(ratePerInstance)),
    figure('used', 2, ({ utilisation }) => percent(utilisation)),
    isHeld
      ? figure('p99', 1, ({ p99Ms }) => milliseconds(p99Ms))
      : figure('predicted p99', 0, ({ predicted }) => milliseconds(predicted?.p99Ms)),
    figure(`${visible(currency)}/hour`, 0, ({ costPerHour }) => plain(Number(costPerHour.safe.toPrecision(6)))),
    figure('per million', 1, ({ costPerMillion }) => plain(costPerMillion)),
  ];
}

/** The options that break a limit, with each reason; of the rates of one way to serve the lowest. */
function leftOut(options: readonly SizingOption[]): readonly string[] {
  const excluded = options.filter(({ excludedBy }) => excludedBy !== null);
  const rated = excluded.filter(({ load }) => load.kind === 'rate').toSorted((a, b) => rateOf(a) - rateOf(b));
  const ways = [...new Set(rated.map(wayText))];
  return [
    ...excluded.filter(({ load }) => load.kind !== 'rate').map((option) => `${wayText(option)}: ${option.excludedBy}`),
    ...ways.map((way) => lowestText(rated.filter((option) => wayText(option) === way))),
  ];
}

function lowestText([lowest, ...higher]: readonly SizingOption[]): string {
  const { excludedBy } = lowest as SizingOption;
  const others = higher.length === 0 ? '' : ` (likewise ${counted(higher.length, 'higher rate')})`;
  return `${wayText(lowest as SizingOption)} at ${rate(rateOf(lowest as SizingOption))}/s: ${excludedBy}${others}`;
}

function rateOf({ load }: SizingOption): number {
  return load.kind === 'rate' ? load.perSecond : 0;
}

function wayText(option: SizingOption): string {
  const { instance, executor, workers } = option;
  return `${instance}, ${workers === 0 ? 'sequential' : `${executor}, ${streamsText(option)}`}`;
}
