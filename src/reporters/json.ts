import type { Report } from '../model/report.js';
import type { Reporter } from '../seams/reporter.js';
import { jsonText } from './text/json-text.js';

/** The whole report; "status" and the answer come first, then the order of the contract. */
function render(report: Report): string {
  const { status, answer, comparison, ...others } = report;
  const { tool, simulated, machine, study, cells, curves, answers, advice, findings, ...rest } = others;
  return jsonText({
    status,
    answer,
    comparison,
    tool,
    simulated,
    machine,
    study,
    cells,
    curves,
    answers,
    advice,
    findings,
    ...rest,
  });
}

/** The report as data, for other programs. */
const json: Reporter = { name: 'json', summary: 'The whole report as data', file: 'report.json', render };
export default json;
