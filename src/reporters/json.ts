import type { Report } from '../model.js';
import type { Reporter } from '../plugin.js';

/** What JSON leaves raw although it can steer a terminal or reverse the reading direction. */
const UNSAFE = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

/** The whole report; "status" comes first, then the order of the contract. */
function render(report: Report): string {
  const { status, tool, simulated, machine, study, cells, curves, advice, findings, ...rest } = report;
  const ordered = { status, tool, simulated, machine, study, cells, curves, advice, findings, ...rest };
  return `${JSON.stringify(ordered, plainValue, 2).replace(UNSAFE, escaped)}\n`;
}

/** JSON has no BigInt; numbers that it cannot write (NaN, infinities) become null, −0 becomes 0 by itself. */
function plainValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Such characters only occur inside strings, where an escape means the same. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** The report as data, for other programs. */
const json: Reporter = { name: 'json', summary: 'The whole report as data', file: 'report.json', render };
export default json;
