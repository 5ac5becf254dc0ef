/** What every page is: one file that loads nothing, with kneepoint's own style sheet and script. */
import { script, scriptHash, style, styleHash } from '#page';
import type { Picture } from '../pictures/picture.js';
import { visible } from '../text/escape.js';
import { escaped } from '../text/json-text.js';
import { type Markup, markup, ownSource, type Piece } from '../text/markup.js';

/** Nothing is loaded and nothing runs but our own style sheet and script, known by their hashes. */
const POLICY = [
  "default-src 'none'",
  `script-src '${scriptHash}'`,
  `style-src '${styleHash}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What JSON in a script element must not hold as it is. */
const STEERING = /[<>&\u2028\u2029]/g;

/** A page's own parts. */
export interface PageParts {
  readonly title: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Where the head's links lead: ids and their names. */
  readonly sections: readonly (readonly [id: string, name: string])[];
  readonly main: Piece;
  /** Every picture in `main`, for the script that makes charts of them. */
  readonly pictures: readonly Picture[];
}

/** The whole page. */
export function pageText({ title, tool, sections, main, pictures }: PageParts): string {
  const links = sections.map(([id, name]) => markup`<a href="#${id}">${name}</a>`);
  return `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${ownSource(style)}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
<header><p class="brand">${tool.name} <span>${tool.version}</span></p>
<nav aria-label="Sections">${links}</nav>
<button type="button" id="theme" hidden>Dark</button></header>
<main>
${main}</main>
<script type="application/json" id="pictures">${island(pictures)}</script>
<script>${ownSource(script)}</script>
</body>
</html>`}\n`;
}

/** The pictures for the page's script, as data that cannot end its element. */
function island(pictures: readonly Picture[]): Markup {
  return ownSource(JSON.stringify(pictures, shownValue).replace(STEERING, escaped));
}

/** Texts as they are shown; figures to the seven digits that no screen shows more of. */
function shownValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  return typeof value === 'number' ? Number(value.toPrecision(7)) : value;
}
