import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { visible } from '../../../src/reporters/text/escape.js';
import { cutTo, displayWidth, hang, wrap } from '../../../src/reporters/text/width.js';
import { anyText } from '../hostile-text.js';

const widths = fc.integer({ min: 2, max: 30 });

test('wide characters take two columns, marks none', () => {
  expect([displayWidth('abc'), displayWidth('日本'), displayWidth('e\u0301'), displayWidth('')]).toEqual([3, 4, 1, 0]);
});

test('plain text takes a column a character', () => {
  const plain = fc.string({ unit: fc.constantFrom(...' aZ09[]~·²µ×–…─') });
  fc.assert(
    fc.property(plain, (text) => {
      expect(displayWidth(text)).toBe(stringWidth(`|${text}|`) - 2);
    }),
  );
});

test('a cut text fits, and is a start of the whole', () => {
  fc.assert(
    fc.property(anyText.map(visible), widths, (text, width) => {
      const cut = cutTo(text, width);
      expect(stringWidth(`|${cut}|`) - 2).toBeLessThanOrEqual(width);
      if (cut !== text) expect(text.startsWith(cut.slice(0, -1)) && cut.endsWith('…')).toBe(true);
    }),
  );
  expect(cutTo('日本語', 4)).toBe('日…');
});

test('a wrapped text fits and keeps every character but spaces', () => {
  fc.assert(
    fc.property(anyText.map(visible), widths, (text, width) => {
      const lines = wrap(text, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a hanging paragraph is indented under its first word', () => {
  expect(hang('Try: ', 'one two three', 15)).toEqual(['Try: one two', '     three']);
});
