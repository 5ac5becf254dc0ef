/** Pictures with fewer points, for a page that is not to grow without bound. */
import type { Dot, DotSeries, Picture, Series, XyPicture } from './picture.js';
import type { TaskPictures } from './pictures.js';

/** A point with its label takes about as much room as so many points of a line. */
const LABELLED = 10;

/** Measured points of a joined line: more lie on each other. */
const MOST_JOINED = 60;

/** The pictures of each task with at most so many points of lines a picture, or a tenth of it in labelled points. */
export function thinned(pictures: readonly TaskPictures[], mostPoints: number): readonly TaskPictures[] {
  const thin = (picture: Picture) => thinPicture(picture, mostPoints);
  return pictures.map((each) => ({
    ...each,
    lead: each.lead === null ? null : thin(each.lead),
    answering: each.answering.map(thin),
    telemetry: each.telemetry.map(thin),
  }));
}

function thinPicture(picture: Picture, mostPoints: number): Picture {
  if (picture.kind === 'bars') return picture;
  const every = Math.ceil(picture.series.reduce((sum, series) => sum + weightOf(series), 0) / mostPoints);
  const series = picture.series.map((each) => thinSeries(each, every));
  const [shown, all] = [countOf(series), countOf(picture.series)];
  if (shown === all) return picture;
  const which = series.some((each) => each.kind === 'dots' && each.line === 'none')
    ? ', of those close together the farthest out'
    : '';
  const note = `To keep it small ${shown} of ${all} points are drawn${which}; report.json has them all.`;
  return { ...picture, series, caption: `${picture.caption} ${note}` };
}

function weightOf(series: Series): number {
  if (series.kind === 'line') return series.points.length;
  return series.line === 'none' ? series.dots.length * LABELLED : 0;
}

function countOf(series: XyPicture['series']): number {
  return series.reduce((sum, each) => sum + (each.kind === 'line' ? each.points.length : each.dots.length), 0);
}

/** Lines lose points evenly, their ends stay. Of dots close together the farthest out stays, for it is what is looked for. */
function thinSeries(series: Series, every: number): Series {
  if (series.kind === 'dots' && series.line !== 'none') return thinLine(series);
  if (every < 2) return series;
  if (series.kind === 'line') {
    const last = series.points.length - 1;
    return { ...series, points: series.points.filter((_, i) => i % every === 0 || i === last) };
  }
  const groups = Array.from({ length: Math.ceil(series.dots.length / every) }, (_, i) =>
    series.dots.slice(i * every, (i + 1) * every),
  );
  return { ...series, dots: groups.map(farthest) };
}

/** What stands out stays, and the ends. */
function thinLine(series: DotSeries): DotSeries {
  const { dots } = series;
  const every = Math.ceil(dots.length / MOST_JOINED);
  const last = dots.length - 1;
  const isKept = ({ emphasis }: Dot, i: number) => i % every === 0 || i === last || emphasis === 'recommended';
  return every < 2 ? series : { ...series, dots: dots.filter(isKept) };
}

function farthest(dots: readonly Dot[]): Dot {
  return dots.reduce((a, b) => (Math.abs(b.y) > Math.abs(a.y) ? b : a));
}
