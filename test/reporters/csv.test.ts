import fc from 'fast-check';
import { expect, test } from 'vitest';
import csv from '../../src/reporters/csv.js';
import { anyText } from './hostile-text.js';
import { cell, cells, hostile, limited, oneRound, plainReport, report, simulated, troubled } from './sample-report.js';

/** A strict reader after RFC 4180 (records may end in LF); throws on a stray quote or a bare CR. */
function parse(text: string): string[][] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n|$)/y;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (found === null) throw new Error('not a CSV');
    records.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\n') records.push([]);
  }
  const last = records.pop();
  if (last?.length !== 0) throw new Error('the last line does not end');
  return records;
}

function column(rows: string[][], title: string): (string | undefined)[] {
  const index = (rows[0] as string[]).indexOf(title);
  return rows.slice(1).map((row) => row[index]);
}

test('the first ten columns are the contract, in its order', () => {
  expect(csv.render(plainReport).split('\n')[0]).toMatch(
    /^Name,Workers,Job details,Job count,Time: init,Time: work,Time: task avg,Time: total,Tasks per second,Speedup \(vs sequential\),/,
  );
});

test('new columns come after the note, with plain figures; what is not known is empty', () => {
  const [first] = cells(5);
  const errors = [{ round: 0, unit: 3, phase: 'run' as const, message: '=Error: refused' }];
  const failing = {
    ...(first as NonNullable<typeof first>),
    units: { completed: 450, failed: 50, errors, errorKinds: [] },
  };
  const rows = parse(csv.render(report({ cells: [failing, ...cells(5).slice(3)] })));
  expect(rows[0]?.join(',')).toMatch(
    /,Note,Efficiency \(vs 1 worker\),Units completed,Units failed,First error,Throughput median,Variation,Sojourn avg \(ms\),Sojourn p90 \(ms\),Sojourn p95 \(ms\),Sojourn p99\.9 \(ms\),CPUs used,RSS peak \(bytes\),RSS growth \(bytes\),Peak temperature \(°C\),Power \(W\),Energy per unit \(J\),Units per joule,Throughput min,Throughput max,Change,Change low,Change high,Change against,Limits,CPUs,Workers are,Run: start,Run: wall \(s\),Run: user CPU \(s\),Run: system CPU \(s\),Run: CPUs,Run: RSS peak \(bytes\),Run: processes,Run: threads,Service: CPUs used,Service: CPU per unit \(ms\),Service: RSS peak \(bytes\),Service: processes,Service: threads,Service: connections$/,
  );
  expect(column(rows, 'Units failed')).toEqual(['50', '0']);
  expect(column(rows, 'First error')).toEqual(['unit 3: =Error: refused', '']);
  expect(column(rows, 'CPUs used')).toEqual(['1.03', '2.06']);
  expect(column(rows, 'RSS peak (bytes)')).toEqual([String(90 * 2 ** 20), String(138 * 2 ** 20)]);
  expect(column(rows, 'Power (W)')).toEqual(['', '']);
});

test('a row of an executor that hands nothing out has no dispatch', () => {
  expect(column(parse(csv.render(plainReport)), 'Dispatch')).toEqual(['', 'pool', 'pool', 'pool']);
});

test('limits, changes and spread have columns of their own', () => {
  const rows = parse(csv.render(limited));
  expect(column(rows, 'Limits')).toEqual([
    '✓',
    '✓',
    '? not checked: p99 of "weak"',
    '✗ p50 74.4 ms > 50 ms; not checked: p99 of "weak"',
  ]);
  expect(column(rows, 'Change against')).toEqual(['', 'sequential', 'sequential', 'sequential']);
  expect(column(rows, 'Change').map((value) => (value === '' ? null : Number(value).toFixed(2)))).toEqual([
    null,
    '-0.04',
    '0.88',
    '0.82',
  ]);
  expect(column(rows, 'Throughput min').map(Number)[2]).toBeCloseTo(100 / 1.8 / 1.04, 1);
});

test('figures are plain numbers of six significant digits, and counts are whole', () => {
  const seconds = 3.3860135316848754; // the seed's own example
  const rows = parse(
    csv.render(report({ cells: [cell({ workers: 0, workSeconds: seconds, baselineSeconds: seconds, rounds: 1 })] })),
  );
  expect(rows[1]?.slice(0, 6)).toEqual(['sequential', '0', '1000000', '100', '0', '3.38601']);
  const many = cell({ workers: 1, workSeconds: 0.999999999, baselineSeconds: 0.999999999, rounds: 1 });
  const [, row = []] = parse(csv.render(report({ cells: [{ ...many, unitsPerTrial: 1_234_567_891 }] })));
  expect([row[3], row[5]]).toEqual(['1234567891', '1']);
});

test('job details join the arguments as the seed does', () => {
  const shown = (args: unknown[]) =>
    parse(csv.render(report({ cells: [{ ...(cells(1)[0] as never as object), args } as never] })));
  expect(column(shown([1000000]), 'Job details')).toEqual(['1000000']);
  expect(column(shown([10, 'rsa', true, null, { a: [1] }]), 'Job details')).toEqual(['10, rsa, true, null, {"a":[1]}']);
  expect(column(shown([-5]), 'Job details')).toEqual(['-5']);
  expect(column(shown([-5, 3]), 'Job details')).toEqual(["'-5, 3"]);
  expect(column(shown([]), 'Job details')).toEqual(['']);
});

test('a cell without a completed round has empty times, and all outcomes are counted', () => {
  const rows = parse(csv.render(troubled));
  const last = rows.at(-1) as string[];
  expect(last.slice(4, 11)).toEqual(['', '', '', '', '', '', '']);
  expect(column(rows, 'Lost')).toEqual(['0', '0', '0', '4']);
  expect(column(rows, 'Interrupted')).toEqual(['0', '0', '0', '1']);
  expect(column(rows, 'Timed out')).toEqual(['0', '0', '1', '0']);
});

test('notes say what a row is not, and the answer on the row that it names, or else on the first', () => {
  const none = 'No answer: nothing was measured to compare with';
  expect(column(parse(csv.render(troubled)), 'Note')).toEqual([none, 'wrong result', '', '']);
  expect(column(parse(csv.render(simulated)), 'Note').slice(2)).toEqual(['SIMULATED', 'SIMULATED']);
  expect(column(parse(csv.render(oneRound)), 'Note')).toEqual([`${none}; quick`, 'quick', 'quick', 'quick']);
  expect(column(parse(csv.render(plainReport)), 'Note')).toEqual(['', '', 'Use 2 workers', '']);
});

test('figures that are not numbers leave their cells empty', () => {
  const [first] = cells(1);
  const broken = report({
    cells: [
      {
        ...(first as NonNullable<typeof first>),
        throughput: { value: Number.NaN, low: null, high: Number.POSITIVE_INFINITY },
      },
    ],
  });
  const rows = parse(csv.render(broken));
  expect([...column(rows, 'Tasks per second'), ...column(rows, 'Throughput high')]).toEqual(['', '']);
});

test('any text keeps the rows and columns, and no cell is a formula or holds a control character', () => {
  const columns = parse(csv.render(plainReport))[0]?.length;
  fc.assert(
    fc.property(anyText, (text) => {
      const rows = parse(csv.render(hostile(text)));
      expect(rows.map((row) => row.length)).toEqual(Array(6).fill(columns));
      for (const value of rows.flat()) {
        if (value === '' || Number.isFinite(Number(value))) continue;
        expect(value).not.toMatch(/^\s*[=+\-@\t\r\n＝＋－＠]/);
        expect(value).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }
    }),
  );
});
