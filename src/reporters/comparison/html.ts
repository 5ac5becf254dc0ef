import type { Comparison } from '../../model/comparison.js';
import { untoldLines, verdictText } from '../../words/changes.js';
import { capitalised } from '../../words/sentences.js';
import { changeSection } from '../html/change.js';
import { pageText } from '../html/shell.js';
import { changePicture } from '../pictures/change.js';
import { markup } from '../text/markup.js';

/** The comparison of two runs as a page for people: verdict, chart, tables. */
export function comparisonPage(comparison: Comparison): string {
  const { verdict } = comparison;
  const { headline, because } = verdict;
  const picture = changePicture(comparison);
  const places = untoldLines(verdict).map(
    (line) => markup`<li><b>${capitalised(verdictText(line))}</b>: ${line.title}: ${line.text}</li>`,
  );
  return pageText({
    title: `${headline} – kneepoint`,
    tool: { name: 'kneepoint', version: 'compare' },
    sections: [
      ['answer', 'Verdict'],
      ['change', 'Change'],
    ],
    main: [
      markup`<section id="answer" aria-label="Verdict">
<h1>${headline}</h1>
${because === '' ? null : markup`<p class="lede">${because}</p>`}${places.length === 0 ? null : markup`<ul class="curves">${places}</ul>`}
</section>
`,
      changeSection(comparison),
    ],
    pictures: picture === null ? [] : [picture],
  });
}
