/** The bottom of the page: what was asked, on which machine, where it comes from, and the files. */
import type { Report } from '../../model/report.js';
import { gibibytes, plain } from '../../words/numbers.js';
import { configurationOf } from '../text/configuration.js';
import { type Markup, markup } from '../text/markup.js';
import { provenanceOf } from '../text/provenance.js';

type Fact = readonly [name: string, value: string];

/** Configuration, machine and provenance side by side, and the links to the run's files. */
export function factsSection(report: Report, runName: string | undefined): Markup {
  return markup`<section id="provenance">
<h2>Where it comes from</h2>
<div class="columns">${factList('Configuration', configurationOf(report.study))}${factList('Machine', machineFacts(report))}${factList('Provenance', provenanceFacts(report))}</div>
${runName === undefined ? null : downloads(runName)}</section>
`;
}

function factList(title: string, facts: readonly Fact[]): Markup {
  const items = facts.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  );
  return markup`<div><h3>${title}</h3><dl class="facts">${items}</dl></div>
`;
}

function machineFacts({ machine, simulated }: Report): readonly Fact[] {
  return [
    ...(simulated ? [['Note', 'the study was simulated; nothing was measured on it'] as const] : []),
    ['Processor', machine.cpuModel],
    ['Logical CPUs', plain(machine.logicalCpus)],
    ['Effective CPUs', plain(machine.effectiveCpus)],
    ['CPU quota', machine.quotaCpus === null ? 'none' : plain(machine.quotaCpus)],
    ['Memory', gibibytes(machine.memoryBytes)],
    ['Memory limit', machine.memoryLimitBytes === null ? 'none' : gibibytes(machine.memoryLimitBytes)],
    ['System', `${machine.platform} ${machine.arch}`],
    ['Node', machine.node],
    ['V8', machine.v8],
    ['libuv pool', `${plain(machine.uvThreadpool)} threads`],
  ];
}

function provenanceFacts(report: Report): readonly Fact[] {
  const { tool, provenance } = report;
  return [
    ['Made by', `${tool.name} ${tool.version}`],
    ['Measured by', `${provenance.tool.name} ${provenance.tool.version}`],
    ...provenanceOf(report),
  ];
}

function downloads(runName: string): Markup {
  const files: readonly (readonly [href: string, name: string, what: string])[] = [
    [`../${encodeURIComponent(runName)}.csv`, `${runName}.csv`, 'the table, for spreadsheets'],
    ['rounds.csv', 'rounds.csv', 'every round by itself, for data frames'],
    ['report.json', 'report.json', 'this report as data'],
    ['report.md', 'report.md', 'this report for pull requests'],
    ['journal.jsonl', 'journal.jsonl', 'every trial as it was measured'],
  ];
  const items = files.map(
    ([href, name, what]) => markup`<li><a href="${href}" download>${name}</a> ${what}</li>
`,
  );
  return markup`<h3>The data</h3>
<ul class="links">${items}</ul>
`;
}
