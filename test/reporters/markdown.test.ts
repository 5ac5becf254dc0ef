import fc from 'fast-check';
import { expect, test } from 'vitest';
import markdown from '../../src/reporters/markdown.js';
import { anyText } from './hostile-text.js';
import { hostile, limited, noBaseline, oneRound, plainReport, simulated, troubled } from './sample-report.js';

/** kneepoint's own brackets: an interval, which no link or reference can grow from. */
const INTERVAL = /\[[-+]?[\d.,]+( M| %)?, [-+]?[\d.,]+( M| %)?\]/g;

/** kneepoint's own pictures, whose titles it makes itself or has escaped. */
const PICTURE = /^!\[[^[\]]*\]\([\w-]+\.svg\)$/;

/** Cells of a table's line: what stands between bars that no backslash escapes. */
function cellCount(line: string): number {
  return line.replace(/\\./g, '').split('|').length - 2;
}

test.each(
  Object.entries({ plain: plainReport, 'one-round': oneRound, 'no-baseline': noBaseline, troubled, simulated }),
)('golden: %s', async (name, sample) => {
  await expect(markdown.render(sample)).toMatchFileSnapshot(`../golden/report-${name}.md`);
});

test('any text keeps the lines and the tables, and brings no markup of its own', () => {
  const lineCount = markdown.render(hostile('x')).split('\n').length;
  fc.assert(
    fc.property(anyText, (text) => {
      const lines = markdown.render(hostile(text)).split('\n');
      expect(lines.length).toBe(lineCount);
      const tables = lines.filter((line) => line.startsWith('|')).map(cellCount);
      expect(tables).toEqual([
        // Its label has a column, and a table of its rounds.
        ...Array(7).fill(15),
        ...Array(7).fill(21),
        ...Array(10).fill(6),
        ...Array(10).fill(6),
        ...Array(10).fill(6),
        ...Array(7).fill(10),
        ...Array(3).fill(6),
      ]);
      for (const line of lines) {
        expect(line).not.toMatch(/[<>\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(line.replace(/\\./g, '').replace(INTERVAL, '').replace(PICTURE, '')).not.toMatch(
          /[`~$[\]]|@(?!&#8203;)|:\/\//,
        );
      }
    }),
  );
});

test('text cannot start a list, a heading or a table of its own', () => {
  // The reason follows the title.
  const shown = (text: string) => markdown.render(hostile(text)).split('\n')[2] ?? '';
  expect(shown('- item')).toMatch(/^\\- item/);
  expect(shown('12. item')).toMatch(/^12\\\. item/);
  expect(shown('# head')).toMatch(/^\\#/);
  expect(shown('| a |')).toMatch(/^\\\| a \\\|/);
  expect(shown('@user')).toMatch(/^@&#8203;user/);
  expect(shown('<b>')).toMatch(/^&lt;b&gt;/);
});

test('a row says whether it keeps the limits, and why not; a study without limits has no such column', () => {
  expect(markdown.render(limited)).toMatch(/\| Change \| Limits \| Verdict \|/);
  expect(markdown.render(limited)).toContain('✗ p50 74.4 ms &gt; 50 ms; not checked: p99 of "weak"');
  expect(markdown.render(plainReport)).not.toContain('Limits |');
});
