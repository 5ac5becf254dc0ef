/** A check's report as text for people. */
import type { CheckReport, CheckResult } from '../check/model.js';
import { toAscii } from '../reporters/text/ascii.js';
import { type Paint, painter, SEVERITY_STYLES, type Style } from '../reporters/text/colour.js';
import { visible } from '../reporters/text/escape.js';
import { jobDetails } from '../reporters/text/job-details.js';
import { cutTo, hang, wrap } from '../reporters/text/width.js';
import { counted } from '../words/counts.js';
import type { Screen } from './terminal.js';

/** Columns of the longest paragraph; what is longer is cut. */
const LONGEST = 1000;

const STYLES: { readonly [label: string]: Style } = { ok: 'green', ...SEVERITY_STYLES };

interface View {
  readonly width: number;
  readonly paint: Paint;
  /** Makes hostile text showable. */
  show(text: string): string;
}

/** Every check with its verdict and what to do about it, then how it ended; ends in a newline. */
export function renderCheck(report: CheckReport, screen: Pick<Screen, 'width' | 'colour' | 'unicode'>): string {
  const show = (text: string) => {
    const cut = cutTo(visible(text), LONGEST);
    return screen.unicode ? cut : toAscii(cut);
  };
  const view: View = { width: Math.max(40, screen.width), paint: painter(screen.colour), show };
  const title = cutTo(show(report.command ?? `${report.task}(${jobDetails(report.args)})`), view.width);
  const lines = [
    view.paint('bold', title),
    ...report.results.flatMap((result) => resultLines(view, result)),
    ...wrap(show(verdict(report)), view.width).map((line) => view.paint('bold', line)),
  ];
  return `${lines.join('\n')}\n`;
}

function resultLines(view: View, result: CheckResult): readonly string[] {
  if (result.verdict === 'passed') return labelled(view, 'ok', result.text);
  if (result.verdict === 'unknown') return labelled(view, 'not known', result.text);
  const { severity, text, cure } = result.finding;
  return [...labelled(view, severity, text), ...hang('    Try: ', view.show(cure), view.width)];
}

function labelled({ width, paint, show }: View, label: string, text: string): readonly string[] {
  const prefix = `  ${label}: `;
  const [first = '', ...rest] = hang(prefix, show(text), width);
  return [paint(STYLES[label] ?? 'dim', prefix) + first.slice(prefix.length), ...rest];
}

function verdict(report: CheckReport): string {
  return report.provisional === null ? fitness(report) : `${report.provisional} ${fitness(report)}`;
}

function fitness({ status, findings }: CheckReport): string {
  if (findings.length === 0) return 'Ready for a long run.';
  const count = counted(findings.length, 'finding');
  if (status === 'failed') return `Not ready for a run: ${count}.`;
  return status === 'warned' ? `Ready for a run, but figures could be better: ${count}.` : `Ready for a run: ${count}.`;
}
