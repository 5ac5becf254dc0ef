/** Points and lines over two axes, as ECharts draws them. */
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
  SeriesOption,
} from 'echarts';
import { shareOf } from '../../pictures/axis.js';
import { namedDots } from '../../pictures/named-dots.js';
import type { DotSeries, LineSeries, XyPicture } from '../../pictures/picture.js';
import { formatted } from '../../pictures/quantity.js';
import { axisOption, frame, legendHeight, type Shades, tip } from './shades.js';

const DASHES = { solid: 'solid', dashed: [7, 5], dotted: [2, 4], none: 'solid' } as const;
const CAP = 4;

/** In the legend: a line without a point on it. */
const BARE = { itemStyle: { opacity: 0 } };

/** From this share of the width on, a point's name has no room on its right. */
const RIGHT_EDGE = 0.85;

/** The option of an XyPicture. */
export function xyOption(picture: XyPicture, shades: Shades, width: number) {
  const { x, y, series } = picture;
  const names = series.map(({ name }) => name);
  const isSampled = series.every(({ kind }) => kind === 'line');
  return {
    ...frame(
      shades,
      series.map(({ name, kind }) => ({ name, ...(kind === 'line' ? BARE : {}) })),
    ),
    grid: { left: 4, right: 12, top: legendHeight(names, width) + 28, bottom: 4, outerBoundsMode: 'same' as const },
    xAxis: {
      ...axisOption(x, shades),
      splitLine: { show: false },
      axisLine: { show: true, onZero: false, lineStyle: { color: shades.of('quiet') } },
      name: x.title,
      nameLocation: 'middle' as const,
      nameGap: 30,
    },
    yAxis: {
      ...axisOption(y, shades),
      name: y.title,
      nameTextStyle: { color: shades.of('quiet'), fontSize: 13, align: 'left' as const },
      nameGap: 14,
    },
    tooltip: isSampled ? sampledTooltip(picture, shades) : dotTooltip(picture, shades),
    series: series.flatMap<SeriesOption>((each) =>
      each.kind === 'line' ? [line(each, shades)] : dots(each, picture, shades),
    ),
  };
}

function line({ name, colour, dash, points }: LineSeries, shades: Shades) {
  return {
    type: 'line' as const,
    name,
    data: points.map((point) => [...point]),
    symbol: 'none',
    silent: true,
    clip: true,
    lineStyle: { color: shades.of(colour), width: 2, type: DASHES[dash] as 'solid' | number[] },
    itemStyle: { color: shades.of(colour) },
  };
}

function dots(series: DotSeries, picture: XyPicture, shades: Shades) {
  const colour = shades.of(series.colour);
  const named = namedDots(picture);
  const data = series.dots.map((dot) => ({
    value: [dot.x, dot.y],
    symbolSize: dot.emphasis === 'recommended' ? 16 : series.dense === true ? 5 : 9,
    itemStyle: {
      color: dot.emphasis === 'outlier' ? shades.paper : colour,
      borderColor: dot.emphasis === null ? colour : shades.of('ink'),
      borderWidth: dot.emphasis === null ? 0 : 2,
    },
    label: {
      show: named.includes(dot),
      align: shareOf(picture.x, dot.x) > RIGHT_EDGE ? ('right' as const) : ('center' as const),
    },
  }));
  const label = {
    show: false,
    position: 'top' as const,
    distance: 8,
    formatter: 'recommended',
    color: shades.of('ink'),
    fontWeight: 600,
    textBorderColor: shades.paper,
    textBorderWidth: 4,
  };
  const common = { name: series.name, data, label, itemStyle: { color: colour }, z: 4, clip: false };
  const drawn =
    series.line !== 'none'
      ? {
          ...common,
          type: 'line' as const,
          symbol: 'circle',
          lineStyle: { color: colour, width: 2.25, type: DASHES[series.line] as 'solid' | number[] },
        }
      : { ...common, type: 'scatter' as const };
  return [drawn, ...whiskers(series, colour)];
}

/** The intervals, as a series of the same name: the legend shows and hides both. */
function whiskers({ name, dots: all }: DotSeries, colour: string) {
  const data = all.flatMap(({ x, low, high }) => (low === null || high === null ? [] : [[x, low, high]]));
  if (data.length === 0) return [];
  return [
    {
      type: 'custom' as const,
      name,
      data,
      silent: true,
      // An axis need not reach to the end of each.
      clip: true,
      z: 3,
      encode: { x: 0, y: [1, 2] },
      itemStyle: { color: colour },
      renderItem: (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI): CustomSeriesRenderItemReturn => {
        const [x = 0, low = 0] = api.coord([api.value(0), api.value(1)]);
        const [, high = 0] = api.coord([api.value(0), api.value(2)]);
        const stroke = (x1: number, y1: number, x2: number, y2: number) => ({
          type: 'line' as const,
          shape: { x1, y1, x2, y2 },
          style: { stroke: colour, lineWidth: 1.5 },
        });
        const children = [
          stroke(x, low, x, high),
          stroke(x - CAP, low, x + CAP, low),
          stroke(x - CAP, high, x + CAP, high),
        ];
        return { type: 'group', children };
      },
    },
  ];
}

/** What the point under the pointer is. */
function dotTooltip({ series }: XyPicture, shades: Shades) {
  return {
    trigger: 'item' as const,
    className: 'tip',
    confine: true,
    formatter: (params: unknown) => {
      const { seriesName, dataIndex } = params as { readonly seriesName: string; readonly dataIndex: number };
      const found = series.find((each) => each.kind === 'dots' && each.name === seriesName);
      if (found?.kind !== 'dots') return '';
      return tip([{ colour: shades.of(found.colour), text: found.dots[dataIndex]?.label ?? '' }], seriesName);
    },
  };
}

/** The values of all lines at the pointer's place. */
function sampledTooltip({ series, x, y }: XyPicture, shades: Shades) {
  return {
    trigger: 'axis' as const,
    className: 'tip',
    confine: true,
    axisPointer: { lineStyle: { color: shades.of('quiet') } },
    formatter: (params: unknown) => {
      const items = params as readonly { readonly seriesName: string; readonly value: readonly [number, number] }[];
      const lines = items.map(({ seriesName, value }) => ({
        colour: shades.of(series.find(({ name }) => name === seriesName)?.colour ?? 'ink'),
        text: `${seriesName}: ${formatted(y.quantity, value[1])}`,
      }));
      return tip(lines, formatted(x.quantity, items[0]?.value[0] ?? 0));
    },
  };
}
