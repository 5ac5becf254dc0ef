import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../../src/reporters/text/escape.js';
import { anyText } from '../hostile-text.js';

test.each([
  ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
  ['\u001b[31m', '\\x1b[31m'],
  ['\u009b2J\u007f\0', '\\x9b2J\\x7f\\x00'],
  ['\u202eevil\u2066', '\\u{202e}evil\\u{2066}'],
  ['a\u200bb\u2028c\ufeff', 'a\\u{200b}b\\u{2028}c\\u{feff}'],
  ['\ud800x', '\\u{d800}x'],
  ['\ue000', '\\u{e000}'],
  ['\u0301 \u0301', '◌\u0301 ◌\u0301'],
  ['日本語 ümläut 🫠', '日本語 ümläut 🫠'],
])('%j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('marks that pile up are cut after four', () => {
  expect(visible(`a${'\u0301'.repeat(50)}b`)).toBe(`a${'\u0301'.repeat(4)}…b`);
});

test('what is visible stays as it is, and nothing invisible is left', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = visible(text);
      expect(shown).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
      expect(visible(shown)).toBe(shown);
    }),
  );
});
