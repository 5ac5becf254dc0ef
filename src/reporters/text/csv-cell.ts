import { visible } from './escape.js';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * What spreadsheets take for the start of a formula, full-width forms included (OWASP, "CSV Injection").
 * Spaces before it do not help: some programs trim them.
 */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;

/**
 * A cell that no spreadsheet runs: invisible characters are written out, and text that looks like a
 * formula gets a single quote before it. Numbers stay numbers. Quoting is the CSV writer's.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = visible(value);
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
