/** What the Markdown report says of a target, of an earlier run, and of what to do next. */
import type { Report } from '../../model/report.js';
import { gravestFirst } from '../../words/severity.js';
import { nextTests } from '../columns/hypotheses.js';
import { changeMarkdown } from '../comparison/markdown.js';
import { sideText } from '../comparison/words.js';
import { explaining } from '../text/findings.js';
import { markdownText } from '../text/markdown-cell.js';

/** What is missing to what the study wants. */
export function targetSection({ targets }: Report): readonly string[] {
  if (targets.length === 0) return [];
  return [
    '## The target',
    '',
    ...targets.map(({ task, text }) =>
      targets.length === 1 ? markdownText(text) : `- **${markdownText(task)}**: ${markdownText(text)}`,
    ),
  ];
}

/** Whether an earlier run's figures come out again. */
export function reproductionSections({ reproduction }: Report): readonly (readonly string[])[] {
  if (reproduction === null) return [];
  const { verdict, base } = reproduction;
  return [
    [
      '## Against an earlier run',
      '',
      `${markdownText(verdict.headline)}. ${markdownText(verdict.because)}`.trim(),
      '',
      markdownText(sideText('earlier', base)),
    ],
    ...changeMarkdown(reproduction),
  ];
}

/** From the answers, the targets, the findings, and then what would decide the causes that are left, the likely first. */
export function nextSection(report: Report): readonly string[] {
  const cures = [...report.answers, ...report.targets, ...gravestFirst(explaining(report))].flatMap(({ cure }) =>
    cure === null ? [] : [cure],
  );
  const steps = [...new Set([...cures, ...nextTests(report.curves)])];
  if (steps.length === 0) return [];
  return ['## What to do next', '', ...steps.map((step) => `- ${markdownText(step)}`)];
}
