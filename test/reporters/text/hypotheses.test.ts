import { expect, test } from 'vitest';
import type { Hypothesis } from '../../../src/model/curve.js';
import html from '../../../src/reporters/html.js';
import markdown from '../../../src/reporters/markdown.js';
import { renderTerminal } from '../../../src/reporters/terminal.js';
import { cell, report } from '../sample-report.js';

function hypothesis(
  cause: Hypothesis['cause'],
  judgement: Hypothesis['judgement'],
  name: string | null = null,
): Hypothesis {
  return { cause, name, workers: 12, judgement, evidence: `what ${cause} shows`, nextTest: null, figures: {} };
}

const sample = report({
  cells: [1, 2].map((workers) => cell({ workers, workSeconds: 1, baselineSeconds: 1, rounds: 5 })),
});
const withHypotheses = {
  ...sample,
  curves: sample.curves.map((curve) => ({
    ...curve,
    hypotheses: [
      hypothesis('quota', 'unlikely'),
      hypothesis('network', 'not observable here'),
      hypothesis('shared-resource', 'likely'),
      hypothesis('pool', 'unlikely', '<b>pool</b> | `10`'),
    ],
  })),
};

test('a terminal shows the likely causes and what is ruled out', () => {
  const text = renderTerminal(withHypotheses, { width: 80, colour: false, unicode: true, verbose: true }).replace(
    /\s+/g,
    ' ',
  );
  expect(text).toContain(
    'What may limit it with 12 workers: a lock or another shared resource. Unlikely: the CPU quota, <b>pool</b> | `10`.',
  );
  expect(text).not.toContain('the network');
  expect(renderTerminal(sample, { width: 80, colour: false, unicode: true, verbose: true })).not.toContain(
    'What may limit it',
  );
});

test('Markdown and the page show every hypothesis, the likely first, and hostile names as text', () => {
  const rows = String(markdown.render(withHypotheses))
    .split('\n')
    .filter((line) => line.includes('what ') && line.startsWith('|'));
  expect(rows.map((row) => row.split(/(?<!\\)\|/)[2]?.trim())).toEqual([
    'likely',
    'not observable here',
    'unlikely',
    'unlikely',
  ]);
  expect(rows.join()).not.toContain('<b>');
  const page = String(html.render(withHypotheses));
  expect(page).toContain('what may limit it with 12 workers');
  expect(page).toContain('&lt;b&gt;pool&lt;/b&gt;');
  expect(page).not.toContain('<b>pool</b>');
});
