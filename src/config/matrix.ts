/** The `matrix` and `only` keys: the points of a study. */
import type { PointValue } from '../model/study.js';
import type { Inquiry } from './inquiry.js';
import { hintFor, namesOf, type PointValues } from './points.js';
import { showValue } from './problems.js';

/** As many as GitHub Actions allows: a study of more would take days, and nobody could read it. */
const MAX_POINTS = 256;
/** Combinations that are looked at, before any is excluded. */
const MAX_COMBINATIONS = 65_536;

interface Axis {
  readonly name: string;
  readonly values: readonly PointValue[];
}

/**
 * The points to measure, in the matrix's order, the last name's values next to each other: what `only` leaves of them.
 * Empty without a matrix, and after a complaint.
 */
export function choosePoints(inquiry: Inquiry): readonly PointValues[] {
  const { matrix } = inquiry.config;
  if (matrix === undefined) return withoutMatrix(inquiry);
  if (inquiry.setting('ab') !== undefined)
    inquiry.refuse('matrix', [], 'a matrix and two versions are given', 'measure one of them at a time');
  const { include, exclude, ...lists } = matrix;
  const axes = Object.entries(lists).map(([name, values]) => ({ name, values }));
  const before = inquiry.problems.length;
  refuseRepeated(axes, inquiry);
  for (const [i, one] of exclude.entries()) refuseUnknown(one, i, axes, inquiry);
  if (inquiry.problems.length > before) return [];
  const combinations = axes.length === 0 ? 0 : axes.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MAX_COMBINATIONS) return tooMany(combinations, inquiry);
  const kept = combinationsOf(axes).filter((point) => !exclude.some((one) => holds(point, one)));
  const points = chosen(distinct(included(kept, axes, include), inquiry), inquiry);
  if (inquiry.problems.length > before) return [];
  if (points.length > MAX_POINTS) return tooMany(points.length, inquiry);
  if (points.length === 0 && combinations > 0)
    inquiry.refuse('matrix', ['exclude'], 'no point is left', 'exclude fewer of them');
  else if (points.length === 0) inquiry.refuse('matrix', [], 'the matrix has no point', 'give names with values');
  return points;
}

function withoutMatrix(inquiry: Inquiry): readonly PointValues[] {
  if (inquiry.config.only !== undefined && inquiry.setting('matrix') === undefined)
    inquiry.refuse('only', [], 'there is no matrix to choose points of', 'add "matrix", or --matrix NAME=VALUE,VALUE');
  return [];
}

function tooMany(points: number, inquiry: Inquiry): readonly PointValues[] {
  const hint = 'take values away, exclude some, or choose with --only';
  inquiry.refuse('matrix', [], `${points} points are more than ${MAX_POINTS}`, hint);
  return [];
}

/** On the command line, and in a command, 1 and "1" are one. */
function refuseRepeated(axes: readonly Axis[], inquiry: Inquiry): void {
  for (const { name, values } of axes) {
    const texts = values.map(String);
    for (const [i, text] of texts.entries())
      if (texts.indexOf(text) < i)
        inquiry.refuse('matrix', [name, i], `${showValue(values[i])} stands there twice`, null);
  }
}

/** What is excluded has to be there. */
function refuseUnknown(excluded: PointValues, i: number, axes: readonly Axis[], inquiry: Inquiry): void {
  for (const [name, value] of Object.entries(excluded)) {
    const axis = axes.find((one) => one.name === name);
    if (axis === undefined) {
      const names = axes.map((one) => one.name);
      inquiry.refuse(
        'matrix',
        ['exclude', i, name],
        `the matrix has no ${showValue(name)}`,
        hintFor(name, names),
        'key',
      );
    } else if (!axis.values.some((one) => isSame(one, value))) {
      const message = `the matrix has no ${showValue(value)} for ${showValue(name)}`;
      inquiry.refuse('matrix', ['exclude', i, name], message, hintFor(String(value), axis.values));
    }
  }
}

function isSame(a: PointValue | undefined, b: PointValue): boolean {
  return a !== undefined && String(a) === String(b);
}

/** Whether a point has all of these values. */
function holds(point: PointValues, values: PointValues): boolean {
  return Object.entries(values).every(([name, value]) => isSame(own(point, name), value));
}

function own(point: PointValues, name: string): PointValue | undefined {
  return Object.hasOwn(point, name) ? point[name] : undefined;
}

function combinationsOf(axes: readonly Axis[]): readonly PointValues[] {
  if (axes.length === 0) return [];
  return axes.reduce<readonly PointValues[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => withValues(point, { [name]: value }))),
    [{}],
  );
}

/** A name such as `__proto__` becomes an ordinary member. */
function withValues(point: PointValues, values: PointValues): PointValues {
  return Object.fromEntries([...Object.entries(point), ...Object.entries(values)]);
}

/**
 * GitHub Actions' rule: the values of an entry are added to every combination of the matrix whose own values they leave
 * as they are; an entry that fits none is a combination of its own.
 */
function included(
  combinations: readonly PointValues[],
  axes: readonly Axis[],
  include: readonly PointValues[],
): readonly PointValues[] {
  let points = [...combinations];
  const added: PointValues[] = [];
  for (const entry of include) {
    const ownValues = Object.fromEntries(
      Object.entries(entry).filter(([name]) => axes.some((axis) => axis.name === name)),
    );
    if (points.some((point) => holds(point, ownValues)))
      points = points.map((point) => (holds(point, ownValues) ? withValues(point, entry) : point));
    else added.push(entry);
  }
  return [...points, ...added];
}

/** Two points that are the same would be one row under two names. */
function distinct(points: readonly PointValues[], inquiry: Inquiry): readonly PointValues[] {
  const keys = points.map(keyOf);
  const twice = points.find((_, i) => keys.indexOf(keys[i] as string) < i);
  if (twice !== undefined) inquiry.refuse('matrix', ['include'], `${pointText(twice)} stands there twice`, null);
  return points;
}

function keyOf(point: PointValues): string {
  const sorted = Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted.map(([name, value]) => [name, String(value)]));
}

function pointText(point: PointValues): string {
  return Object.entries(point)
    .map(([name, value]) => `${showValue(name)}: ${showValue(value)}`)
    .join(', ');
}

/** The points that `only` names. */
function chosen(points: readonly PointValues[], inquiry: Inquiry): readonly PointValues[] {
  const only = Object.entries(inquiry.config.only ?? {});
  for (const [name, values] of only) {
    const known = points.flatMap((point) => own(point, name) ?? []);
    if (known.length === 0) {
      inquiry.refuse('only', [name], `the matrix has no ${showValue(name)}`, hintFor(name, namesOf(points)), 'key');
    }
    for (const [i, value] of known.length === 0 ? [] : values.entries()) {
      if (known.some((one) => isSame(one, value))) continue;
      const message = `no point has ${showValue(value)} for ${showValue(name)}`;
      inquiry.refuse('only', [name, i], message, hintFor(String(value), [...new Set(known)]));
    }
  }
  return points.filter((point) =>
    only.every(([name, values]) => values.some((value) => isSame(own(point, name), value))),
  );
}
