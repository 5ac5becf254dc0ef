/** Small multiples: many small pictures over the same two axes, so that the eye compares their shapes. */
import { type Markup, markup, type Piece } from '../text/markup.js';
import { cutTo } from '../text/width.js';
import type { Axis, DotSeries } from './picture.js';
import { across, at, down, type Plot, svgDocument } from './svg-parts.js';

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

/** What each colour stands for; nothing where there is one. */
export function keysOf({ panels }: Panels): readonly Pick<DotSeries, 'name' | 'colour'>[] {
  const series = panels.flatMap((panel) => panel.series);
  const names = [...new Set(series.map(({ name }) => name))];
  return names.length < 2 ? [] : names.flatMap((name) => series.find((one) => one.name === name) ?? []);
}

const [WIDTH, HEIGHT] = [216, 150];
const PLOT: Plot = { left: 40, right: WIDTH - 10, top: 30, bottom: HEIGHT - 24 };
/** Characters of a title. */
const LONGEST = 28;
const COLUMNS = 4;
const [EDGE, GAP, HEAD] = [24, 12, 36];
/** Height of the line that says what colours stand for, and width of each name. */
const [KEYS, KEY] = [24, 160];
/** Between the middles of two labels on the horizontal axis. */
const LABEL = 16;

/** One small picture for the page, which lays them out. */
export function panelSvg(panels: Panels, panel: Panel): Markup {
  return markup`<svg class="picture panel" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${panel.title}: ${labels(panel)}">${body(panels, panel)}</svg>`;
}

/** All of them in a file of its own, in rows of four. */
export function panelsFile(panels: Panels): string {
  const rows = Math.ceil(panels.panels.length / COLUMNS);
  const keys = keysOf(panels);
  const head = HEAD + (keys.length === 0 ? 0 : KEYS);
  const width = 2 * EDGE + COLUMNS * WIDTH + (COLUMNS - 1) * GAP;
  const height = 2 * EDGE + head + rows * (HEIGHT + GAP);
  const placed = panels.panels.map((panel, i) => {
    const [x, y] = [EDGE + (i % COLUMNS) * (WIDTH + GAP), EDGE + head + Math.floor(i / COLUMNS) * (HEIGHT + GAP)];
    return markup`<g transform="translate(${x} ${y})">${body(panels, panel)}</g>`;
  });
  return svgDocument(
    panels,
    [width, height],
    [keys.map((key, i) => keyAt(key, EDGE + i * KEY)), placed],
    '.panel-title{font-size:12px;font-weight:600}.tick{font-size:10px}',
  );
}

function keyAt({ name, colour }: Pick<DotSeries, 'name' | 'colour'>, x: number): Piece {
  const y = EDGE + HEAD;
  return markup`<circle class="c-${colour}" cx="${x + 6}" cy="${y + 2}" r="5" fill="currentColor"/><text x="${x + 18}" y="${y + 7}">${cutTo(name, 18)}</text>`;
}

function labels({ series }: Panel): string {
  return series.flatMap(({ dots }) => dots.map(({ label }) => label)).join('; ');
}

function body({ x, y }: Panels, panel: Panel): Piece {
  const grid = y.ticks
    .filter((_, i) => i % 2 === 0)
    .map((tick) => {
      const height = at(down(y, PLOT, tick.at));
      return markup`<path class="grid" d="M${PLOT.left} ${height}H${PLOT.right}"/><text class="quiet tick" x="${PLOT.left - 5}" y="${Number(height) + 3.5}" text-anchor="end">${tick.label}</text>`;
    });
  const counts = spaced(x).map(
    ({ label, place }) =>
      markup`<text class="quiet tick" x="${at(place)}" y="${PLOT.bottom + 15}" text-anchor="middle">${label}</text>`,
  );
  return [
    markup`<text class="panel-title" x="4" y="16">${cutTo(panel.title, LONGEST)}</text>`,
    grid,
    markup`<path class="axis" d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}"/>`,
    counts,
    panel.series.map((series) => lineOf(series, x, y)),
  ];
}

/** The labels that have room, the last one first. */
function spaced(x: Axis): readonly { readonly label: string; readonly place: number }[] {
  const kept: { readonly label: string; readonly place: number }[] = [];
  for (const tick of x.ticks.toReversed()) {
    const place = across(x, PLOT, tick.at);
    if (kept[0] === undefined || kept[0].place - place >= LABEL) kept.unshift({ label: tick.label, place });
  }
  return kept;
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
