/** Horizontal bars of segments, as SVG. */
import { markup, type Piece } from '../text/markup.js';
import { displayWidth } from '../text/width.js';
import type { Bar, BarPicture } from './picture.js';
import { across, acrossAxis, at, type Drawn, type Plot, WIDTH } from './svg-parts.js';

const BAR = 26;
const GAP = 10;
const CHARACTER = 7.4;

/** The picture below its legend. */
export function barsBody(picture: BarPicture): Drawn {
  const labels = [picture.rowTitle, ...picture.bars.map(({ label }) => label)];
  const left = 14 + Math.max(...labels.map((label) => displayWidth(label) * CHARACTER));
  const bottom = 24 + picture.bars.length * (BAR + GAP);
  const plot: Plot = { left, right: WIDTH - 20, top: 24, bottom };
  const lines = picture.x.ticks.map(
    (tick) => markup`<path class="grid" d="M${at(across(picture.x, plot, tick.at))} ${plot.top}V${bottom}"/>`,
  );
  const zero = across(picture.x, plot, 0);
  return {
    height: bottom + 50,
    body: markup`<text class="quiet" x="${at(left - 10)}" y="14" text-anchor="end">${picture.rowTitle}</text>${lines}
${picture.bars.map((bar, row) => barBody(picture, bar, plot, plot.top + GAP / 2 + row * (BAR + GAP)))}
<path class="axis" d="M${at(zero)} ${plot.top}V${bottom}"/>${acrossAxis(picture.x, plot)}`,
  };
}

function barBody(picture: BarPicture, { label, values, texts }: Bar, plot: Plot, y: number): Piece {
  let [positive, negative] = [0, 0];
  const segments = values.map((value, i) => {
    const segment = picture.segments[i];
    if (segment === undefined || value === 0) return null;
    const from = value > 0 ? positive : negative;
    if (value > 0) positive += value;
    else negative += value;
    const [a, b] = [across(picture.x, plot, from), across(picture.x, plot, from + value)];
    const [start, width] = [Math.min(a, b), Math.abs(b - a)];
    const text = texts[i] ?? '';
    const shown =
      width < displayWidth(text) * CHARACTER + 8
        ? null
        : markup`<text class="on-${segment.colour}" x="${at(start + width / 2)}" y="${at(y + BAR / 2 + 4.5)}" text-anchor="middle">${text}</text>`;
    return markup`<g class="c-${segment.colour}"><rect x="${at(start)}" y="${at(y)}" width="${at(Math.max(0.5, width - 1))}" height="${BAR}" rx="2" fill="currentColor"><title>${picture.rowTitle} ${label}: ${segment.name} ${text}</title></rect>${shown}</g>`;
  });
  const name = markup`<text x="${at(plot.left - 10)}" y="${at(y + BAR / 2 + 4.5)}" text-anchor="end">${label}</text>`;
  return [name, segments];
}
