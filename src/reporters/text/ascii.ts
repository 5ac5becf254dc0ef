import { displayWidth } from './width.js';

/** What stands for kneepoint's own signs where a terminal has no Unicode. Those of layouts keep their width. */
const SIGNS: { readonly [sign: string]: string } = {
  '…': '~',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '.',
  '●': 'o',
  '✓': '+',
  '✗': 'x',
  µ: 'u',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '→': '->',
  '▲': '^',
  '▶': '>',
  '│': '|',
  '┤': '+',
  '└': '+',
  '┬': '+',
  '─': '-',
  '█': '#',
  '░': '.',
};

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text in ASCII: signs become their stand-ins, each other character as many question marks as it is wide. */
export function toAscii(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let ascii = '';
  for (const { segment } of graphemes.segment(text)) {
    ascii += /^[\0-\x7f]*$/.test(segment) ? segment : (SIGNS[segment] ?? '?'.repeat(displayWidth(segment)));
  }
  return ascii;
}
