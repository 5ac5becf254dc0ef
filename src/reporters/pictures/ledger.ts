/** Where the workers' time went, as a bar for each worker count. */
import type { Curve, CurvePoint, Ledger } from '../../model/curve.js';
import { counted } from '../../words/counts.js';
import { percent, plain } from '../../words/numbers.js';
import { curveName } from '../text/curve-name.js';
import { shareAxis } from './axis.js';
import { type CurveGroup, pictureId } from './curve-series.js';
import type { BarPicture, Segment } from './picture.js';

type Part = keyof Ledger;

const PARTS: readonly (readonly [part: Part, segment: Segment])[] = [
  ['useful', { name: 'useful', colour: 'blue' }],
  ['inflation', { name: 'slower units', colour: 'vermillion' }],
  ['withoutCpu', { name: 'without a CPU', colour: 'quiet' }],
  ['waiting', { name: 'waiting', colour: 'green' }],
  ['transfer', { name: 'transfer', colour: 'orange' }],
  ['idleTail', { name: 'idle tail', colour: 'sky' }],
  ['startSkew', { name: 'start skew', colour: 'purple' }],
];

/** One picture a curve whose time is accounted for. */
export function ledgerPictures(group: CurveGroup, firstIndex: number): readonly BarPicture[] {
  const accounted = group.curves.filter(({ points }) => points.some(({ ledger }) => ledger !== null));
  return accounted.map((curve, i) => ledgerPicture(group, curve, firstIndex + i));
}

function ledgerPicture(group: CurveGroup, curve: Curve, index: number): BarPicture {
  const points = curve.points.filter(({ ledger }) => ledger !== null);
  const bars = points.map((point) => {
    const values = PARTS.map(([part]) => partOf(point, part));
    return { label: plain(point.workers), values, texts: values.map(percent) };
  });
  const sums = (sign: 1 | -1) =>
    bars.map(({ values }) => values.reduce((sum, value) => sum + Math.max(0, value * sign), 0));
  return {
    kind: 'bars',
    id: pictureId('ledger', index),
    title: `Where the workers' time went${group.curves.length > 1 ? `: ${curveName(curve)}` : ''}`,
    caption: caption(points),
    x: shareAxis('share of workers × time', -Math.max(...sums(-1)), Math.max(...sums(1))),
    rowTitle: 'workers',
    segments: PARTS.map(([, segment]) => segment),
    bars,
  };
}

function partOf({ ledger }: CurvePoint, part: Part): number {
  // Minus zero and what rounding leaves of nothing are nothing.
  const share = ledger?.[part] ?? 0;
  return Math.abs(share) < 1e-6 ? 0 : share;
}

function caption(points: readonly CurvePoint[]): string {
  const last = points.at(-1);
  if (last === undefined) return '';
  const losses = PARTS.filter(([part]) => part !== 'useful').map(([part, { name }]) => ({
    name,
    share: partOf(last, part),
  }));
  const worst = losses.reduce((a, b) => (b.share > a.share ? b : a));
  const useful = `With ${counted(last.workers, 'worker')}, ${percent(partOf(last, 'useful'))} of the workers' time was useful`;
  return worst.share < 0.01 ? `${useful}.` : `${useful}; the largest loss is ${worst.name}, ${percent(worst.share)}.`;
}
