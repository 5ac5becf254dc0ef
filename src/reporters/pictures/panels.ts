/** Small multiples: many small pictures over the same two axes, so that the eye compares their shapes. */
import { type Markup, markup, type Piece } from '../text/markup.js';
import { cutTo } from '../text/width.js';
import { DARK_COLOURS, LIGHT_COLOURS, PICTURE_RULES } from './palette.js';
import type { Axis, DotSeries } from './picture.js';
import { across, at, down, type Plot } from './svg-parts.js';

/** One of the small pictures. */
export interface Panel {
  readonly title: string;
  readonly series: readonly DotSeries[];
}

/** Small pictures that share their axes. */
export interface Panels {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly panels: readonly Panel[];
}

const [WIDTH, HEIGHT] = [216, 150];
const PLOT: Plot = { left: 40, right: WIDTH - 10, top: 30, bottom: HEIGHT - 24 };
/** Characters of a title. */
const LONGEST = 28;
const COLUMNS = 4;
const [EDGE, GAP, HEAD] = [20, 12, 40];

/** One small picture for the page, which lays them out. */
export function panelSvg(panels: Panels, panel: Panel): Markup {
  return markup`<svg class="picture panel" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${panel.title}: ${labels(panel)}">${body(panels, panel)}</svg>`;
}

/** All of them in a file of its own, in rows of four. */
export function panelsFile(panels: Panels): string {
  const rows = Math.ceil(panels.panels.length / COLUMNS);
  const width = 2 * EDGE + COLUMNS * WIDTH + (COLUMNS - 1) * GAP;
  const height = 2 * EDGE + HEAD + rows * (HEIGHT + GAP);
  const style = `svg{${LIGHT_COLOURS}}@media (prefers-color-scheme:dark){svg{${DARK_COLOURS}}}${PICTURE_RULES}.title{font-size:16px;font-weight:600}.panel-title{font-size:12px;font-weight:600}.tick{font-size:10px}`;
  const placed = panels.panels.map((panel, i) => {
    const [x, y] = [EDGE + (i % COLUMNS) * (WIDTH + GAP), EDGE + HEAD + Math.floor(i / COLUMNS) * (HEIGHT + GAP)];
    return markup`<g transform="translate(${x} ${y})">${body(panels, panel)}</g>`;
  });
  return `${markup`<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${panels.title}</title>
<desc>${panels.caption}</desc>
<style>${style}</style>
<rect class="hole" width="${width}" height="${height}" rx="8"/>
<text class="title" x="${EDGE}" y="${EDGE + 14}">${panels.title}</text>
${placed}
</svg>`}\n`;
}

function labels({ series }: Panel): string {
  return series.flatMap(({ dots }) => dots.map(({ label }) => label)).join('; ');
}

function body({ x, y }: Panels, panel: Panel): Piece {
  const [last] = x.ticks.slice(-1);
  const grid = y.ticks
    .filter((_, i) => i % 2 === 0)
    .map((tick) => {
      const height = at(down(y, PLOT, tick.at));
      return markup`<path class="grid" d="M${PLOT.left} ${height}H${PLOT.right}"/><text class="quiet tick" x="${PLOT.left - 5}" y="${Number(height) + 3.5}" text-anchor="end">${tick.label}</text>`;
    });
  const counts =
    last === undefined
      ? null
      : markup`<text class="quiet tick" x="${at(across(x, PLOT, last.at))}" y="${PLOT.bottom + 15}" text-anchor="middle">${last.label}</text>`;
  return [
    markup`<text class="panel-title" x="4" y="16">${cutTo(panel.title, LONGEST)}</text>`,
    grid,
    markup`<path class="axis" d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}"/>`,
    counts,
    panel.series.map((series) => lineOf(series, x, y)),
  ];
}

function lineOf({ colour, dots }: DotSeries, x: Axis, y: Axis): Piece {
  const places = dots.map((dot) => [at(across(x, PLOT, dot.x)), at(down(y, PLOT, dot.y))] as const);
  const circles = dots.map((dot, i) => {
    const [cx, cy] = places[i] as readonly [string, string];
    const ring =
      dot.emphasis === 'recommended'
        ? markup`<circle cx="${cx}" cy="${cy}" r="6.5" fill="currentColor" fill-opacity="0.22" stroke="currentColor"/>`
        : null;
    return markup`${ring}<circle cx="${cx}" cy="${cy}" r="2.6" fill="currentColor"><title>${dot.label}</title></circle>`;
  });
  const path = places.map(([px, py]) => `${px} ${py}`).join('L');
  return markup`<g class="c-${colour}"><path d="M${path}" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round"/>${circles}</g>`;
}
