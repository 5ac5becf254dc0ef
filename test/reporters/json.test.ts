import fc from 'fast-check';
import { expect, test } from 'vitest';
import json from '../../src/reporters/json.js';
import { anyText } from './hostile-text.js';
import { cells, hostile, plainReport, report } from './sample-report.js';

const KEYS = [
  ...['status', 'answer', 'comparison', 'tool', 'simulated', 'machine', 'study', 'cells', 'curves', 'answers'],
  ...[
    'advice',
    'findings',
    'reproduction',
    'targets',
    'statusReason',
    'matrix',
    'maxRates',
    'capacityCurves',
    'failedUnits',
    'telemetry',
    'profiles',
    'provenance',
  ],
];

test('begins with the status and the answer, holds the contract, is indented by two and ends in a newline', () => {
  const text = json.render(plainReport);
  expect(text.startsWith('{\n  "status": "valid",\n  "answer": {\n    "kind": "curve"')).toBe(true);
  expect(text.endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text))).toEqual(KEYS);
});

test('the status comes first whatever order the report was made in', () => {
  const { status, ...others } = plainReport;
  const keys = Object.keys(JSON.parse(json.render({ ...others, status })));
  expect(keys[0]).toBe('status');
  expect(keys).toEqual(KEYS);
});

test('loses nothing', () => {
  expect(JSON.parse(json.render(plainReport))).toEqual(plainReport);
});

test('what JSON cannot write becomes null, and minus zero becomes zero', () => {
  const [first] = cells(1);
  const estimate = { value: Number.NaN, low: Number.NEGATIVE_INFINITY, high: -0 };
  const text = json.render(
    report({ cells: [{ ...(first as NonNullable<typeof first>), throughput: estimate, args: [2n ** 70n] }] }),
  );
  const read = JSON.parse(text).cells[0];
  expect(read.throughput).toEqual({ value: null, low: null, high: 0 });
  expect(Object.is(read.throughput.high, 0)).toBe(true);
  expect(read.args).toEqual(['1180591620717411303424']);
});

test('any text comes back unchanged, and no control or direction mark stands in the file', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = json.render(hostile(text));
      expect(JSON.parse(written).machine.cpuModel).toBe(text);
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
  );
});
