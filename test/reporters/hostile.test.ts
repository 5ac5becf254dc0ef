/** 200 hostile texts as task, executor, argument, finding and path, through every reporter of plain text. */
import { expect, test } from 'vitest';
import csv from '../../src/reporters/csv.js';
import markdown from '../../src/reporters/markdown.js';
import terminal from '../../src/reporters/terminal.js';
import { csvRows } from '../support/csv.js';
import { ATTACKING_TEXTS } from './hostile-text.js';
import { hostile } from './sample-report.js';

/** What could steer a terminal or reverse the reading direction. */
const STEERING = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** All that a picture is made of. */
const OWN_TAGS = new Set(['svg', 'title', 'desc', 'style', 'rect', 'text', 'g', 'path', 'circle', 'clipPath']);

/** How many cells each line of each table has: what stands between bars that no backslash escapes. */
function tableShape(text: string): readonly number[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => line.replace(/\\./g, '').split('|').length - 2);
}

/** Charts take their time: every eighth report has them. */
const REPORTS = ATTACKING_TEXTS.map((text, i) => (i % 8 === 0 ? hostile(text) : { ...hostile(text), curves: [] }));
const WITH_CHARTS = REPORTS.filter(({ curves }) => curves.length > 0);

test('there are 200, all different', () => {
  expect(new Set(ATTACKING_TEXTS).size).toBe(200);
});

test('no raw escape reaches a terminal', () => {
  for (const report of REPORTS) {
    expect(terminal.render(report).replaceAll('\n', '')).not.toMatch(STEERING);
  }
});

test('no CSV cell is a formula', () => {
  for (const report of REPORTS) {
    const rows = csvRows(csv.render(report));
    expect(rows).toHaveLength(5);
    for (const cell of rows.flatMap((row) => Object.values(row))) {
      if (cell === '' || Number.isFinite(Number(cell))) continue;
      expect(cell).not.toMatch(/^\s*[=+\-@]/);
      expect(cell).not.toMatch(STEERING);
    }
  }
});

test('Markdown stays a table, and holds no element, link or picture but its own', () => {
  // A title may hold a row's name, escaped.
  const pictures = /^!\[(?:\\.|[^[\]\\\n])+\]\([\w-]+\.svg\)$/gm;
  const filesIn = (text: string) => text.match(pictures)?.map((picture) => picture.slice(picture.lastIndexOf('](')));
  const plain = markdown.render(hostile('x'));
  const chartless = markdown.render({ ...hostile('x'), curves: [] });
  for (const report of REPORTS) {
    const shown = markdown.render(report);
    expect(tableShape(shown)).toEqual(tableShape(plain));
    expect(filesIn(shown)).toEqual(filesIn(report.curves.length > 0 ? plain : chartless));
    expect(shown).not.toMatch(/[<>]/);
    expect(shown.replace(pictures, '').replace(/\\./g, '')).not.toMatch(/\]\(/);
    expect(shown.replaceAll('\n', '')).not.toMatch(STEERING);
  }
});

test('a picture file holds no element and no attribute that could run', () => {
  for (const report of WITH_CHARTS) {
    for (const { text: svg } of markdown.companions?.(report) ?? []) {
      const tags = [...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, tag = '']) => tag);
      expect(tags.filter((tag) => !OWN_TAGS.has(tag))).toEqual([]);
      expect(svg).not.toMatch(/<[^>]*\s(on\w+|href)=/i);
      expect(svg.replaceAll('\n', '')).not.toMatch(STEERING);
    }
  }
});
