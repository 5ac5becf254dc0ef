/** docs/internals/reliability.md, made of what the tests observed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Outcome } from '../../src/model/trial.js';
import { markdownText } from '../../src/reporters/text/markdown-cell.js';
import type { Family, Fault } from './catalogue.js';
import type { ExecutorName } from './study.js';

const PAGE = fileURLToPath(new URL('../../docs/internals/reliability.md', import.meta.url));
const LONGEST = 160;
const CAMPAIGN = '## The campaign';

/** One trial as it ended. */
export interface Row {
  readonly family: Family;
  readonly fault: Fault;
  readonly executor: ExecutorName;
  readonly outcome: Outcome;
  readonly phase: string | null;
  readonly unit: number | 'any' | null;
  readonly message: string | null;
}

/** Compares the page with what was observed; with FAULTS_WRITE=1 in the environment writes it. */
export function expectCurrent(rows: readonly Row[], refused: readonly string[]): void {
  const page = pageOf(rows, refused) + campaign();
  if (process.env.FAULTS_WRITE === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8'), 'FAULTS_WRITE=1 npx vitest run test/faults writes it anew').toBe(page);
}

/** What `npm run attack` wrote last stands behind what is made here. */
function campaign(): string {
  const page = readFileSync(PAGE, 'utf8');
  const at = page.indexOf(CAMPAIGN);
  return at < 0 ? '' : `\n${page.slice(at)}`;
}

function pageOf(rows: readonly Row[], refused: readonly string[]): string {
  const families = [...new Set(rows.map(({ family }) => family.name))];
  const faults = new Set(rows.map(({ fault }) => fault.name));
  return `# Reliability

<!-- Made from what the tests in test/faults observed; do not edit. After a build: FAULTS_WRITE=1 npx vitest run test/faults -->

How a trial ends when its task goes wrong. Each row was planted in a real study, run from the command line; its
outcome was read from the journal. Its test has the same name: \`npx vitest run test/faults -t "throws null"\`. There are
${faults.size} faults in ${rows.length} cells, and ${refused.length} modules that are refused.

In every study
- the trials after the fault complete, and the journal is whole;
- the CSV, report.json and the findings count the trials that did not complete;
- the exit status is the one shown; no process and no temporary file is left.

Outcomes: *failed*, the host lived and reported the reason; *lost*, the host process itself ended; *timed_out*, the
trial was ended at its deadline. A worker thread shares its host's process, so whatever ends the process loses the
trial; ending a worker process only fails it.

${families
  .map((name) =>
    section(
      name,
      rows.filter(({ family }) => family.name === name),
    ),
  )
  .join('\n')}
## What is found before anything is measured

Every task is loaded and tried in a process of its own first. These modules are refused with exit status 2, and
nothing is written: ${refused.map((name) => `"${name}"`).join(', ')}.

## What is not caught

- A process that a task detaches on purpose (into its own session) is not in the host's group, and keeps running.
- A task that writes to the descriptors of its own host can make up its result. \`process.send\` reaches nothing there, and a
  message that does not fit ends the trial as *lost*.
- A worker that waits for something that never comes looks like a slow one: the deadline ends it.
`;
}

function section(name: string, rows: readonly Row[]): string {
  const status = [...new Set(rows.map(({ family }) => family.status))].join(', ');
  const lines = [...new Set(rows.map(({ fault }) => fault))].flatMap((fault) =>
    linesOf(rows.filter((row) => row.fault === fault && row.family.name === name)),
  );
  return `## ${name}

Exit status ${status}.

| The task … | Executor | Outcome | Phase | Unit | Message |
|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

/** One line for all ways to run units that end alike. */
function linesOf(rows: readonly Row[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { fault, executor, outcome, phase, unit, message } of rows) {
    const end = [outcome, phase ?? '', unit ?? '', short(message)].map(String).map(markdownText).join(' | ');
    groups.set(end, [
      ...(groups.get(end) ?? [`${markdownText(fault.name)} | ${executor}`]).concat(groups.has(end) ? [executor] : []),
    ]);
  }
  return [...groups].map(([end, executors]) => `| ${executors.join(', ')} | ${end} |`);
}

/** Without what differs between machines and runs. */
function short(message: string | null): string {
  const plain = (message ?? '')
    .replaceAll(/(file:\/\/)?\/[^\s'"]*\//g, '…/')
    .replaceAll(/after \d+ s/g, 'after … s')
    .replaceAll(/after \d+ units?/g, 'after … units')
    .replaceAll(/broken\.node: .*/g, 'broken.node: …')
    .replaceAll(/: (sent by somebody|likely for want).*/g, ': …')
    .replaceAll(/A{20,}/g, 'AAA…')
    .replaceAll(/\(\d{6,} more/g, '(… more');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
