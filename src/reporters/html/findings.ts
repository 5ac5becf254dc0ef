/** What explains the answer, gravest first, each with its cure and its evidence. */
import type { Finding, Report } from '../../model.js';
import { evidenceOf } from '../text/evidence.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { gravestFirst } from '../text/severity.js';

/** The findings; nothing when there are none. */
export function findingsSection(report: Report): Markup | null {
  if (report.findings.length === 0) return null;
  const several = report.curves.length > 1;
  return markup`<section id="findings">
<h2>What explains it</h2>
<ul class="findings">${gravestFirst(report.findings).map((finding) => findingItem(finding, several))}</ul>
</section>
`;
}

function findingItem(finding: Finding, several: boolean): Markup {
  const { severity, likelihood, text, cure, code } = finding;
  return markup`<li class="${severity}"><p class="kind"><span class="severity">${severity}</span>${likelihood === 'likely' ? null : ` ${likelihood}`}${several ? subject(finding) : null}</p>
<p>${text}</p>
${cure === null ? null : markup`<p class="cure"><b>Try:</b> ${cure}</p>`}${evidence(finding, code)}</li>
`;
}

function subject({ task, executor }: Finding): Piece {
  if (task === null) return null;
  return markup` <span class="subject">${executor === null ? task : `${task}, ${executor}`}</span>`;
}

function evidence(finding: Finding, code: string): Markup | null {
  const figures = evidenceOf(finding);
  if (figures.length === 0) return null;
  return markup`<details><summary>Evidence<span class="unseen"> for ${code}</span></summary><dl class="facts">${figures.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></details>`;
}
