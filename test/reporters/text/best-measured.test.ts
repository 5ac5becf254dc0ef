import { expect, test } from 'vitest';
import { bestSentences } from '../../../src/reporters/text/best-measured.js';
import { plainReport } from '../sample-report.js';

test('an answer needs no second one; without it the fastest measured is told', () => {
  const report = plainReport;
  expect(report.advice.some(({ workers }) => workers !== null)).toBe(true);
  expect(bestSentences(report)).toEqual([]);
  const abstained = report.advice.map((advice) => ({ ...advice, verdict: 'abstained' as const, workers: null }));
  const [sentence] = bestSentences({ ...report, advice: abstained });
  const best = report.cells.reduce((a, b) => ((b.throughput?.value ?? 0) > (a.throughput?.value ?? 0) ? b : a));
  expect(sentence).toMatch(new RegExp(`^Best measured so far: ${best.workers} workers? \\(${best.executor}\\), `));
});
