/** What the parts of a static picture share. */
import { markup, type Piece } from '../text/markup.js';
import { shareOf } from './axis.js';
import { DARK_COLOURS, LIGHT_COLOURS, PICTURE_RULES } from './palette.js';
import type { Axis, Picture } from './picture.js';

/** Width of every picture in its own units; about as many pixels at full size. */
export const WIDTH = 720;

/** How a dash is written in SVG. */
export const DASHES = { solid: 'none', dashed: '7 5', dotted: '1.5 5' } as const;

/** A drawn part and its height. */
export interface Drawn {
  readonly height: number;
  readonly body: Piece;
}

/** The area between the axes, in the picture's units. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A coordinate: two decimals are enough for any screen. */
export function at(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Where a value of the horizontal axis lies. */
export function across(axis: Axis, { left, right }: Plot, value: number): number {
  return left + shareOf(axis, value) * (right - left);
}

/** Where a value of the vertical axis lies. */
export function down(axis: Axis, { top, bottom }: Plot, value: number): number {
  return bottom - shareOf(axis, value) * (bottom - top);
}

/** The horizontal axis with its labels and its title below. */
export function acrossAxis(axis: Axis, plot: Plot): Piece {
  const labels = axis.ticks.map(
    (tick) =>
      markup`<text class="quiet" x="${at(across(axis, plot, tick.at))}" y="${at(plot.bottom + 20)}" text-anchor="middle">${tick.label}</text>`,
  );
  const middle = (plot.left + plot.right) / 2;
  return [
    ...labels,
    markup`<text class="quiet" x="${at(middle)}" y="${at(plot.bottom + 42)}" text-anchor="middle">${axis.title}</text>`,
  ];
}

/** Where the title of a picture's file begins, from the left and to its foot. */
const [TITLE_X, TITLE_Y] = [24, 38];

/** A picture as a file of its own: with its title, its colours for light and dark, and its own ground. `rules` are more of its style. */
export function svgDocument(
  { title, caption }: Pick<Picture, 'title' | 'caption'>,
  [width, height]: readonly [width: number, height: number],
  body: Piece,
  rules = '',
): string {
  const style = `svg{${LIGHT_COLOURS}}@media (prefers-color-scheme:dark){svg{${DARK_COLOURS}}}${PICTURE_RULES}.title{font-size:16px;font-weight:600}${rules}`;
  return `${markup`<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="${width}" height="${at(height)}" viewBox="0 0 ${width} ${at(height)}" role="img">
<title>${title}</title>
<desc>${caption}</desc>
<style>${style}</style>
<rect class="hole" width="${width}" height="${at(height)}" rx="8"/>
<text class="title" x="${TITLE_X}" y="${TITLE_Y}">${title}</text>
${body}
</svg>`}\n`;
}
