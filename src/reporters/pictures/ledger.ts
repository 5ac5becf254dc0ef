/** Where the workers' time went, as a bar for each worker count. */
import type { Curve, CurvePoint } from '../../model/curve.js';
import { runsCommand, speedupBaseline } from '../../seams/subject.js';
import { counted } from '../../words/counts.js';
import { curveName } from '../../words/curves.js';
import { percent, plain } from '../../words/numbers.js';
import { BLACK_BOX_PARTS, type LedgerPart, ledgerParts } from '../columns/ledger.js';
import { shareAxis } from './axis.js';
import { type CurveGroup, pictureId } from './curve-series.js';
import { sentence } from './flat.js';
import type { BarPicture, Colour, Sentence } from './picture.js';

/** Parts of one colour are never in one picture. */
const COLOURS: { readonly [part in LedgerPart['name']]: Colour } = {
  useful: 'blue',
  computation: 'blue',
  'slower units': 'vermillion',
  'slower runs': 'vermillion',
  'extra computation': 'vermillion',
  'without a CPU': 'quiet',
  waiting: 'green',
  transfer: 'orange',
  starting: 'orange',
  'idle tail': 'sky',
  'idle CPUs': 'sky',
  'start skew': 'purple',
};

/** From this share on there is no loss to look at. */
const ALL = 0.95;

/**
 * One picture a curve whose time is accounted for: of its workers, or of the CPUs of a command. Where next to nothing
 * is lost, a sentence.
 */
export function ledgerPictures(group: CurveGroup, firstIndex: number): readonly (BarPicture | Sentence)[] {
  const accounts = group.curves.flatMap((curve) => {
    const points = curve.points.filter(({ ledger }) => ledger !== null);
    if (points.length > 0) return [{ curve, points, parts: ledgerParts(runsCommand(group.report.study)) }];
    const boxes = curve.points.filter(({ blackBox }) => blackBox !== null);
    return boxes.length === 0 ? [] : [{ curve, points: boxes, parts: BLACK_BOX_PARTS }];
  });
  let drawn = firstIndex;
  return accounts.map((account) => lossless(group, account) ?? ledgerPicture(group, account, drawn++));
}

/** What is said where no worker count loses more than a twentieth; null where one does. */
function lossless(group: CurveGroup, { curve, points, parts }: Account): Sentence | null {
  const [useful] = parts;
  const shares = useful === undefined ? [] : points.map((point) => shareIn(point, useful));
  const least = Math.min(...shares);
  const losses = points.flatMap((point) => parts.slice(1).map((part) => Math.abs(shareIn(point, part))));
  if (shares.length === 0 || least < ALL || Math.max(...losses) > 1 - ALL) return null;
  const whose = group.curves.length > 1 ? ` (${curveName(curve)})` : '';
  const { whole, got } = wordsOf(group, parts);
  return sentence(
    `At least ${percent(least)} of ${whole} ${got}, with every worker count${whose}: there is no loss to draw.`,
  );
}

/** What an account is of, and what its first part is. */
function wordsOf({ report }: CurveGroup, parts: readonly LedgerPart[]) {
  return parts === BLACK_BOX_PARTS
    ? {
        whole: 'N × wall time',
        axis: 'workers × wall time',
        got: `was what it computes with ${speedupBaseline(report.study).name}`,
      }
    : { whole: "the workers' time", axis: 'workers × time', got: 'was useful' };
}

interface Account {
  readonly curve: Curve;
  readonly points: readonly CurvePoint[];
  readonly parts: readonly LedgerPart[];
}

function ledgerPicture(group: CurveGroup, { curve, points, parts }: Account, index: number): BarPicture {
  const bars = points.map((point) => {
    const values = parts.map((part) => shareIn(point, part));
    return { label: plain(point.workers), values, texts: values.map(percent) };
  });
  const sums = (sign: 1 | -1) =>
    bars.map(({ values }) => values.reduce((sum, value) => sum + Math.max(0, value * sign), 0));
  const { whole, axis, got } = wordsOf(group, parts);
  return {
    kind: 'bars',
    id: pictureId('ledger', index),
    title: `Where ${whole} went${group.curves.length > 1 ? `: ${curveName(curve)}` : ''}`,
    caption: caption(points, parts, `of ${whole} ${got}`),
    x: shareAxis(`share of ${axis}`, -Math.max(...sums(-1)), Math.max(...sums(1))),
    rowTitle: 'workers',
    segments: parts.map(({ name }) => ({ name, colour: COLOURS[name] })),
    bars,
  };
}

function shareIn(point: CurvePoint, part: LedgerPart): number {
  // Minus zero and what rounding leaves of nothing are nothing.
  const share = part.share(point) ?? 0;
  return Math.abs(share) < 1e-6 ? 0 : share;
}

/** The first part is what was got, the others are losses. */
function caption(points: readonly CurvePoint[], parts: readonly LedgerPart[], what: string): string {
  const last = points.at(-1);
  const [useful, ...losses] = parts;
  if (last === undefined || useful === undefined) return '';
  const shares = losses.map((part) => ({ name: part.name, share: shareIn(last, part) }));
  const worst = shares.reduce((a, b) => (b.share > a.share ? b : a));
  const got = `With ${counted(last.workers, 'worker')}, ${percent(shareIn(last, useful))} ${what}`;
  return worst.share < 0.01 ? `${got}.` : `${got}; the largest loss is ${worst.name}, ${percent(worst.share)}.`;
}
