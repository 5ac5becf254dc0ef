/** Draws the page's pictures as charts that answer to the pointer, in place of the still ones. */
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Frame, Picture } from '../../pictures/picture.js';
import { barsOption } from './bars-option.js';
import { flameHeight, flameOption } from './flame-option.js';
import { legendHeight, readShades } from './shades.js';
import { xyOption } from './xy-option.js';

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const XY_HEIGHT = 360;
const BAR_HEIGHT = 36;
const BARS_FRAME = 96;

interface Live {
  readonly picture: Picture;
  readonly box: HTMLElement;
  readonly chart: EChartsType;
  /** The frame of a flame graph that is as wide as the page. */
  zoomed: Frame | null;
}

/** Draws all pictures and keeps them as wide as the page. Gives what draws them again in the theme's colours. */
export function showCharts(): () => void {
  const pictures: readonly Picture[] = JSON.parse(document.querySelector('#pictures')?.textContent ?? '[]');
  const charts = pictures.flatMap((picture) => {
    const figure = document.getElementById(picture.id);
    const box = figure?.querySelector<HTMLElement>('.live') ?? null;
    if (figure === null || box === null) return [];
    figure.classList.add('drawn');
    box.style.height = `${heightOf(picture, box.clientWidth)}px`;
    return [zoomable({ picture, box, chart: init(box, null, { renderer: 'svg' }), zoomed: null })];
  });
  const drawAll = () => charts.forEach(draw);
  drawAll();
  const watcher = new ResizeObserver((entries) => {
    for (const live of charts) if (entries.some(({ target }) => target === live.box)) resize(live);
  });
  for (const { box } of charts) watcher.observe(box);
  return drawAll;
}

/** A click on a frame of a flame graph makes it as wide as the page; on the widest, shows all. */
function zoomable(live: Live): Live {
  const { picture, chart } = live;
  if (picture.kind !== 'flame') return live;
  chart.on('click', ({ dataIndex }: { readonly dataIndex?: number }) => {
    const frame = picture.frames[dataIndex ?? -1] ?? null;
    live.zoomed = frame === live.zoomed ? null : frame;
    draw(live);
  });
  return live;
}

/** The plot's height with the legend's, in pixels. */
function heightOf(picture: Picture, width: number): number {
  if (picture.kind === 'flame') return flameHeight(picture);
  const plot = picture.kind === 'xy' ? XY_HEIGHT : BARS_FRAME + BAR_HEIGHT * picture.bars.length;
  const names = picture.kind === 'xy' ? picture.series : picture.segments;
  return (
    plot +
    legendHeight(
      names.map(({ name }) => name),
      width,
    )
  );
}

function resize(live: Live): void {
  if (live.box.clientWidth === 0 || live.box.clientWidth === live.chart.getWidth()) return;
  live.box.style.height = `${heightOf(live.picture, live.box.clientWidth)}px`;
  live.chart.resize();
  draw(live);
}

function draw({ picture, chart, box, zoomed }: Live): void {
  const shades = readShades(box);
  const width = chart.getWidth();
  const option =
    picture.kind === 'flame'
      ? flameOption(picture, shades, zoomed)
      : picture.kind === 'xy'
        ? xyOption(picture, shades, width)
        : barsOption(picture, shades, width);
  chart.setOption(option, { notMerge: true });
}
