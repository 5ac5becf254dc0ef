import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/config/duration.js';
import { parseFlag } from '../../src/config/flag-values.js';
import { ConfigError, formatProblems, pathText, showValue } from '../../src/config/problems.js';
import { editDistance, suggest } from '../../src/config/suggest.js';
import { autoWorkers, distinctAscending } from '../../src/config/workers.js';

describe('edit distance', () => {
  it('counts each edit once', () => {
    expect([
      editDistance('task_cout', 'task_count'),
      editDistance('srot', 'sort'),
      editDistance('', 'abc'),
      editDistance('ca', 'abc'),
    ]).toEqual([1, 1, 3, 3]);
  });

  it('is symmetric, zero for equals alone, and bounded by the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('suggests the nearest word, whatever its case and dashes, and nothing far away', () => {
    expect(suggest('Task-Count', ['task', 'task_count'])).toBe('task_count');
    expect(suggest('worker', ['workers', 'warmup'])).toBe('workers');
    expect(suggest('completely', ['sort', 'sum'])).toBeNull();
    expect(suggest('x'.repeat(1_000_000), ['sort'])).toBeNull();
  });
});

describe('durations', () => {
  it('are hours, minutes, seconds and milliseconds', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(999), fc.nat(9999), (h, m, s) => {
        expect(parseDuration(`${h}h${m}m${s}s`)).toBe(h * 3600 + m * 60 + s);
      }),
    );
    expect([parseDuration('0.5m'), parseDuration('90s'), parseDuration('1h1s')]).toEqual([30, 90, 3601]);
    expect([parseDuration('500ms'), parseDuration('1s5ms'), parseDuration('5m')]).toEqual([0.5, 1.005, 300]);
  });

  it('are nothing else', () => {
    for (const text of ['', '5', 'm', '5 m', '5m5m', '5s1m', '-5s', '5ms1s', '5us', '1e3s', '.5s', '5m\n'])
      expect(parseDuration(text)).toBeNull();
  });
});

describe('automatic worker counts', () => {
  it('are 0, powers of two up to twice the CPUs, and the CPUs', () => {
    expect(autoWorkers(2, 256)).toEqual([0, 1, 2, 4]);
    expect(autoWorkers(0.5, 256)).toEqual([0, 1]);
    expect(autoWorkers(0.1, 256)).toEqual([0, 1]);
    expect(autoWorkers(1.2, 256)).toEqual([0, 1, 2]);
    expect(autoWorkers(6, 256)).toEqual([0, 1, 2, 4, 6, 8]);
    expect(autoWorkers(2.6, 256)).toEqual([0, 1, 2, 3, 4]);
    expect(autoWorkers(300, 256)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256]);
  });

  it('ascend without duplicates from 0 to at most twice the CPUs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 500, noNaN: true }), (cpus) => {
        const counts = autoWorkers(cpus, 256);
        expect(counts).toEqual(distinctAscending(counts).counts);
        expect(counts.slice(0, 2)).toEqual([0, 1]);
        expect(counts.at(-1)).toBeLessThanOrEqual(Math.min(256, Math.max(1, Math.ceil(2 * cpus))));
      }),
    );
  });
});

describe("a flag's text", () => {
  it('becomes numbers and ranges', () => {
    expect(parseFlag('numbers', '0-3, 8')).toEqual({ value: [0, 1, 2, 3, 8] });
    for (const text of ['auto', '1,,2', '', '8-0', '0-100000', '1-2-3', 'a-b']) {
      expect(parseFlag('numbers', text)).toEqual({ value: text });
    }
  });

  it('keeps every list of numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (numbers) => {
        expect(parseFlag('numbers', numbers.join(','))).toEqual({ value: numbers });
      }),
    );
  });

  it('becomes a number only when it is one', () => {
    expect(parseFlag('number', '1e3')).toEqual({ value: 1000 });
    expect(parseFlag('number', 'none')).toEqual({ value: null });
    expect(parseFlag('number', 'null')).toEqual({ value: null });
    for (const text of ['', ' ', '0x10', '1_000', 'Infinity', '5m', '1,5'])
      expect(parseFlag('number', text)).toEqual({ value: text });
  });

  it('is JSON without silent changes', () => {
    expect(parseFlag('json', '[1, {"a": null}]')).toEqual({ value: [1, { a: null }] });
    expect(parseFlag('json', '[12345678901234567890]')).toHaveProperty('fault');
    expect(parseFlag('json', '{"a": 1, "a": 2}')).toHaveProperty('fault');
    expect(parseFlag('json', '')).toHaveProperty('fault');
  });
});

describe('shown values', () => {
  it('are one short line without raw control or direction characters', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          const shown = showValue(value);
          expect(shown.length).toBeLessThanOrEqual(121);
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(showValue(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it('keep what is short', () => {
    expect(showValue('a"b\n\u202e\x1b[31m')).toBe('"a\\"b\\n\\u202e\\u001b[31m"');
    expect(showValue({ a: [1, null, 'x'] })).toBe('{"a": [1, null, "x"]}');
    expect(showValue('y'.repeat(100))).toBe(`"${'y'.repeat(60)}…"`);
    expect([Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n].map(showValue)).toEqual([
      'NaN',
      'Infinity',
      'nothing',
      'a bigint',
    ]);
  });

  it('call nothing of the value', () => {
    const hostile = {
      toJSON: () => {
        throw new Error('called');
      },
      toString: () => {
        throw new Error('called');
      },
    };
    expect(showValue(hostile)).toBe('{"toJSON": a function, "toString": a function}');
  });
});

describe('problems as text', () => {
  it('escape the name of the file and of odd keys', () => {
    const where = { file: 'a\x1b[2J\n.json', line: 2, column: 3 };
    expect(formatProblems([{ where, key: null, message: 'm', expected: null, found: null, hint: 'h' }])).toBe(
      'a\\u001b[2J\\u000a.json:2:3: m; h',
    );
    expect(pathText(['task_args', 0, 'odd\nkey', 'plain'])).toBe('task_args[0]["odd\\nkey"].plain');
  });

  it('stand in the order of the file, flags last', () => {
    const at = (where: { flag: string } | { file: string; line: number; column: number }) => ({
      where,
      key: null,
      message: 'm',
      expected: null,
      found: null,
      hint: null,
    });
    const error = new ConfigError([
      at({ flag: '--a' }),
      at({ file: 'f', line: 2, column: 1 }),
      at({ file: 'f', line: 1, column: 9 }),
    ]);
    expect(error.message).toBe('f:1:9: m\nf:2:1: m\n--a: m');
    expect(error.name).toBe('ConfigError');
  });
});
