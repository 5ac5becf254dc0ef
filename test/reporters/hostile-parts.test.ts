/** Hostile texts in what a matrix, facts, kinds of errors, profiles, services and words add to a report. */
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Recording } from '../../src/model/journal.js';
import csv from '../../src/reporters/csv.js';
import dataset from '../../src/reporters/dataset.js';
import html from '../../src/reporters/html.js';
import markdown from '../../src/reporters/markdown.js';
import rounds from '../../src/reporters/rounds.js';
import { renderTerminal } from '../../src/reporters/terminal.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from '../analysis/planted.js';
import { csvRows } from '../support/csv.js';
import { ATTACKING_TEXTS } from './hostile-text.js';

/** What could steer a terminal or reverse the reading direction. */
const STEERING = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
/** Stands for the hostile text, also in keys. */
const MARK = 'HOSTILE';

/** Two points of two values each, which tell facts, fail in kinds, and have profiles in a service's study. */
function template(): Recording {
  const names = [`${MARK} name`, `other ${MARK}`];
  const points = [0, 1, 2, 3].map((i) => ({
    ...realTask(`${MARK} ${i}`),
    point: {
      subject: MARK,
      values: { [names[0] as string]: `${MARK} ${i % 2}`, [names[1] as string]: i < 2 ? 1 : 2 },
    },
  }));
  const cells = points.flatMap((task) => [0, 1, 2].map((n) => cellOf(task, n === 0 ? 'sequential' : 'threads', n, 40)));
  const setup = (task: string) => ({ facts: { [MARK]: task }, cache: [] });
  const trials = cells.flatMap((cell) =>
    Array.from({ length: 5 }, (_, round) =>
      trialOf(
        cell,
        round,
        evenMeasurement(Math.max(1, cell.workers), 40, (1 + round / 100) / Math.max(1, cell.workers), {
          setup: setup(cell.way.task.name),
          unitsFailed: 2,
          unitErrorKinds: { [MARK]: 1, [`${MARK} too`]: 1 },
          unitErrors: [{ phase: 'unit', message: MARK, unit: 3 }] as never,
        }),
      ),
    ),
  );
  const call = { functionName: MARK, location: `${MARK}.js:3`, total: 1 };
  const calls = [0, 1].map((depth) => ({ ...call, depth, share: 1 }));
  const profiles = cells.slice(1, 3).map(({ id }) => ({
    ...{ kind: 'profile', cellId: id, outcome: 'completed', fault: null, startedAt: '' },
    profiles: [{ kind: 'cpu', rows: [{ ...call, self: 1, share: 1 }], calls, files: [`profiles/${MARK}.cpuprofile`] }],
  }));
  const program = { argv: [MARK, '{workers}'] };
  const start = { given: `${MARK} {workers}`, program, cwd: '/', env: { [MARK]: `${MARK} {workers}` } };
  const service = { name: MARK, start, url: null, ready: { kind: 'tcp' }, readySeconds: 3 };
  const limits = { p50Ms: null, p99Ms: null, rssMb: null, errorRate: 1 };
  const recording = recordingOf(cells, trials, {
    services: [service] as never,
    dataset: true,
    limits: limits as never,
  });
  return { ...recording, profiles: profiles as unknown as Recording['profiles'] };
}

const TEMPLATE = JSON.stringify(template());
const REPORTS = ATTACKING_TEXTS.filter((_, i) => i % 17 === 0).map((text) =>
  analyse(JSON.parse(TEMPLATE.replaceAll(MARK, JSON.stringify(text).slice(1, -1)))),
);

test('the texts are in the reports', () => {
  const [report] = REPORTS;
  expect(report?.matrix?.rows).toHaveLength(4);
  expect(report?.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['mixed-facts', 'units-failed']));
  expect(report?.profiles).toHaveLength(2);
});

test('no raw escape reaches a terminal, brief or whole', () => {
  for (const report of REPORTS)
    for (const verbose of [false, true]) {
      const text = renderTerminal(report, { width: 80, colour: false, unicode: true, verbose });
      expect(text.replaceAll('\n', '')).not.toMatch(STEERING);
    }
});

test('no cell of a CSV is a formula, and no file of a dataset lies elsewhere', () => {
  for (const report of REPORTS) {
    const companions = [dataset, rounds].flatMap((reporter) => reporter.companions?.(report) ?? []);
    const texts = [
      csv.render(report),
      rounds.render(report),
      ...companions.filter(({ file }) => file.endsWith('.csv')).map(({ text }) => text),
    ];
    for (const cell of texts.flatMap((text) =>
      csvRows(text).flatMap((row) => [...Object.keys(row), ...Object.values(row)]),
    )) {
      if (cell === '' || Number.isFinite(Number(cell))) continue;
      expect(cell).not.toMatch(/^\s*[=+\-@]/);
      expect(cell).not.toMatch(STEERING);
    }
    for (const { file } of companions) expect(file).toMatch(/^[\w./+-]+$/);
  }
});

test('Markdown and its pictures hold no element but their own', () => {
  for (const report of REPORTS) {
    const shown = markdown.render(report);
    expect(shown).not.toMatch(/[<>]/);
    expect(shown.replaceAll('\n', '')).not.toMatch(STEERING);
    for (const { text } of markdown.companions?.(report) ?? []) {
      expect(text).not.toMatch(/<[^>]*\s(on\w+|href)=|<(script|iframe|img|a)\b/i);
      expect(text.replaceAll('\n', '')).not.toMatch(STEERING);
    }
  }
});

test('the page holds its own script and no other element that runs', () => {
  for (const report of REPORTS) {
    const page = html.render(report);
    expect(page.match(/<script/gi)).toHaveLength(2);
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<script type="application/json"'));
    expect(body).not.toMatch(/<[^>"]*("[^"]*"[^>"]*)*\s(on\w+|srcdoc)=/i);
    expect(body).not.toMatch(/<(iframe|img|object|embed)\b/i);
    expect(body).not.toMatch(/href="(?!#|\.\.?\/|profiles\/|rounds|report)/i);
    expect(body.replaceAll('\n', '')).not.toMatch(STEERING);
  }
});
