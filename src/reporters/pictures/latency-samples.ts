/** Single units over time: when the slow ones came. */

import type { LatencySample } from '../../model/measurement.js';
import type { CellReport } from '../../model/row.js';
import type { UnitNoun } from '../../model/study.js';
import { unitNoun } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { duration, milliseconds } from '../../words/numbers.js';
import { rowName } from '../text/cell-figures.js';
import { durationAxis, linearAxis } from './axis.js';
import { type CurveGroup, chosenRows, colourOf, MOST_LINES } from './curve-series.js';
import type { Dot, DotSeries, XyPicture } from './picture.js';

/** More points than that lie on top of each other, and make a page heavy. */
const MOST_DOTS = 300;
const OTHERS = 'other labels';

type Sampled = CellReport & { readonly latencySamples: NonNullable<CellReport['latencySamples']> };

/** A picture for each row whose units were sampled, or for a few of many. */
export function samplePictures({ report, task }: CurveGroup, firstIndex: number): readonly XyPicture[] {
  const cells = report.cells.filter(
    (cell): cell is Sampled => cell.task === task && (cell.latencySamples?.samples.length ?? 0) > 0,
  );
  return chosenRows(report, cells).map((cell, i) =>
    draw(cell, `samples-${firstIndex + i + 1}`, unitNoun(report.study)),
  );
}

function draw(cell: Sampled, id: string, noun: UnitNoun): XyPicture {
  const { samples } = cell.latencySamples;
  const shown = slowestOfSlots(samples);
  const lastSeconds = samples.at(-1)?.atSeconds ?? 0;
  const spread = durationAxis(
    `a ${noun} took`,
    shown.map(({ sojournMs }) => sojournMs),
  );
  return {
    kind: 'xy',
    id,
    title: `${noun === 'run' ? 'Runs' : 'Units'} over time: ${rowName(cell)}`,
    caption: caption(cell, shown.length, noun),
    x: linearAxis('since the timed part began', 'seconds', 0, lastSeconds),
    y: spread,
    series: seriesOf(shown, noun),
  };
}

/** All of a few; of many the slowest in each of equal parts of the time, so that no tail is hidden. */
function slowestOfSlots(samples: readonly LatencySample[]): readonly LatencySample[] {
  if (samples.length <= MOST_DOTS) return samples;
  const [from, to] = [samples[0]?.atSeconds ?? 0, samples.at(-1)?.atSeconds ?? 0];
  const slowest = new Map<number, LatencySample>();
  for (const sample of samples) {
    const slot = Math.min(MOST_DOTS - 1, Math.floor(((sample.atSeconds - from) / (to - from || 1)) * MOST_DOTS));
    const known = slowest.get(slot);
    if (known === undefined || sample.sojournMs > known.sojournMs) slowest.set(slot, sample);
  }
  return [...slowest.values()];
}

/** A series for each label; those that have no colour of their own share one. */
function seriesOf(samples: readonly LatencySample[], noun: UnitNoun): readonly DotSeries[] {
  const labels = [...new Set(samples.map(({ label }) => label))];
  const nameOf = (label: string | null) => {
    if (label === null) return `a ${noun}`;
    return labels.length > MOST_LINES && labels.indexOf(label) >= MOST_LINES - 1 ? OTHERS : label;
  };
  return [...new Set(labels.map(nameOf))].map((name, i) => {
    const dots = samples.filter(({ label }) => nameOf(label) === name).map((sample) => dotOf(sample, noun));
    return { kind: 'dots', name, colour: colourOf(i), line: 'none', dense: true, dots };
  });
}

function dotOf({ unit, atSeconds, sojournMs, label }: LatencySample, noun: UnitNoun): Dot {
  const which = `${noun} ${unit}${label === null ? '' : ` (${label})`}`;
  const text = `${which} after ${duration(atSeconds)}: ${milliseconds(sojournMs)}`;
  return { x: atSeconds, y: sojournMs, low: null, high: null, label: text, emphasis: null };
}

function caption({ latencySamples: { samples, round } }: Sampled, shown: number, noun: UnitNoun): string {
  const slowest = samples.reduce((a, b) => (b.sojournMs > a.sojournMs ? b : a));
  const thinned = shown < samples.length ? ` Of ${noun}s close together the slowest is drawn: ${shown} in all.` : '';
  return `${counted(samples.length, noun)} sampled from round ${round + 1}. The slowest of them took ${milliseconds(slowest.sojournMs)}, ${duration(slowest.atSeconds)} after the start.${thinned}`;
}
