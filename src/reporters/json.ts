import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { jsonText } from './text/json-text.js';

/** The whole report; "status" comes first, then the order of the contract. */
function render(report: Report): string {
  const { status, tool, simulated, machine, study, cells, curves, answers, advice, findings, ...rest } = report;
  return jsonText({ status, tool, simulated, machine, study, cells, curves, answers, advice, findings, ...rest });
}

/** The report as data, for other programs. */
const json: Reporter = { name: 'json', summary: 'The whole report as data', file: 'report.json', render };
export default json;
