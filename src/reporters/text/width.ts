/** Text on a grid of terminal columns: wide characters take two, marks none. */
import stringWidth from 'string-width';

/** Signs of one column that join no other: most texts hold nothing else, and need not be taken apart. */
const PLAIN = /^[ -~·²µ×–…─]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Columns that a text takes on a terminal. It is measured between two letters, as it will be shown: a
 * mark at its start or end joins its neighbour instead of standing alone.
 */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(`|${text}|`) - 2;
}

/** More UTF-16 units a column than text has whose invisible characters are written out. */
const UNITS_PER_COLUMN = 16;

/**
 * The text if it fits `width` columns, else its beginning with an ellipsis. Only as much of it is measured
 * as can matter: the segmenter's time grows with the square of the length.
 */
export function cutTo(text: string, width: number): string {
  const longest = (width + 1) * UNITS_PER_COLUMN;
  if (text.length <= longest && fits(text, width)) return text;
  if (width < 1) return '';
  return `${longestStart(text.slice(0, longest), width - 1)}…`;
}

/** The text as lines of at most `width` columns, broken at spaces, and inside words that are too long. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((each) => pieces(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer, width)) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** The paragraph with `first` before its first line and as many spaces before the others. */
export function hang(first: string, text: string, width: number): readonly string[] {
  const indent = displayWidth(first);
  return wrap(text, Math.max(10, width - indent)).map((line, i) => (i === 0 ? first : ' '.repeat(indent)) + line);
}

/** At most so many of the lines; the last of them ends in an ellipsis where others are left out. They must not be painted yet. */
export function clipped(lines: readonly string[], most: number, width: number): readonly string[] {
  if (lines.length <= most) return lines;
  let last = lines[most - 1] as string;
  while (!fits(`${last} …`, width) && /\S +\S/.test(last)) last = last.replace(/ +\S*$/, '');
  return [...lines.slice(0, most - 1), fits(`${last} …`, width) ? `${last} …` : cutTo(last, width)];
}

/** Whether a text fits in `width` columns both beside other text and at the edge of the screen. */
function fits(text: string, width: number): boolean {
  return displayWidth(text) <= width && (PLAIN.test(text) || stringWidth(text) <= width);
}

function pieces(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  while (!fits(rest, width)) {
    const start = longestStart(rest, width);
    if (start === '') break;
    parts.push(start);
    rest = rest.slice(start.length);
  }
  return [...parts, rest];
}

/** The longest start of whole characters that takes at most `width` columns. */
function longestStart(text: string, width: number): string {
  const kept: string[] = [];
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += displayWidth(segment);
    if (columns > width) break;
    kept.push(segment);
  }
  // Characters may take more room together than each alone.
  while (kept.length > 0 && !fits(kept.join(''), width)) kept.pop();
  return kept.join('');
}
