/** A flame graph, as ECharts draws it; a click on a frame makes it as wide as the page, another click on it undoes that. */
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams, CustomSeriesRenderItemReturn } from 'echarts';
import { frameColour } from '../../pictures/frame-colour.js';
import type { FlamePicture, Frame } from '../../pictures/picture.js';
import { frame, type Shades, tip } from './shades.js';

const ROW = 24;
const GAP = 1;

/** A frame narrower than this has no room for its name. */
const NARROW = 40;

/** Pixels that a picture is high. */
export function flameHeight({ depth }: FlamePicture): number {
  return depth * ROW + 4;
}

/** The option of a FlamePicture; `zoomed` is the frame that is as wide as the page, null for none. */
export function flameOption(picture: FlamePicture, shades: Shades, zoomed: Frame | null) {
  const { frames, depth } = picture;
  const [min, max] = zoomed === null ? [0, 1] : [zoomed.from, zoomed.from + zoomed.share];
  return {
    ...frame(shades, []),
    legend: { show: false },
    grid: { left: 0, right: 0, top: 0, bottom: 4 },
    xAxis: { type: 'value' as const, min, max, show: false },
    yAxis: { type: 'value' as const, min: 0, max: depth, inverse: true, show: false },
    tooltip: {
      trigger: 'item' as const,
      className: 'tip',
      confine: true,
      formatter: (params: unknown) => {
        const found = frames[(params as { readonly dataIndex: number }).dataIndex];
        return found === undefined
          ? ''
          : tip([{ colour: shades.of(frameColour(found).colour), text: found.label }], 'Click to widen');
      },
    },
    series: [
      {
        type: 'custom' as const,
        clip: true,
        data: frames.map(({ from, share, depth: row }) => [from, from + share, row]),
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
          drawn(frames[params.dataIndex] as Frame, params, api, shades),
      },
    ],
  };
}

function drawn(
  { name, ...one }: Frame,
  { coordSys }: CustomSeriesRenderItemParams,
  api: CustomSeriesRenderItemAPI,
  shades: Shades,
): CustomSeriesRenderItemReturn {
  const area = coordSys as unknown as { readonly x: number; readonly width: number };
  const [left = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
  const [right = 0] = api.coord([api.value(1), api.value(2)]);
  const [from, to] = [Math.max(left, area.x), Math.min(right, area.x + area.width)];
  const width = to - from - GAP;
  if (width <= 0) return { type: 'group', children: [] };
  const { colour, strength } = frameColour({ name, ...one });
  const shape = { x: from, y, width, height: ROW - GAP, r: 2 };
  return {
    type: 'rect',
    shape,
    style: { fill: shades.of(colour), opacity: 1, fillOpacity: strength } as object,
    textConfig: { position: 'insideLeft', inside: true },
    textContent: {
      type: 'text',
      style: {
        text: width < NARROW ? '' : name,
        fill: shades.of('ink'),
        fontFamily: shades.font,
        fontSize: 13,
        width: width - 8,
        overflow: 'truncate',
        ellipsis: '…',
      },
    },
  };
}
