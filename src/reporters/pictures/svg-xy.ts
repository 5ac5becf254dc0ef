/** Points and lines over two axes, as SVG. */
import { type Markup, markup, type Piece } from '../text/markup.js';
import { displayWidth } from '../text/width.js';
import { namedDots } from './named-dots.js';
import type { Axis, Dot, DotSeries, LineSeries, XyPicture } from './picture.js';
import { across, acrossAxis, at, DASHES, type Drawn, down, type Plot, WIDTH } from './svg-parts.js';

const PLOT_HEIGHT = 300;
const CHARACTER = 7.2;

/** The picture below its legend. */
export function xyBody(picture: XyPicture): Drawn {
  const left = 14 + Math.max(...picture.y.ticks.map(({ label }) => displayWidth(label) * CHARACTER));
  const plot: Plot = { left, right: WIDTH - 14, top: 26, bottom: 26 + PLOT_HEIGHT };
  const clip = `clip-${picture.id}`;
  const body = markup`<clipPath id="${clip}"><rect x="${at(plot.left)}" y="${plot.top - 8}" width="${at(plot.right - plot.left)}" height="${PLOT_HEIGHT + 16}"/></clipPath>
${downAxis(picture.y, plot)}
<path class="axis" d="M${at(plot.left)} ${plot.bottom}H${at(plot.right)}"/>
${acrossAxis(picture.x, plot)}
<g clip-path="url(#${clip})">${picture.series.map((series) => seriesBody(series, picture, plot))}</g>
${names(picture, plot)}
`;
  return { height: plot.bottom + 50, body };
}

function downAxis(axis: Axis, plot: Plot): Piece {
  const title = markup`<text class="quiet" x="0" y="12">${axis.title}</text>`;
  const ticks = axis.ticks.map((tick) => {
    const y = down(axis, plot, tick.at);
    return markup`<path class="grid" d="M${at(plot.left)} ${at(y)}H${at(plot.right)}"/><text class="quiet" x="${at(plot.left - 8)}" y="${at(y + 4.5)}" text-anchor="end">${tick.label}</text>`;
  });
  return [title, ticks];
}

function seriesBody(series: DotSeries | LineSeries, { x, y }: XyPicture, plot: Plot): Markup {
  const place = (px: number, py: number) => `${at(across(x, plot, px))} ${at(down(y, plot, py))}`;
  if (series.kind === 'line') {
    const path = series.points.map(([px, py]) => place(px, py)).join('L');
    return markup`<g class="c-${series.colour}"><path d="M${path}" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="${DASHES[series.dash]}" stroke-linecap="round" stroke-linejoin="round"/></g>`;
  }
  const line =
    series.line !== 'none' && series.dots.length > 1
      ? markup`<path d="M${series.dots.map((dot) => place(dot.x, dot.y)).join('L')}" fill="none" stroke="currentColor" stroke-width="2.25" stroke-dasharray="${DASHES[series.line]}" stroke-linejoin="round"/>`
      : null;
  const radius = series.dense === true ? 2.5 : 4.5;
  const dots = series.dots.map((dot) => dotBody(dot, radius, across(x, plot, dot.x), (value) => down(y, plot, value)));
  return markup`<g class="c-${series.colour}">${line}${dots}</g>`;
}

function dotBody(
  { y, low, high, label, emphasis }: Dot,
  radius: number,
  cx: number,
  place: (value: number) => number,
): Markup {
  const cy = place(y);
  const interval =
    low === null || high === null
      ? null
      : markup`<path d="M${at(cx)} ${at(place(low))}V${at(place(high))}M${at(cx - 4)} ${at(place(low))}h8M${at(cx - 4)} ${at(place(high))}h8" stroke="currentColor" stroke-width="1.5"/>`;
  return markup`<g>${halo(emphasis, cx, cy)}${interval}<circle cx="${at(cx)}" cy="${at(cy)}" r="${radius}" fill="currentColor"><title>${label}</title></circle></g>`;
}

/** Recommended points are filled around, equals and outliers ringed. */
function halo(emphasis: Dot['emphasis'], cx: number, cy: number): Markup | null {
  if (emphasis === null) return null;
  const fill = emphasis === 'recommended' ? 'currentColor' : 'none';
  return markup`<circle cx="${at(cx)}" cy="${at(cy)}" r="10" fill="${fill}" fill-opacity="0.22" stroke="currentColor" stroke-width="1.25"/>`;
}

/** The recommended points by their name. */
function names(picture: XyPicture, plot: Plot): Piece {
  return namedDots(picture).map((dot) => {
    const [cx, cy] = [across(picture.x, plot, dot.x), down(picture.y, plot, dot.y)];
    const anchor = cx > plot.right - 80 ? 'end' : cx < plot.left + 60 ? 'start' : 'middle';
    const below = cy < plot.top + 24;
    return markup`<text class="named" x="${at(cx)}" y="${at(below ? cy + 28 : cy - 16)}" text-anchor="${anchor}">recommended</text>`;
  });
}
