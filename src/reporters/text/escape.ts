/**
 * Makes hostile text showable. Task names, arguments, errors and paths come from outside: they may hold
 * terminal escapes, marks that reverse the reading direction, line breaks, or halves of characters.
 */

/**
 * Everything that is not a visible character: controls, format and direction marks, surrogate halves,
 * private and unassigned code points (all \p{C}), line and paragraph separators, and letters that fonts
 * leave out (fillers, joiners: the Unicode property Default_Ignorable_Code_Point).
 */
const INVISIBLE = /[\p{C}\u2028\u2029\p{Default_Ignorable_Code_Point}]/gu;

/** Variation selectors 15 and 16 only choose between two pictures of one character, and blur its width. */
const PICTURE_STYLE = /[\uFE0E\uFE0F]/g;

/** More than four marks on one character grow over the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** A mark with nothing to sit on joins whatever it comes to stand beside: a border, padding, a line's end. */
const LONE_MARK = /(^|\s)(?=\p{M})/gu;

const NAMED: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The text on one line with each invisible character written out: `\n`, `\x1b`, `\u{202e}`. A lone mark
 * gets the dotted circle that Unicode shows marks on.
 */
export function visible(text: string): string {
  return text
    .replace(PICTURE_STYLE, '')
    .replace(INVISIBLE, writtenOut)
    .replace(STACKED_MARKS, '$1…')
    .replace(LONE_MARK, '$1◌');
}

function writtenOut(character: string): string {
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  return NAMED[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}
