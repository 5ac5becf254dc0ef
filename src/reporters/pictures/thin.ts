/** Pictures with fewer points, for a page that is not to grow without bound. */
import type { Dot, Picture, Series, XyPicture } from './picture.js';
import type { TaskPictures } from './pictures.js';

/** A point with its label takes about as much room as so many points of a line. */
const LABELLED = 10;

/** The pictures of each task with at most so many points of lines a picture, or a tenth of it in labelled points. */
export function thinned(pictures: readonly TaskPictures[], mostPoints: number): readonly TaskPictures[] {
  const thin = (picture: Picture) => thinPicture(picture, mostPoints);
  return pictures.map((each) => ({
    ...each,
    answering: each.answering.map(thin),
    telemetry: each.telemetry.map(thin),
  }));
}

function thinPicture(picture: Picture, mostPoints: number): Picture {
  if (picture.kind === 'bars') return picture;
  const every = Math.ceil(picture.series.reduce((sum, series) => sum + weightOf(series), 0) / mostPoints);
  if (every < 2) return picture;
  const series = picture.series.map((each) => thinSeries(each, every));
  const [shown, all] = [countOf(series), countOf(picture.series)];
  if (shown === all) return picture;
  const which = series.some(({ kind }) => kind === 'dots') ? ', of those close together the farthest out' : '';
  const note = `To keep the page small ${shown} of ${all} points are drawn${which}; report.json has them all.`;
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
  if (series.kind === 'line') {
    const last = series.points.length - 1;
    return { ...series, points: series.points.filter((_, i) => i % every === 0 || i === last) };
  }
  if (series.line !== 'none') return series;
  const groups = Array.from({ length: Math.ceil(series.dots.length / every) }, (_, i) =>
    series.dots.slice(i * every, (i + 1) * every),
  );
  return { ...series, dots: groups.map(farthest) };
}

function farthest(dots: readonly Dot[]): Dot {
  return dots.reduce((a, b) => (Math.abs(b.y) > Math.abs(a.y) ? b : a));
}
