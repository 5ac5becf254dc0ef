/**
 * Pictures as plain data: what is drawn, before how. The same description becomes static SVG
 * (pictures/svg.ts) and an interactive chart in the HTML report (html/page). All texts are plain, not
 * escaped: who draws them escapes them.
 */

import type { Quantity } from './quantity.js';

/** The colours of Okabe & Ito (2008), which people with any colour vision can tell apart, ink, and a quiet grey. */
export type Colour = 'blue' | 'vermillion' | 'green' | 'purple' | 'orange' | 'sky' | 'ink' | 'quiet';

/** The colours of series, in the order in which they are given out. */
export const SERIES_COLOURS: readonly Colour[] = ['blue', 'vermillion', 'green', 'purple', 'orange', 'sky'];

/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** An axis; a logarithmic one has a positive `min`. */
export interface Axis {
  readonly title: string;
  readonly quantity: Quantity;
  readonly scale: 'linear' | 'log';
  readonly min: number;
  readonly max: number;
  /** Ascending, within [min, max]. */
  readonly ticks: readonly Tick[];
}

/** A measured point. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  /** The interval; null without one. */
  readonly low: number | null;
  readonly high: number | null;
  /** What it is, with its figures: `4 workers: 1.82 [1.78, 1.86]`. */
  readonly label: string;
  /** The recommended point, one that cannot be told from the best, or an outlier. */
  readonly emphasis: 'recommended' | 'equal' | 'outlier' | null;
}

/** Measured points, joined by a line or not. */
export interface DotSeries {
  readonly kind: 'dots';
  readonly name: string;
  readonly colour: Colour;
  /** How they are joined. */
  readonly line: 'solid' | 'dashed' | 'none';
  readonly dots: readonly Dot[];
  /** True for so many points that they are drawn small. */
  readonly dense?: boolean;
}

/** A line that was not measured: a law, a ceiling, a baseline; or samples too dense for points. */
export interface LineSeries {
  readonly kind: 'line';
  readonly name: string;
  readonly colour: Colour;
  readonly dash: 'solid' | 'dashed' | 'dotted';
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One series of an XyPicture. */
export type Series = DotSeries | LineSeries;

/** Points and lines over two axes. */
export interface XyPicture {
  readonly kind: 'xy';
  /** Unique in a report, and a file's base name: `speedup`, `speedup-2`. */
  readonly id: string;
  readonly title: string;
  /** What it shows, as a sentence. */
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

/** One part of every bar. */
export interface Segment {
  readonly name: string;
  readonly colour: Colour;
}

/** One bar: a value for each segment; negative ones grow to the left of zero. */
export interface Bar {
  readonly label: string;
  readonly values: readonly number[];
  /** The values with their units, for people. */
  readonly texts: readonly string[];
}

/** Horizontal bars of segments that sum to a whole. */
export interface BarPicture {
  readonly kind: 'bars';
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly x: Axis;
  /** What the bars' labels count. */
  readonly rowTitle: string;
  readonly segments: readonly Segment[];
  readonly bars: readonly Bar[];
}

/** Anything that can be drawn. */
export type Picture = XyPicture | BarPicture;

/** A sentence in a picture's place: its values are all the same, or another picture shows them. */
export interface Sentence {
  readonly kind: 'sentence';
  readonly text: string;
}
