import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import terminal, { renderTerminal } from '../../src/reporters/terminal.js';
import { anyText } from './hostile-text.js';
import {
  advice,
  cell,
  cells,
  hostile,
  limited,
  noBaseline,
  oneRound,
  plainReport,
  report,
  simulated,
  troubled,
} from './sample-report.js';

const samples = { plain: plainReport, 'one-round': oneRound, 'no-baseline': noBaseline, troubled, simulated };
const plain = { width: 80, colour: false, unicode: true };
const verbose = { ...plain, verbose: true };

test.each(Object.entries(samples))('golden: %s at 80 columns', async (name, sample) => {
  await expect(terminal.render(sample)).toMatchFileSnapshot(`../golden/terminal-${name}.txt`);
});

test('golden: wide, in colour', async () => {
  const text = renderTerminal(plainReport, { width: 120, colour: true, unicode: true });
  await expect(text).toMatchFileSnapshot('../golden/terminal-colour.txt');
});

test('golden: narrow and ASCII only', async () => {
  const text = renderTerminal(troubled, { width: 50, colour: false, unicode: false });
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  await expect(text).toMatchFileSnapshot('../golden/terminal-ascii.txt');
});

test('colour only adds style: without its sequences the text is the same', () => {
  const coloured = renderTerminal(plainReport, { ...plain, colour: true });
  expect(coloured).not.toBe(renderTerminal(plainReport, plain));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderTerminal(plainReport, plain));
});

test('advice that abstains says what to do', () => {
  const abstained = {
    ...advice,
    verdict: 'abstained' as const,
    workers: null,
    headline: 'No answer',
    because: 'Nothing was compared.',
    cure: 'Run 10 rounds.',
  };
  expect(renderTerminal(report({ cells: cells(5), advice: [abstained] }), plain)).toContain(
    'No answer\nNothing was compared.\nNext: Run 10 rounds.\n',
  );
});

/** The column of a table whose head is `title`: its texts below the rule, by the place of the head. */
function columnOf(text: string, title: string): readonly string[] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.includes(title));
  const end = (lines[head] ?? '').indexOf(title) + title.length;
  const rows = lines.slice(head + 2, head + 2 + 4);
  return rows.map((row) => row.slice(end - title.length, end).trim());
}

test('each row has a mark for the limits that it keeps, where there are any', () => {
  expect(columnOf(renderTerminal(limited, plain), 'limits')).toEqual(['✓', '✓', '?', '✗']);
  expect(columnOf(renderTerminal(limited, { ...plain, unicode: false }), 'limits')).toEqual(['+', '+', '?', 'x']);
  expect(renderTerminal(plainReport, plain)).not.toContain('limits');
});

test('a chosen baseline has its column, which the default has not', () => {
  const against = report({
    study: { ...plainReport.study, baseline: 4 },
    cells: cells(5).map((each) => ({
      ...each,
      change: each.workers === 4 ? null : { baseline: 'parallel_4', relative: { value: -0.25, low: -0.3, high: -0.2 } },
    })),
  });
  const text = renderTerminal(against, plain);
  expect(text).toContain('  vs 4 workers\n');
  expect(text.match(/-25\.0 % \[-30\.0 %, -20\.0 %\]/g)).toHaveLength(3);
  expect(renderTerminal(plainReport, plain)).not.toMatch(/vs sequential\n/);
});

test('the labels of all rows are shown, or those of the advised row first and how many are left', () => {
  const labels = (count: number) =>
    cells(5).map((each) => ({
      ...each,
      latencyByLabel: Array.from({ length: count }, (_, i) => {
        const latency = each.latency as NonNullable<typeof each.latency>;
        return {
          ...latency,
          label: `kind-${i}`,
          units: 100,
          p50MsByRound: [
            { round: 0, p50Ms: 10 },
            { round: 1, p50Ms: 20 },
          ],
        };
      }),
    }));
  const linesOf = (count: number) => {
    const text = renderTerminal(report({ cells: labels(count), advice: [advice] }), verbose);
    return { rows: [...text.matchAll(/^(\S+) +kind-\d+ /gm)].map(([, name]) => name), text };
  };
  const few = linesOf(2);
  expect(few.rows).toEqual(cells(5).flatMap(({ name }) => [name, name]));
  expect(few.text).not.toContain('in report.html');
  const many = linesOf(10);
  expect(many.rows).toEqual([...Array(10).fill('parallel_2'), ...Array(10).fill('parallel_4')]);
  expect(many.text).toContain('… 20 more rows in report.html');
  const crowded = linesOf(60);
  expect(crowded.rows).toEqual(Array(24).fill('parallel_2'));
  expect(crowded.text).toContain('… 216 more rows in report.html');
});

test('a chart needs four worker counts, and everything asked for', () => {
  const rows = (...workers: number[]) =>
    workers.map((count) => cell({ workers: count, workSeconds: 3 / (count || 1), baselineSeconds: 3, rounds: 5 }));
  expect(renderTerminal(report({ cells: rows(0, 1, 2, 4) }), verbose)).not.toContain('against workers');
  const four = report({ cells: rows(0, 1, 2, 4, 8) });
  expect(renderTerminal(four, verbose)).toContain('speedup against workers');
  expect(renderTerminal(four, plain)).not.toContain('against workers');
});

test('everything: the details of rows, and their first errors', async () => {
  await expect(renderTerminal(troubled, verbose)).toMatchFileSnapshot('../golden/terminal-verbose.txt');
});

test('a text of 100,000 characters is cut', () => {
  expect(renderTerminal(hostile('x'.repeat(100_000)), plain).length).toBeLessThan(20_000);
});

test('every line fits the terminal, whatever the width', () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 200 }), fc.constantFrom(...Object.values(samples)), (width, sample) => {
      for (const line of renderTerminal(sample, { ...plain, width }).split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }
    }),
  );
});

test('any text: only visible characters, and each table line is as wide as the others', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, unicode) => {
      const shown = renderTerminal(hostile(text), { width: 80, colour: false, unicode });
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{C}\u2028\u2029]/u);
      const lines = shown.split('\n');
      const head = lines.findIndex((line) => /^name +.*tasks\/s/.test(line));
      const widths = lines.slice(head, head + 7).map((line) => stringWidth(line));
      expect(widths).toEqual(Array(7).fill(widths[0]));
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
    }),
  );
});
