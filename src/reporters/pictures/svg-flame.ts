/** A flame graph as SVG: callers at the top. */
import { type Markup, markup } from '../text/markup.js';
import { cutTo } from '../text/width.js';
import { frameColour } from './frame-colour.js';
import type { FlamePicture, Frame } from './picture.js';
import { at, type Drawn, WIDTH } from './svg-parts.js';

const ROW = 22;
const CHARACTER = 7.4;

/** A frame narrower than this has no room for its name. */
const NARROW = 34;

/** The whole picture; it has no axes and no legend. */
export function flameBody({ frames, depth }: FlamePicture): Drawn {
  return { height: depth * ROW + 4, body: frames.map(frameBody) };
}

function frameBody(frame: Frame): Markup {
  const { colour, strength } = frameColour(frame);
  const [x, width, y] = [frame.from * WIDTH, frame.share * WIDTH, frame.depth * ROW];
  const name =
    width < NARROW
      ? null
      : markup`<text x="${at(x + 5)}" y="${y + 15.5}">${cutTo(frame.name, Math.floor((width - 10) / CHARACTER))}</text>`;
  return markup`<g><g class="c-${colour}"><rect x="${at(x)}" y="${y}" width="${at(Math.max(0.5, width - 1))}" height="${ROW - 1}" rx="2" fill="currentColor" fill-opacity="${strength}"><title>${frame.label}</title></rect></g>${name}</g>`;
}
