/** One answer, first and last, the same in every output: over ten kinds of study. */
import { describe, expect, test } from 'vitest';
import csv from '../../src/reporters/csv.js';
import html from '../../src/reporters/html.js';
import json from '../../src/reporters/json.js';
import markdown from '../../src/reporters/markdown.js';
import { renderTerminal } from '../../src/reporters/terminal.js';
import { markdownText } from '../../src/reporters/text/markdown-cell.js';
import { markup } from '../../src/reporters/text/markup.js';
import { displayWidth } from '../../src/reporters/text/width.js';
import { csvRows } from '../support/csv.js';
import { manyCurves, TEN_KINDS } from './ten-kinds.js';

const PLAIN = { width: 80, colour: false, unicode: true };
/** What `run` prints below the report. */
const FOOTER = 3;
const MISLEADING = /for want of|closed loop|of the best|sojourn/i;

/** What the page shows, without its script and the data of its pictures. */
const shownPage = (page: string) => page.replace(/<(script|style)[\s\S]*?<\/\1>/g, '');

describe.each(TEN_KINDS)('%s', (kind, report) => {
  const { headline } = report.answer;
  const brief = renderTerminal(report, PLAIN);
  const verbose = renderTerminal(report, { ...PLAIN, verbose: true });
  const page = shownPage(html.render(report));
  const text = markdown.render(report);

  test('the answer is one sentence that begins with a capital, but for a task’s name', () => {
    expect(headline).toMatch(
      kind === 'laws' ? /^An answer for each of 4 tasks$/ : kind === 'A/B' ? /^new is / : /^[A-Z]/,
    );
    expect(headline).not.toMatch(/\.$|undefined|NaN|null/);
    expect(headline.endsWith('(provisional)')).toBe(report.answer.provisional !== null);
  });

  test('it is the same first and last on the terminal, and first on the page, in Markdown, CSV and JSON', () => {
    for (const shown of [brief, verbose]) {
      const paragraphs = shown.trimEnd().split('\n\n');
      const [first = '', last = ''] = [paragraphs[0], paragraphs.at(-1)].map((each) => each?.replace(/\s+/g, ' '));
      expect(first.startsWith(headline)).toBe(true);
      expect(last).toBe(headline);
    }
    expect(page).toContain(`<h1>${markup`${headline}`}</h1>`);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(text.startsWith(`# ${markdownText(headline)}\n`)).toBe(true);
    const rows = csvRows(csv.render(report));
    const noted = rows.filter(({ Note }) => Note?.includes(headline));
    expect(noted.map(({ Name }) => Name)).toEqual([report.answer.row?.name ?? rows[0]?.Name]);
    expect(Object.keys(JSON.parse(json.render(report))).slice(0, 3)).toEqual(['status', 'answer', 'comparison']);
  });

  test('a line for each curve, the same everywhere', () => {
    const flat = verbose.replace(/\s+/g, ' ');
    for (const { title, text: line } of report.answer.lines) {
      expect(flat).toContain(`${title}: ${line}`);
      expect(page).toContain(`<b>${markup`${title}`}</b>: ${markup`${line}`}`);
      expect(text).toContain(`- **${markdownText(title)}**: ${markdownText(line)}`);
    }
  });

  test('the terminal fits 80 columns, and 40 lines for one curve, 60 for more', () => {
    for (const line of `${brief}\n${verbose}`.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    const most = (report.curves.length > 1 ? 60 : 40) - FOOTER;
    expect(brief.trimEnd().split('\n').length).toBeLessThanOrEqual(most);
    expect(brief.match(/^(critical|warning|info): /gm)?.length ?? 0).toBeLessThanOrEqual(3);
    expect(brief).not.toContain('▲');
  });

  test('what was not observed is on the page alone, and no word misleads', () => {
    for (const shown of [brief, verbose, text]) expect(shown).not.toMatch(/not observed on this machine/i);
    for (const shown of [brief, verbose, text, page]) expect(shown.match(MISLEADING)?.[0]).toBeUndefined();
  });

  test('no finding tells to use fewer workers than the answer does', () => {
    const { row } = report.answer;
    const most = [...brief.matchAll(/use (?:at most|no more than) (\d+) worker/gi)].map(([, count]) => Number(count));
    for (const count of most) expect(row?.workers ?? 0).toBeLessThanOrEqual(count);
    if (row === null && kind !== 'rates') expect(brief).not.toMatch(/^(Use|Stay|Best of all)/);
  });
});

const reportOf = (wanted: string) => {
  const [, report] = TEN_KINDS.find(([kind]) => kind === wanted) ?? [];
  if (report === undefined) throw new Error(`there is no ${wanted}`);
  return report;
};

describe('what each kind says', () => {
  test.each([
    ['one curve', /^Use 16 workers: \d+ tasks\/s$/],
    ['executors', /^Best of all: 8 workers \(threads\), \d[\d,]* tasks\/s$/],
    [
      'in flight',
      /^Best of all: 1 worker with 16 in flight \(threads\), 15\.\d tasks\/s; one thread with 16 in flight \(async\) is as fast$/,
    ],
    ['rates', /^Stay sequential for 50\/s, 2 workers for 150\/s; no answer for 900\/s$/],
    ['A/B', /^new is \d+ % slower than old: critical$/],
    ['a disturbed machine', /^Use 8 workers: \d+ tasks\/s \(provisional\)$/],
    ['quick', /^No answer yet; ahead so far: 4 workers, \d+ tasks\/s$/],
  ])('%s', (kind, headline) => {
    expect(reportOf(kind).answer.headline).toMatch(headline);
  });

  test('the line of a curve calls its row what the headline does', () => {
    const line = reportOf('in flight').answer.lines.find(({ title }) => title.startsWith('async'));
    expect(line?.text).toMatch(/^use one thread with 16 in flight, 15\.\d tasks\/s/);
  });

  test('a quick look says once what it was cut to', () => {
    const text = renderTerminal(reportOf('quick'), { ...PLAIN, verbose: true });
    expect(text.match(/quick/gi)).toHaveLength(2);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'QUICK: cut to 2 rounds of 20 units a trial, without rests; run without --quick',
    );
  });

  test('two versions begin with what changed, its intervals and a paired chart', () => {
    const report = reportOf('A/B');
    const page = shownPage(html.render(report));
    expect(page.indexOf('<figure id="change">')).toBeGreaterThan(0);
    expect(page.indexOf('<figure id="change">')).toBeLessThan(page.indexOf('<section id="tables">'));
    const text = markdown.render(report);
    expect(text.indexOf('](change.svg)')).toBeLessThan(text.indexOf('## old'));
    expect(markdown.companions?.(report).map(({ file }) => file)).toContain('change.svg');
    const whole = report.comparison?.changes.find(({ workers, metric }) => workers === null && metric === 'throughput');
    expect(whole?.byRound).toHaveLength(8);
    expect(renderTerminal(report, PLAIN)).toMatch(/^workers .* change .* verdict *$/m);
  });

  test('of many rows a screenful, without laying out each length that is too long', () => {
    const report = reportOf('one curve');
    const cells = Array.from({ length: 3000 }, (_, i) => ({
      ...(report.cells[0] as (typeof report.cells)[0]),
      name: `parallel_${i}`,
      workers: i,
    }));
    const text = renderTerminal({ ...report, cells }, PLAIN);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40 - FOOTER);
    expect(text).toMatch(/^… 2,9\d\d more rows with --verbose, or on the page$/m);
  });

  test('of many curves a screenful', () => {
    const report = manyCurves(40);
    const text = renderTerminal(report, PLAIN);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60 - FOOTER);
    expect(text).toContain('… 31 more lines with --verbose, or on the page');
    expect(report.answer.lines).toHaveLength(40);
  });
});
