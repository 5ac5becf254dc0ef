/** Which pictures a report has: none is flat, none is shown twice, and large reports have as few points as small ones. */
import { describe, expect, test } from 'vitest';
import type { Percentiles } from '../../../src/model/estimate.js';
import type { Report } from '../../../src/model/report.js';
import type { CellReport } from '../../../src/model/row.js';
import markdown from '../../../src/reporters/markdown.js';
import type { DotSeries } from '../../../src/reporters/pictures/picture.js';
import { allOf, picturesOf } from '../../../src/reporters/pictures/pictures.js';
import { manyCells, rich } from '../rich-report.js';
import { advice, cells, report } from '../sample-report.js';

const drawn = (of: Report) => picturesOf(of).flatMap(allOf);
const said = (of: Report) => picturesOf(of).flatMap((each) => [...each.said.answering, ...each.said.telemetry]);
const plain = report({ cells: cells(5), advice: [advice] });

/** The rows with these latencies at every percentile, by worker count. */
function tookMs(ms: (workers: number) => number): Report {
  const latency = (cell: CellReport): CellReport => {
    const at = ms(cell.workers);
    const percentiles: Percentiles = {
      ...{ mean: at, p50: at, p90: at, p95: at, p99: at, p999: null, max: at, intervals: null },
    };
    const all = cell.latency as NonNullable<CellReport['latency']>;
    return { ...cell, latency: { ...all, sojourn: percentiles } };
  };
  return { ...plain, cells: plain.cells.map(latency) };
}

describe('a picture', () => {
  test('of throughput is not drawn beside that of speedup: it would be the same one', () => {
    expect(drawn(rich).map(({ id }) => id)).not.toContain('throughput');
    expect(drawn(rich)[0]?.caption).toContain('tasks per second');
    const noBaseline = { ...rich, cells: rich.cells.filter(({ workers }) => workers > 0) };
    expect(drawn(noBaseline)[0]?.id).toBe('throughput');
  });

  test('whose values are all the same is a sentence', () => {
    const same = tookMs((workers) => 112 + workers);
    expect(drawn(same).map(({ id }) => id)).not.toContain('latency');
    expect(said(same)).toContain('The slowest unit in a hundred took 113 ms with 1 worker and 116 ms with 4.');
    expect(drawn(tookMs((workers) => 100 * (workers + 1))).map(({ id }) => id)).toContain('latency');
    // Half a CPU from first to last.
    expect(said(rich)).toContain('CPU use: 50 % throughout.');
  });

  test('says of one value that it is one', () => {
    expect(said(tookMs(() => 112))).toContain(
      'The slowest unit in a hundred took as long, 112 ms, with 1 worker as with 4.',
    );
    const two = tookMs((workers) => 112 * (workers + 1));
    const captions = drawn({ ...two, cells: two.cells.filter(({ workers }) => workers % 2 === 0) });
    expect(captions.find(({ id }) => id === 'latency')?.caption).toContain('with 2 workers and 560 ms with 4');
  });

  test('marks one row as recommended: that of the answer', () => {
    const curves = ['threads', 'processes', 'async'].map((executor, i) => ({
      ...(plain.curves[0] as NonNullable<(typeof plain.curves)[0]>),
      executor,
      way: i === 0 ? advice.way : `0/${executor}`,
    }));
    const each = curves.map(({ executor, way }) => ({ ...advice, executor, way }));
    const several = { ...plain, curves, advice: each };
    const dots = (drawn(several)[0] as { series: readonly DotSeries[] }).series.flatMap(({ dots: own = [] }) => own);
    expect(several.answers).toHaveLength(1);
    expect(dots.filter(({ emphasis }) => emphasis === 'recommended')).toHaveLength(1);
  });

  test('of units in flight is drawn where nothing else was swept', () => {
    const [one] = plain.cells.filter(({ workers }) => workers === 1);
    const swept = [1, 4, 16].map((inFlight) => ({ ...(one as CellReport), inFlight, way: `0/threads/${inFlight}` }));
    const [lead] = drawn({ ...plain, cells: swept, curves: [], advice: [] });
    expect(lead).toMatchObject({ id: 'in-flight', x: { title: 'units in flight per worker' } });
    expect((lead as { series: readonly DotSeries[] }).series[0]?.dots.map(({ x }) => x)).toEqual([1, 4, 16]);
  });
});

describe('a report of 25,000 rounds, or of 2,000 rows,', () => {
  test.each([
    [5, 5000],
    [2000, 3],
  ])('has pictures and a Markdown text that open: %i rows, %i rounds', (rows, rounds) => {
    const large = manyCells(1, rows, rounds);
    for (const { file, text } of markdown.companions?.(large) ?? []) expect(text.length, file).toBeLessThan(100_000);
    const text = markdown.render(large);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(
      rounds === 5000 ? /200 of 5000 rounds; rounds\.csv has all\./ : /it shows 100 of 2,000 rows: what the answers/,
    );
  });
});
