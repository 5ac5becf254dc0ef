/** The reports of a study of a command: what they say of it, and that they say nothing that holds for functions only. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { compareRuns } from '../../src/analysis/compare/compare.js';
import { historiesOf } from '../../src/analysis/history.js';
import { actionBenchmark } from '../../src/reporters/comparison/exports.js';
import { comparisonMarkdown } from '../../src/reporters/comparison/markdown.js';
import { renderComparison } from '../../src/reporters/comparison/terminal.js';
import csv from '../../src/reporters/csv.js';
import { renderHistories } from '../../src/reporters/history/terminal.js';
import html from '../../src/reporters/html.js';
import markdown from '../../src/reporters/markdown.js';
import { allOf, picturesOf } from '../../src/reporters/pictures/pictures.js';
import { renderTerminal } from '../../src/reporters/terminal.js';
import { type CommandScenario, commandRecording, SCALES } from '../analysis/commands.js';

const KNOB: CommandScenario = {
  ...SCALES,
  run: (workers, wall) => ({
    userSeconds: wall * workers * 0.8,
    systemSeconds: wall * 0.1,
    rssBytes: workers * 100 * 2 ** 20,
    processes: workers + 1,
    threads: 2 * workers,
  }),
};
const COPIES: CommandScenario = { executor: 'copies', wall: () => 2, warmedUp: false };

const knob = analyse(commandRecording(KNOB));
const copies = analyse(commandRecording(COPIES));
const terminal = (report: typeof knob) =>
  renderTerminal(report, { width: 80, colour: false, unicode: true, verbose: true });
/** What the page shows, without its script and the data of its pictures. */
const pageText = (report: typeof knob) => html.render(report).replace(/<(script|style)[\s\S]*?<\/\1>/g, '');

describe('the terminal', () => {
  test('its head says what workers are, how runs began, and the command', () => {
    expect(terminal(knob)).toContain(
      "tool: the command's own {workers}, warm caches, 1 run per trial\n  tool -j{workers}\n",
    );
    expect(terminal(copies)).toContain('tool: N copies at a time, cold caches, 12 runs per trial\n');
  });

  test('its tables have what runs take', () => {
    const text = terminal(knob);
    expect(text).toMatch(/^name +wall .*runs\/min +vs 1 worker +efficiency$/m);
    expect(text).toMatch(/^name +memory +processes +threads +runs/m);
    expect(text).toMatch(/^parallel_4 +400 MiB +5 +8 +6/m);
    expect(text).toMatch(/^workers +computation +extra computation +idle CPUs +scaling +utilisation$/m);
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('copies have an account of their workers instead, without hand-out', () => {
    expect(terminal(copies)).toMatch(/^workers +useful +slower +idle tail +starting +run ceiling$/m);
  });

  test('a long or hostile command is one line that fits', () => {
    const hostile = `tool \u001b[31m\n${'x'.repeat(500)}`;
    const recording = commandRecording(KNOB);
    const [task] = recording.study.study.tasks;
    const tasks = [{ ...(task as NonNullable<typeof task>), given: hostile }];
    const study = { ...recording.study, study: { ...recording.study.study, tasks } };
    const text = terminal(analyse({ ...recording, study }));
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});

test('speedups against the word off are called so, in tables and pictures', () => {
  const report = analyse(commandRecording({ ...KNOB, workers: [2, 4], words: ['off'] }));
  expect(terminal(report)).toMatch(/^name +wall .* vs off +efficiency$/m);
  expect(JSON.stringify(picturesOf(report))).toContain('times off');
  for (const text of [terminal(report), markdown.render(report), pageText(report)])
    expect(text).not.toMatch(/(vs|times|against|with) 1 worker/);
});

test('runs that take minutes are counted by the hour', () => {
  expect(terminal(analyse(commandRecording({ ...SCALES, wall: (n) => 1200 / n })))).toContain('runs/h');
});

test('variables that hold the count are shown before the command', () => {
  const subject = { env: { UV_THREADPOOL_SIZE: '{workers}', TOKEN: 'secret' } };
  const text = terminal(analyse(commandRecording({ ...KNOB, subject })));
  expect(text).toContain('  UV_THREADPOOL_SIZE={workers} tool -j{workers}\n');
  expect(text).not.toContain('secret');
});

test.each([
  ['knob', knob],
  ['copies', copies],
  ['copies that get slower', analyse(commandRecording({ ...COPIES, wall: (n) => n ** 2 }))],
  ['a knob that fails', analyse(commandRecording({ ...KNOB, fails: (n) => n === 4 }))],
])('%s: no report speaks of tasks, units, hand-out or sequential trials', (_, report) => {
  const forFunctions =
    /sequential|\bunits?\b|tasks?\/s|tasks per second|task avg|transfer|hand-out|in flight|libuv|closed loop/i;
  expect(terminal(report)).not.toMatch(forFunctions);
  expect(markdown.render(report)).not.toMatch(forFunctions);
  // The machine's own facts name the pool of Node, which no command has.
  expect(pageText(report).replace(/<dt>libuv pool[\s\S]*?<\/dd>/, '')).not.toMatch(forFunctions);
  expect(JSON.stringify(picturesOf(report))).not.toMatch(forFunctions);
});

test('what a program wrote before it failed is readable, in whatever colour it did', () => {
  const failing = analyse(commandRecording({ ...KNOB, fails: (n) => n === 4 }));
  const said = 'tool ended with status 3: port 8080 is in use';
  for (const text of [terminal(failing).replace(/\s+/g, ' '), markdown.render(failing), pageText(failing)]) {
    expect(text).toContain(said);
    expect(text).not.toMatch(/\\x1b|\\n/);
  }
  expect(csv.render(failing)).toContain(`run 0: ${said}`);
});

test('the CSV has the contract first and the columns of commands last', () => {
  const [head = '', first = ''] = csv.render(knob).split('\n');
  expect(head).toMatch(/^Name,Workers,Job details,.*,Speedup \(vs sequential\),/);
  expect(first).toMatch(/^parallel_1,1,tool -j\{workers\},1,/);
  expect(first).toMatch(
    /,the command's own \{workers\},warm,10\.[\d.]+,8\.[\d.]+,1\.[\d.]+,0\.9[\d.]*,104857600,2,2,,,,,,$/,
  );
});

test('Markdown and page show the command and the same account', () => {
  expect(markdown.render(knob)).toContain("tool -j{workers}: the command's own {workers}, warm caches.");
  expect(markdown.render(knob)).toMatch(
    /\| Workers \| Computation \| Extra computation \| Idle CPUs \| Scaling \| Utilisation \|/,
  );
  expect(html.render(knob)).toContain('<p class="command"><code>tool -j{workers}</code></p>');
  const ledger = picturesOf(knob)
    .flatMap(allOf)
    .find(({ id }) => id === 'ledger');
  expect(ledger).toMatchObject({ title: 'Where N × wall time went' });
});

test('histories are counted in runs', () => {
  const filter = { task: null, executor: null, workers: null };
  const [history] = historiesOf([{ folder: 'a', report: knob }], filter);
  expect(history?.noun).toBe('run');
  const text = renderHistories(history === undefined ? [] : [history], { width: 80, colour: false, unicode: true });
  expect(text).toMatch(/^began .*runs\/s/m);
});

test('comparisons are counted in runs', () => {
  const recordings = [commandRecording(KNOB)];
  const compared = compareRuns(recordings, recordings, { thresholds: { warning: 0.1, critical: 0.25 }, force: true });
  const comparison = 'comparison' in compared ? compared.comparison : null;
  expect(comparison?.head.noun).toBe('run');
  if (comparison === null) throw new Error('nothing was compared');
  const text = renderComparison(comparison, { width: 120, colour: false, unicode: true });
  expect(text).toMatch(/^workers .*runs\/s/m);
  expect(text).not.toContain('task avg');
  expect(text).not.toMatch(/^workers .*p99/m);
  expect(comparisonMarkdown(comparison)).toContain('| time of a run |');
  expect(comparisonMarkdown(comparison)).not.toContain('task average');
  expect(actionBenchmark(comparison, 'customBiggerIsBetter')).toContain('"runs/s"');
});
