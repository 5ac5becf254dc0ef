/** What explains the answer, gravest first, each with its cure and its evidence. */
import type { Finding, Report } from '../../model.js';
import { evidenceOf } from '../text/evidence.js';
import { explaining, gravestFirst, subjectOf } from '../text/findings.js';
import { type Markup, markup } from '../text/markup.js';

/** The findings; nothing when there are none. */
export function findingsSection(report: Report): Markup | null {
  const findings = gravestFirst(explaining(report));
  if (findings.length === 0) return null;
  return markup`<section id="findings">
<h2>What explains it</h2>
<ul class="findings">${findings.map((finding) => findingItem(finding, report))}</ul>
</section>
`;
}

function findingItem(finding: Finding, report: Report): Markup {
  const { severity, likelihood, text, cure, code } = finding;
  const subject = subjectOf(finding, report);
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
