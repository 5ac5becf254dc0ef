/** The pictures of the page: drawn without script, and with their figures as a table. */
import type { BarPicture, Picture, XyPicture } from '../pictures/picture.js';
import type { TaskPictures } from '../pictures/pictures.js';
import { inlineSvg } from '../pictures/svg.js';
import { type Markup, markup, type Piece } from '../text/markup.js';
import { type HtmlColumn, sortableTable } from './table.js';

/** All pictures of a task but the one beside the answer; what was sampled over time comes under a heading of its own. */
export function figuresSection({ answering, telemetry, said }: TaskPictures): Piece {
  const grid = (pictures: readonly Picture[], level: 'h3' | 'h4') =>
    pictures.length === 0
      ? null
      : markup`<div class="figures">${pictures.map((picture) => figureOf(picture, level))}</div>
`;
  const sampled = [grid(telemetry, 'h4'), sentences(said.telemetry)].filter((piece) => piece !== null);
  return [
    grid(answering, 'h3'),
    sentences(said.answering),
    sampled.length === 0
      ? null
      : markup`<h3>Sampled while it ran</h3>
${sampled}`,
  ];
}

/** What needs no picture. */
function sentences(texts: readonly string[]): Markup | null {
  return texts.length === 0
    ? null
    : markup`<ul class="said">${texts.map((text) => markup`<li>${text}</li>`)}</ul>
`;
}

/** A picture with its heading, its caption and its figures. */
export function figureOf(picture: Picture, level: 'h2' | 'h3' | 'h4'): Markup {
  const title =
    level === 'h2'
      ? markup`<h2>${picture.title}</h2>`
      : level === 'h3'
        ? markup`<h3>${picture.title}</h3>`
        : markup`<h4>${picture.title}</h4>`;
  return markup`<figure id="${picture.id}">
<figcaption>${title}<p>${picture.caption}</p></figcaption>
<div class="still" tabindex="0" role="region" aria-label="${picture.title}">${inlineSvg(picture)}</div>
<div class="live" role="img" aria-label="${picture.title}. ${picture.caption}"></div>
${tableOf(picture)}</figure>
`;
}

/** The rounds have a table of their own, and sampled units are too many for one. */
function tableOf(picture: Picture): Markup | null {
  if (picture.kind === 'bars') return barsTable(picture);
  return picture.series.some((series) => series.kind === 'dots' && series.line !== 'none') ? xyTable(picture) : null;
}

function disclosed(picture: Picture, table: Markup): Markup {
  return markup`<details><summary>The figures<span class="unseen"> of ${picture.title}</span></summary>${table}</details>
`;
}

function barsTable(picture: BarPicture): Markup {
  type Row = BarPicture['bars'][number];
  const columns: readonly HtmlColumn<Row>[] = [
    { title: picture.rowTitle, align: 'left', cell: ({ label }) => label, sort: ({ label }) => Number(label) },
    ...picture.segments.map(
      ({ name }, i): HtmlColumn<Row> => ({
        title: name,
        align: 'right',
        cell: ({ texts }) => texts[i] ?? '',
        sort: ({ values }) => values[i] ?? null,
      }),
    ),
  ];
  return disclosed(picture, sortableTable(picture.title, columns, picture.bars));
}

/** What was measured; lines are drawn from too many points to be read. */
function xyTable(picture: XyPicture): Markup {
  const rows = picture.series.flatMap((series) =>
    series.kind === 'dots' ? series.dots.map((dot) => ({ name: series.name, dot })) : [],
  );
  type Row = (typeof rows)[number];
  const columns: readonly HtmlColumn<Row>[] = [
    { title: 'series', align: 'left', cell: ({ name }) => name },
    {
      title: picture.x.title,
      align: 'right',
      cell: ({ dot }) => String(Number(dot.x.toFixed(2))),
      sort: ({ dot }) => dot.x,
    },
    { title: picture.y.title, align: 'left', cell: ({ dot }) => dot.label, sort: ({ dot }) => dot.y },
  ];
  return disclosed(picture, sortableTable(picture.title, columns, rows));
}
