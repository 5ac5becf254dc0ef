/** Pictures of single units over time, and the page's table of labels. */
import { describe, expect, test } from 'vitest';
import type { LatencySample } from '../../../src/model/measurement.js';
import type { Report } from '../../../src/model/report.js';
import type { CellReport } from '../../../src/model/row.js';
import html from '../../../src/reporters/html.js';
import type { DotSeries } from '../../../src/reporters/pictures/picture.js';
import { picturesOf } from '../../../src/reporters/pictures/pictures.js';
import { rich } from '../rich-report.js';
import { cell, report } from '../sample-report.js';

function samplesOf(count: number, more: (unit: number) => Partial<LatencySample> = () => ({})): LatencySample[] {
  return Array.from({ length: count }, (_, unit) => ({
    unit,
    atSeconds: unit / 100,
    sojournMs: 1,
    label: null,
    ...more(unit),
  }));
}

function rowOf(workers: number, samples: readonly LatencySample[]): CellReport {
  const row = cell({ workers, workSeconds: 1, baselineSeconds: null, rounds: 1 });
  return { ...row, latencySamples: { round: 2, samples } };
}

/** The pictures of units of a report with these rows. */
function drawn(cells: readonly CellReport[]) {
  const whole: Report = report({ cells });
  const pictures = picturesOf(whole).flatMap(({ telemetry }) => telemetry);
  return pictures.flatMap((picture) => (picture.kind === 'xy' && picture.id.startsWith('samples') ? [picture] : []));
}

const dotsIn = (picture: { readonly series: readonly unknown[] } | undefined) =>
  (picture?.series ?? []) as readonly DotSeries[];

describe('the picture of units over time', () => {
  test('has each sampled unit where and how long it was', () => {
    const [picture] = drawn([
      rowOf(
        2,
        samplesOf(3, (unit) => ({ sojournMs: unit === 1 ? 50 : 1 })),
      ),
    ]);
    expect(dotsIn(picture).map(({ name, dots }) => [name, dots.map(({ x, y }) => [x, y])])).toEqual([
      [
        'a unit',
        [
          [0, 1],
          [0.01, 50],
          [0.02, 1],
        ],
      ],
    ]);
    expect(picture?.caption).toBe(
      '3 units sampled from round 3. The slowest of them took 50.0 ms, 10.0 ms after the start.',
    );
    expect(picture?.y.scale).toBe('log');
  });

  test('tells labels apart, those beyond six together', () => {
    const names = (count: number) =>
      dotsIn(
        drawn([
          rowOf(
            2,
            samplesOf(60, (unit) => ({ label: `kind ${unit % count}` })),
          ),
        ])[0],
      ).map(({ name }) => name);
    expect(names(2)).toEqual(['kind 0', 'kind 1']);
    expect(names(6)).toHaveLength(6);
    expect(names(9)).toEqual(['kind 0', 'kind 1', 'kind 2', 'kind 3', 'kind 4', 'other labels']);
  });

  test('of many keeps the slowest of each part of the time', () => {
    const many = samplesOf(6000, (unit) => ({ sojournMs: unit % 20 === 7 ? 40 + unit / 1000 : 1 }));
    const [picture] = drawn([rowOf(2, many)]);
    const dots = dotsIn(picture).flatMap((series) => series.dots);
    expect(dots).toHaveLength(300);
    expect(dots.every(({ y }) => y > 40)).toBe(true);
    expect(picture?.caption).toContain('6,000 units sampled');
    expect(picture?.caption).toContain('Of units close together the slowest is drawn: 300 in all.');
  });

  test('is there for each row that was sampled, six at most, and for no other', () => {
    const plain = cell({ workers: 1, workSeconds: 1, baselineSeconds: null, rounds: 1 });
    expect(drawn([plain, rowOf(3, [])])).toEqual([]);
    expect(drawn([plain, rowOf(2, samplesOf(1))]).map(({ id }) => id)).toEqual(['samples-1']);
    const ids = drawn(Array.from({ length: 9 }, (_, i) => rowOf(i + 1, samplesOf(2)))).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 6 }, (_, i) => `samples-${i + 1}`));
  });
});

test('the page has a table of labels where there are any', () => {
  const heading = 'latency by label, from hand-out to answer</caption>';
  expect(html.render(rich).split(heading)).toHaveLength(2);
  expect(html.render(report({ cells: [rowOf(2, [])] }))).not.toContain(heading);
});
