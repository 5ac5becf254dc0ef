import { describe, expect, test } from 'vitest';
import { hyperfineJson } from '../../../src/subjects/command/export-hyperfine.js';

/** What hyperfine 1.15 wrote for `hyperfine -N --runs 3 -L workers 2 --export-json FILE 'sleep 0.0{workers}'`. */
const BY_HYPERFINE = {
  command: 'sleep 0.02',
  mean: 0.02553966766666667,
  stddev: 0.0024585540852416353,
  median: 0.026251366,
  user: 0.000831,
  system: 0.000452,
  min: 0.022803776,
  max: 0.027563861000000002,
  times: [0.026251366, 0.027563861000000002, 0.022803776],
  exit_codes: [0, 0, 0],
  parameters: { workers: '2' },
};

function runs(peakBytes: number | null) {
  const { times, user, system } = BY_HYPERFINE;
  return times.map((wallSeconds) => ({
    ...{ wallSeconds, userSeconds: user, systemSeconds: system, peakBytes, status: 0 },
  }));
}

describe("hyperfine's JSON", () => {
  test('has the names, the order and the figures that hyperfine itself wrote', () => {
    const json = hyperfineJson([{ command: 'sleep 0.02', parameters: { workers: 2 }, runs: runs(null) }]);
    const [result] = JSON.parse(json).results;
    expect(Object.keys(result)).toEqual(Object.keys(BY_HYPERFINE));
    for (const [name, value] of Object.entries(BY_HYPERFINE)) {
      if (typeof value === 'number') expect(result[name], name).toBeCloseTo(value, 12);
      else expect(result[name], name).toEqual(value);
    }
    expect(json.slice(0, 45)).toBe('{\n  "results": [\n    {\n      "command": "slee');
  });

  test('has the memory where it is known', () => {
    const [result] = JSON.parse(hyperfineJson([{ command: 'true', parameters: {}, runs: runs(5e6) }])).results;
    expect(result.memory_usage_byte).toEqual([5e6, 5e6, 5e6]);
    expect(result).not.toHaveProperty('parameters');
  });

  test('of a single run has no deviation, and knows how it ended', () => {
    const run = { wallSeconds: 1, userSeconds: null, systemSeconds: null, peakBytes: null, status: 137 };
    const [result] = JSON.parse(hyperfineJson([{ command: 'x', parameters: {}, runs: [run] }])).results;
    expect(result).toMatchObject({ stddev: null, mean: 1, user: 0, exit_codes: [137] });
  });
});
