import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { CellReport, Curve, Finding, Report } from '../model.js';
import type { Reporter } from '../plugin.js';
import { bestSentences } from './text/best-measured.js';
import { cellNotes, troubles } from './text/cell-notes.js';
import { fitSentence } from './text/fit-sentence.js';
import { taskTitle, unitsText } from './text/job-details.js';
import { LEDGER_TITLE, ledgerColumns, ledgerPoints } from './text/ledger-columns.js';
import { machineLine } from './text/machine-line.js';
import { markdownTable, markdownText } from './text/markdown-cell.js';
import { change, counted, duration, NONE, percent, plain, rate, withInterval } from './text/numbers.js';
import { gravestFirst } from './text/severity.js';

const STATUS_TEXT: { readonly [status in Report['status']]: string } = {
  valid: 'valid',
  invalid: 'invalid: do not rely on these figures; the findings say why',
  partial: 'partial: not every planned trial completed',
};

const RESULT_HEAD = [
  'Name',
  'Workers',
  'Work',
  'Task avg',
  'Total',
  'Tasks/s',
  'Change',
  'Speedup',
  'Efficiency',
  'Note',
];

/** The report for pull requests and wikis (GitHub's Markdown); ends in a newline. */
function render(report: Report): string {
  const tasks = [...new Set(report.cells.map((cell) => cell.task))];
  const sections = [
    heading(report),
    adviceSection(report),
    ...tasks.map((task) => taskSection(report, task)),
    ...report.curves.map(curveSection),
    findingsSection(report.findings),
    nextSection(report),
    provenanceSection(report),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(report: Report): readonly string[] {
  const lines = [
    `# ${markdownText(`${report.tool.name} ${report.tool.version}`)}`,
    '',
    `Status: **${STATUS_TEXT[report.status]}**`,
  ];
  if (report.simulated) lines.push('', '**SIMULATED**: these figures come from a planted law, not from a machine.');
  if (report.study.quick) lines.push('', '**QUICK**: rounds, counts and rests were cut; take this as a first look.');
  return [...lines, '', markdownText(machineLine(report.machine))];
}

function adviceSection(report: Report): readonly string[] {
  const advised = report.advice.map((advice) => {
    const certainty =
      advice.probabilityBest === null ? '' : ` (best in ${percent(advice.probabilityBest)} of resamples)`;
    return `- ${markdownText(`${advice.task}, ${advice.executor}: ${advice.reason}${certainty}`)}`;
  });
  return ['## Answer', '', ...advised, ...bestSentences(report).map((text) => `- ${markdownText(text)}`)];
}

function taskSection(report: Report, task: string): readonly string[] {
  const cells = report.cells.filter((cell) => cell.task === task);
  return [
    `## ${markdownText(taskTitle(task, cells))}`,
    '',
    `${counted(report.study.rounds, 'round')}, ${unitsText(cells)} a trial. Brackets hold 95 % intervals; a change is against the sequential baseline.`,
    '',
    ...markdownTable(
      RESULT_HEAD,
      cells.map((cell) => resultRow(report, cell)),
    ),
    '',
    'Tasks a second by round:',
    '',
    ...roundsTable(cells),
  ];
}

function resultRow(report: Report, cell: CellReport): readonly string[] {
  const note = [...cellNotes(report, cell), troubles(cell)].filter((text) => text !== null).join('; ');
  const inFlight = cell.inFlight === 1 ? '' : `, ${cell.inFlight} in flight`;
  return [
    markdownText(cell.name + inFlight),
    plain(cell.workers),
    duration(cell.workSeconds?.value ?? null),
    duration(cell.taskAvgSeconds?.value ?? null),
    duration(cell.totalSeconds?.value ?? null),
    withInterval(cell.throughput, rate),
    cell.speedup === null || cell.workers === 0 ? NONE : change(cell.speedup.value - 1),
    withInterval(cell.speedup),
    percent(cell.efficiency?.value ?? null),
    markdownText(note),
  ];
}

/** A row a round, a column a cell; the last row is the coefficient of variation over the rounds. */
function roundsTable(cells: readonly CellReport[]): readonly string[] {
  const rounds = [...new Set(cells.flatMap((cell) => cell.points.map((point) => point.round)))].sort((a, b) => a - b);
  const rows = rounds.map((round) => [
    String(round + 1),
    ...cells.map((cell) => rate(cell.points.find((point) => point.round === round)?.throughput ?? null)),
  ]);
  return markdownTable(
    ['Round', ...cells.map((cell) => markdownText(cell.name))],
    [...rows, ['Variation', ...cells.map((cell) => percent(variation(cell)))]],
  );
}

/** Sample standard deviation over mean of the rounds' throughputs; null under two rounds. */
function variation(cell: CellReport): number | null {
  const throughputs = cell.points.map((point) => point.throughput);
  return throughputs.length < 2 ? null : sampleStandardDeviation(throughputs) / mean(throughputs);
}

/** What explains a curve: its law, and the account of its workers' time. */
function curveSection(curve: Curve): readonly string[] {
  const points = ledgerPoints(curve);
  const fit = fitSentence(curve);
  const columns = ledgerColumns(points);
  const table = markdownTable(
    columns.map(({ title }) => title),
    points.map((point) => columns.map(({ text }) => text(point))),
  );
  if (points.length === 0 && fit === null) return [];
  return [
    `## Why: ${markdownText(`${curve.task}, ${curve.executor}${curve.inFlight === 1 ? '' : `, ${curve.inFlight} in flight`}`)}`,
    '',
    ...(fit === null ? [] : [markdownText(fit), '']),
    ...(points.length === 0 ? [] : [`${LEDGER_TITLE}:`, '', ...table]),
  ];
}

function findingsSection(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  return ['## Findings', '', ...gravestFirst(findings).map(findingLine)];
}

function findingLine({ severity, likelihood, text, evidence }: Finding): string {
  const figures = Object.entries(evidence).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? plain(value) : value}`,
  );
  const shown = figures.length === 0 ? '' : ` Evidence: ${markdownText(figures.join(', '))}.`;
  return `- **${severity}** (${likelihood}): ${markdownText(text)}${shown}`;
}

function nextSection(report: Report): readonly string[] {
  const cures = [...report.advice, ...report.findings].flatMap(({ cure }) => (cure === null ? [] : [cure]));
  if (cures.length === 0) return [];
  return ['## What to do next', '', ...[...new Set(cures)].map((cure) => `- ${markdownText(cure)}`)];
}

function provenanceSection({ provenance }: Report): readonly string[] {
  const hashes = Object.entries(provenance.taskHashes).map(([task, hash]) => [`Module of ${task}`, hash] as const);
  const facts: readonly (readonly [string, string])[] = [
    ['Command', provenance.command.join(' ')],
    ['Started', provenance.startedAt],
    ['Seed', String(provenance.seed)],
    ['Study (SHA-256)', provenance.configHash],
    ...hashes,
    ['Git commit', provenance.gitCommit ?? 'none'],
  ];
  return ['## Provenance', '', ...facts.map(([name, value]) => `- ${markdownText(name)}: ${markdownText(value)}`)];
}

/** The report for pull requests and wikis. */
const markdown: Reporter = {
  name: 'markdown',
  summary: 'Answer, tables, findings and provenance for pull requests and wikis',
  file: 'report.md',
  render,
};
export default markdown;
