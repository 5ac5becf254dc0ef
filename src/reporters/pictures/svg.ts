/** Static SVG of a picture: the same in a page without script, on paper, and beside the Markdown report. */
import { type Markup, markup, type Piece } from '../text/markup.js';
import { displayWidth } from '../text/width.js';
import type { Colour, Picture } from './picture.js';
import { barsBody } from './svg-bars.js';
import { flameBody } from './svg-flame.js';
import { at, DASHES, type Drawn, svgDocument, WIDTH } from './svg-parts.js';
import { xyBody } from './svg-xy.js';

const CHARACTER = 6.9;
const LEGEND_ROW = 22;
const TITLE_HEIGHT = 34;
const EDGE = 24;

/** A picture for an HTML page, whose style sheet knows its classes; its title and caption stand beside it. */
export function inlineSvg(picture: Picture): Markup {
  const { height, body } = drawn(picture);
  return markup`<svg class="picture" viewBox="0 0 ${WIDTH} ${at(height)}" role="img" aria-label="${picture.title}. ${picture.caption}">${body}</svg>`;
}

/** A picture as a file of its own. */
export function svgFile(picture: Picture): string {
  const { height, body } = drawn(picture);
  return svgDocument(
    picture,
    [WIDTH + 2 * EDGE, height + TITLE_HEIGHT + 2 * EDGE],
    markup`<g transform="translate(${EDGE} ${EDGE + TITLE_HEIGHT})">${body}</g>`,
  );
}

function drawn(picture: Picture): Drawn {
  const legend = legendOf(picture);
  const { height, body } = bodyOf(picture);
  return {
    height: legend.height + height,
    body: markup`${legend.body}<g transform="translate(0 ${legend.height})">${body}</g>`,
  };
}

function bodyOf(picture: Picture): Drawn {
  switch (picture.kind) {
    case 'xy':
      return xyBody(picture);
    case 'bars':
      return barsBody(picture);
    case 'flame':
      return flameBody(picture);
  }
}

interface Key {
  readonly name: string;
  readonly colour: Colour;
  readonly sample: Markup;
}

function legendOf(picture: Picture): Drawn {
  const keys = keysOf(picture);
  const placed: Piece[] = [];
  let [x, y] = [0, 0];
  for (const { name, colour, sample } of keys) {
    const width = 30 + displayWidth(name) * CHARACTER + 20;
    if (x > 0 && x + width > WIDTH) [x, y] = [0, y + LEGEND_ROW];
    placed.push(
      markup`<g transform="translate(${at(x)} ${y})"><g class="c-${colour}">${sample}</g><text x="30" y="14">${name}</text></g>`,
    );
    x += width;
  }
  return { height: keys.length === 0 ? 0 : y + LEGEND_ROW + 10, body: placed };
}

function keysOf(picture: Picture): readonly Key[] {
  if (picture.kind === 'flame') return [];
  if (picture.kind === 'bars') {
    const sample = markup`<rect x="6" y="3" width="14" height="14" rx="3" fill="currentColor"/>`;
    return picture.segments.map(({ name, colour }) => ({ name, colour, sample }));
  }
  return picture.series.map((series) => {
    if (series.kind === 'line') {
      return { name: series.name, colour: series.colour, sample: sampleLine(DASHES[series.dash]) };
    }
    const line = series.line === 'none' ? null : sampleLine(DASHES[series.line]);
    const sample = markup`${line}<circle cx="12" cy="10" r="4.5" fill="currentColor"/>`;
    return { name: series.name, colour: series.colour, sample };
  });
}

function sampleLine(dash: string): Markup {
  return markup`<path d="M0 10H24" stroke="currentColor" stroke-width="2" stroke-dasharray="${dash}" stroke-linecap="round"/>`;
}
