import { shareOf } from './axis.js';
import type { Dot, XyPicture } from './picture.js';

/** Room of the word at a recommended point, as shares of the axes; narrow screens need the most. */
const [WIDE, HIGH] = [0.35, 0.07];

/** The recommended points that have room for the word: of those that lie on each other, the first. */
export function namedDots({ x, y, series }: XyPicture): readonly Dot[] {
  const recommended = series.flatMap((each) =>
    each.kind === 'dots' ? each.dots.filter(({ emphasis }) => emphasis === 'recommended') : [],
  );
  const areClose = (a: Dot, b: Dot) =>
    Math.abs(shareOf(x, a.x) - shareOf(x, b.x)) < WIDE && Math.abs(shareOf(y, a.y) - shareOf(y, b.y)) < HIGH;
  return recommended.filter((dot, i) => !recommended.slice(0, i).some((other) => areClose(other, dot)));
}
