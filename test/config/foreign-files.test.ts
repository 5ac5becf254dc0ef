/** Reports and prices that a foreign hand changed: refused, or shown, each within a limit. */
import { describe, expect, test } from 'vitest';
import { historiesOf } from '../../src/analysis/history.js';
import { readPrices } from '../../src/config/prices.js';
import { ConfigError } from '../../src/config/problems.js';
import type { Report } from '../../src/model/report.js';
import { Rng } from '../../src/random.js';
import { renderHistories } from '../../src/reporters/history/terminal.js';
import { wrongInReport } from '../../src/schema/report.js';
import { plainReport } from '../reporters/sample-report.js';
import { mutated } from '../support/mutants.js';
import { withinLimit } from '../support/time-limit.js';
import { folder, write } from './loading.js';

/** The long mode takes twenty times as many. */
const MUTANTS = process.env.KNEEPOINT_LONG === '1' ? 20_000 : 1000;
const LOOK = { width: 80, colour: false, unicode: true };
const ALL = { task: null, executor: null, workers: null };
const published = JSON.parse(JSON.stringify(plainReport));

function shown(report: unknown): string | null {
  if (wrongInReport(report) !== null) return null;
  return renderHistories(historiesOf([{ folder: 'run', report: report as Report }], ALL), LOOK);
}

test('a report as it is written is shown in a history', () => {
  expect(shown(published)).toContain('tasks/s');
});

describe('whatever is changed', () => {
  test('a report is left out, or shown without what a terminal would obey', () => {
    let refused = 0;
    for (let seed = 0; seed < MUTANTS; seed++) {
      const text = withinLimit(seed, () => shown(mutated(published, new Rng(seed))));
      if (text === null) refused++;
      expect(text ?? '', `seed ${seed}`).not.toMatch(/[^\n\P{Cc}]/u);
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(MUTANTS);
  });

  test('prices are read, or refused with at most a hundred places', () => {
    const prices = { instances: { a: { per_hour: 1 }, b: { per_hour: 2, currency: 'EUR' } } };
    for (let seed = 0; seed < MUTANTS / 5; seed++) {
      const file = write('prices.json', JSON.stringify(mutated(prices, new Rng(seed))));
      try {
        expect(withinLimit(seed, () => readPrices(file, folder)).size).toBeLessThan(10);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
      }
    }
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [i, 0]));
    const file = write('many.json', JSON.stringify({ instances: many }));
    expect(() => readPrices(file, folder)).toThrow(
      expect.objectContaining({ problems: expect.toSatisfy((all: readonly unknown[]) => all.length === 100) }),
    );
  });
});
