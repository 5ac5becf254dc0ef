/** The theme's colours as the style sheet has them now, and what all charts share. */
import type { Axis, Colour } from '../../pictures/picture.js';

/** Colours and font of the moment. */
export interface Shades {
  readonly font: string;
  readonly paper: string;
  readonly hairline: string;
  of(colour: Colour): string;
  /** For text on a colour. */
  on(colour: Colour): string;
}

/** Reads the colours that hold for an element. */
export function readShades(element: Element): Shades {
  const style = getComputedStyle(element);
  const property = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    font: style.fontFamily,
    paper: property('paper'),
    hairline: property('hairline'),
    of: property,
    on: (colour) => property(`on-${colour}`),
  };
}

const FONT_PIXELS = 13;
const LEGEND_ITEM = 54;
const LEGEND_ROW = 26;

/** What measures texts; ECharts measures its legend in the same way. */
const ruler = document.createElement('canvas').getContext('2d');

/** The height that a legend takes at a width: ECharts lays it out, but does not move the plot below it. */
export function legendHeight(names: readonly string[], width: number): number {
  if (ruler !== null) ruler.font = `${FONT_PIXELS}px ${getComputedStyle(document.body).fontFamily}`;
  let [rows, x] = [1, 0];
  for (const name of names) {
    const room = LEGEND_ITEM + (ruler?.measureText(name).width ?? 0);
    if (x > 0 && x + room > width) [rows, x] = [rows + 1, 0];
    x += room;
  }
  return rows * LEGEND_ROW;
}

/** What every chart has alike: no movement, quiet legend, tooltips made of elements and styled by the page. */
export function frame(shades: Shades, entries: readonly { readonly name: string; readonly itemStyle?: object }[]) {
  return {
    animation: false,
    textStyle: { fontFamily: shades.font, fontSize: FONT_PIXELS, color: shades.of('ink') },
    legend: {
      type: 'plain' as const,
      left: 0,
      top: 0,
      itemGap: 18,
      itemHeight: 12,
      data: [...entries],
      textStyle: { color: shades.of('ink'), fontSize: FONT_PIXELS, fontFamily: shades.font },
      inactiveColor: shades.of('quiet'),
    },
  };
}

/** An axis with exactly the picture's marks. */
export function axisOption(axis: Axis, shades: Shades) {
  const labels = new Map(axis.ticks.map(({ at, label }) => [at, label]));
  const customValues = axis.ticks.map(({ at }) => at);
  return {
    type: axis.scale === 'log' ? ('log' as const) : ('value' as const),
    min: axis.min,
    max: axis.max,
    axisLine: { show: false, lineStyle: { color: shades.of('quiet') } },
    axisTick: { show: false },
    axisLabel: {
      customValues,
      color: shades.of('quiet'),
      fontSize: FONT_PIXELS,
      hideOverlap: true,
      formatter: (value: number) => labels.get(value) ?? '',
    },
    ...steps(axis),
    splitLine: { show: true, lineStyle: { color: shades.hairline } },
    nameTextStyle: { color: shades.of('quiet'), fontSize: FONT_PIXELS },
  };
}

/** The grid's lines lie on the marks where these are evenly spaced. */
function steps({ scale, ticks }: Axis): { readonly interval?: number } {
  const gaps = ticks.slice(1).map(({ at }, i) => at - (ticks[i]?.at ?? 0));
  const [first = 0] = gaps;
  const isEven = scale === 'linear' && first > 0 && gaps.every((gap) => Math.abs(gap - first) < 1e-6 * first);
  return isEven ? { interval: first } : {};
}

/** A tooltip's content: a heading and lines with the colours of their series. */
export function tip(lines: readonly { readonly colour: string; readonly text: string }[], heading = ''): HTMLElement {
  const box = document.createElement('div');
  if (heading !== '') box.append(paragraph(heading));
  for (const { colour, text } of lines) {
    const line = paragraph(text);
    const mark = document.createElement('i');
    mark.style.background = colour;
    line.prepend(mark);
    box.append(line);
  }
  return box;
}

function paragraph(text: string): HTMLParagraphElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}
