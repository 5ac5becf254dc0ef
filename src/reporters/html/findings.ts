/** What explains the answer, gravest first, each with its cure and its evidence. */
import type { Curve, Hypothesis } from '../../model/curve.js';
import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { curveName } from '../../words/curves.js';
import { uncapitalised } from '../../words/sentences.js';
import { gravestFirst } from '../../words/severity.js';
import { beyondPeakColumns, beyondPeakTitle } from '../columns/beyond-peak.js';
import { causeName, HYPOTHESIS_COLUMNS, hypothesesTitle, likeliestFirst } from '../columns/hypotheses.js';
import { withheldSentences } from '../columns/ledger.js';
import { evidenceOf } from '../text/evidence.js';
import { type GroupedFinding, grouped, groupSubject, onPage } from '../text/findings.js';
import { type Markup, markup } from '../text/markup.js';
import { pageColumns, sortableTable } from './table.js';

/** The findings; nothing when there are none. */
export function findingsSection(report: Report): Markup | null {
  const findings = grouped(gravestFirst(onPage(report)), report);
  const hypotheses = report.curves.flatMap((curve) => [...beyondPeakTable(curve), ...hypothesesTable(curve)]);
  if (findings.length === 0 && hypotheses.length === 0) return null;
  return markup`<section id="findings">
<h2>What explains it</h2>
<ul class="findings">${findings.map((finding) => findingItem(finding, report))}</ul>
${hypotheses}</section>
`;
}

/** What more workers than the best cost. */
function beyondPeakTable(curve: Curve): readonly Markup[] {
  const { beyondPeak, task } = curve;
  if (beyondPeak === null) return [];
  const title = `${task}, ${curveName(curve)}: ${uncapitalised(beyondPeakTitle(beyondPeak))}`;
  const table = sortableTable(title, pageColumns(beyondPeakColumns(beyondPeak)), beyondPeak.rows);
  return [markup`<details class="more"><summary>${title}</summary>${table}</details>`];
}

/** What may limit a curve and what is ruled out, one row each, with why its account or its ceiling is missing. */
function hypothesesTable(curve: Curve): readonly Markup[] {
  const rows = likeliestFirst(curve);
  const withheld = withheldSentences(curve.points).map(
    (text) => markup`<li>${text}</li>
`,
  );
  const why = withheld.length === 0 ? [] : [markup`<ul class="said">${withheld}</ul>`];
  if (rows.length === 0) return why;
  const title = `${curve.task}, ${curveName(curve)}: ${hypothesesTitle(curve).toLowerCase()}`;
  const table = sortableTable(title, pageColumns(HYPOTHESIS_COLUMNS), rows, ({ judgement }) => judgement === 'likely');
  return [...why, markup`<details class="more"><summary>${title}: ${openCauses(rows)}</summary>${table}</details>`];
}

/** What is likely and what is possible: the table tells what is ruled out, and why. */
function openCauses(rows: readonly Hypothesis[]): string {
  const named = (['likely', 'possible'] as const).flatMap((judgement) => {
    const causes = rows.filter((row) => row.judgement === judgement).map(causeName);
    return causes.length === 0 ? [] : [`${judgement} – ${causes.join(', ')}`];
  });
  return named.length === 0 ? 'nothing found' : named.join('; ');
}

function findingItem(group: GroupedFinding, report: Report): Markup {
  const { finding } = group;
  const { severity, likelihood, text, cure, code } = finding;
  const subject = groupSubject(group, report);
  return markup`<li class="${severity}"><p class="kind"><span class="severity">${severity}</span>${likelihood === 'likely' ? null : ` ${likelihood}`}${subject === null ? null : markup` <span class="subject">${subject}</span>`}</p>
<p>${text}</p>
${cure === null ? null : markup`<p class="cure"><b>Try:</b> ${cure}</p>`}${evidence(finding, code)}</li>
`;
}

function evidence(finding: Finding, code: string): Markup | null {
  const figures = evidenceOf(finding);
  if (figures.length === 0) return null;
  return markup`<details><summary>Evidence<span class="unseen"> for ${code}</span></summary><dl class="facts">${figures.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></details>`;
}
