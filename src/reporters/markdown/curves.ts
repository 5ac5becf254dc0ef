/** What the Markdown report says of each curve: its law, the account of its time, what lies beyond its peak, and why. */
import type { Curve } from '../../model/curve.js';
import type { Report } from '../../model/report.js';
import { runsCommand } from '../../seams/subject.js';
import { curveName } from '../../words/curves.js';
import { beyondPeakColumns, beyondPeakTitle } from '../columns/beyond-peak.js';
import { HYPOTHESIS_COLUMNS, hypothesesTitle, likeliestFirst } from '../columns/hypotheses.js';
import { ledgerTable, withheldSentences } from '../columns/ledger.js';
import { rateUnit } from '../text/command.js';
import { fitSentence } from '../text/fit-sentence.js';
import { columnsTable, markdownText } from '../text/markdown-cell.js';

/** Nothing where there is nothing to explain. */
export function curveSection(report: Report, curve: Curve): readonly string[] {
  const table = report.simulated ? null : ledgerTable(curve, runsCommand(report.study));
  const fit = fitSentence(curve, rateUnit(report));
  const hypotheses = likeliestFirst(curve);
  const { beyondPeak } = curve;
  if (table === null && fit === null && hypotheses.length === 0 && beyondPeak === null) return [];
  return [
    `## Scaling law: ${markdownText(`${curve.task}, ${curveName(curve)}`)}`,
    '',
    ...(fit === null ? [] : [markdownText(fit), '']),
    ...(table === null ? [] : [`${table.title}:`, '', ...columnsTable(table.columns, table.points)]),
    ...withheldSentences(table?.points ?? []).flatMap((text) => ['', markdownText(text)]),
    ...(beyondPeak === null
      ? []
      : ['', `${beyondPeakTitle(beyondPeak)}:`, '', ...columnsTable(beyondPeakColumns(beyondPeak), beyondPeak.rows)]),
    ...(hypotheses.length === 0
      ? []
      : ['', `${hypothesesTitle(curve)}:`, '', ...columnsTable(HYPOTHESIS_COLUMNS, hypotheses)]),
  ];
}
