/** Stacked horizontal bars, as ECharts draws them. */
import type { BarPicture } from '../../pictures/picture.js';
import { axisOption, frame, legendHeight, type Shades, tip } from './shades.js';

/** Share of the axis that a segment needs to hold its text. */
const ROOM = 0.09;

/** The option of a BarPicture. */
export function barsOption(picture: BarPicture, shades: Shades, width: number) {
  const { bars, segments, x, rowTitle } = picture;
  const span = x.max - x.min;
  const names = segments.map(({ name }) => name);
  return {
    ...frame(
      shades,
      segments.map(({ name }) => ({ name })),
    ),
    grid: { left: 4, right: 20, top: legendHeight(names, width) + 30, bottom: 4, outerBoundsMode: 'same' as const },
    xAxis: { ...axisOption(x, shades), name: x.title, nameLocation: 'middle' as const, nameGap: 30 },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: bars.map(({ label }) => label),
      name: rowTitle,
      nameLocation: 'start' as const,
      nameTextStyle: { color: shades.of('quiet'), fontSize: 13, align: 'right' as const },
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: shades.of('ink'), fontSize: 13 },
    },
    tooltip: {
      trigger: 'axis' as const,
      className: 'tip',
      confine: true,
      axisPointer: { type: 'none' as const },
      formatter: (params: unknown) => {
        const [first] = params as readonly { readonly dataIndex: number }[];
        const bar = bars[first?.dataIndex ?? 0];
        const lines = segments.map(({ name, colour }, i) => ({
          colour: shades.of(colour),
          text: `${name}: ${bar?.texts[i] ?? ''}`,
        }));
        return tip(lines, `${rowTitle} ${bar?.label ?? ''}`);
      },
    },
    series: segments.map(({ name, colour }, i) => ({
      type: 'bar' as const,
      name,
      stack: 'all',
      barWidth: 26,
      itemStyle: { color: shades.of(colour), borderColor: shades.paper, borderWidth: 0.5, borderRadius: 2 },
      data: bars.map(({ values, texts }) => ({
        value: values[i] ?? 0,
        label: { show: Math.abs(values[i] ?? 0) > ROOM * span, formatter: texts[i] ?? '' },
      })),
      label: { show: true, position: 'inside' as const, color: shades.on(colour), fontSize: 13 },
    })),
  };
}
