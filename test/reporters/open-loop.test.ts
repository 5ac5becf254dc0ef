/** What is said of a rate: what arrived, never how fast. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { StudyLoad } from '../../src/model/load.js';
import type { Report } from '../../src/model/report.js';
import html from '../../src/reporters/html.js';
import markdown from '../../src/reporters/markdown.js';
import { allOf, picturesOf } from '../../src/reporters/pictures/pictures.js';
import terminal from '../../src/reporters/terminal.js';
import { loadText } from '../../src/reporters/text/job-details.js';
import { plantedRecording } from '../analysis/planted.js';
import { cells } from './sample-report.js';

const RATE = { kind: 'rate', durationSeconds: 100, arrivals: 'uniform' } as const;

/** One worker serves 100 a second. */
function reportAt(perSecond: number, study: Partial<Extract<StudyLoad, { kind: 'rate' }>> = {}): Report {
  const load = { ...RATE, perSecond };
  const recording = plantedRecording({ law: {}, rounds: 5, workers: [0, 1, 2, 4], load });
  const asked = { ...RATE, perSecond: [perSecond], findMaxRate: false, ...study };
  return analyse({ ...recording, study: { ...recording.study, study: { ...recording.study.study, load: asked } } });
}

const OUTPUTS = { html, markdown, terminal };

describe.each(Object.entries(OUTPUTS))('%s', (name, reporter) => {
  const said = (report: Report) => {
    const text = reporter.render(report);
    return name === 'html' ? text.slice(text.indexOf('<body>'), text.indexOf('id="pictures"')) : text;
  };

  test('has no speedup, no efficiency and no share of resamples', () => {
    const text = said(reportAt(150));
    expect(text).toContain('Use 2 workers for 150/s');
    expect(text).not.toMatch(/speedup|efficiency|resamples/i);
  });

  test('where none keeps up, names no best: the most is what was offered', () => {
    const text = said(reportAt(900));
    expect(text).toContain('No answer for 900/s');
    expect(text).not.toContain('Best measured');
  });

  test('a search answers with the highest rates, once', () => {
    const text = said(reportAt(150, { findMaxRate: true }));
    expect(text).toContain('Use 2 workers: they hold 150 tasks a second');
    // 2 and 4 workers hold it; one thread and 1 worker do not.
    const [, table = ''] = text.replaceAll(/<[^>]*>/g, ' ').split('What each worker count holds');
    for (const row of ['sequential – 150', '1 – 150', '2 150 –', '4 150 –'])
      expect(table).toMatch(new RegExp(`^[ |*]*${row.replaceAll(' ', '[ |*]+')} `, 'm'));
  });
});

test('pictures of a rate draw latency from the scheduled arrival, and no throughput against workers', () => {
  const pictures = picturesOf(reportAt(150)).flatMap(allOf);
  expect(pictures.map(({ id }) => id)).not.toContain('throughput');
  const latency = pictures.find(({ id }) => id === 'latency');
  expect(latency).toMatchObject({ y: { title: 'a unit, from its scheduled arrival to answer' } });
});

test('rates are told by their ends', () => {
  const [one] = cells(1);
  const at = (...rates: number[]) =>
    loadText(
      rates.map((perSecond) => ({ ...(one as typeof one & object), load: { ...RATE, perSecond } })),
      reportAt(50),
    );
  expect(at(50)).toBe('50/s for 100 s (open loop)');
  expect(at(150, 50, 150, 500)).toBe('50 to 500/s for 100 s (open loop)');
});
