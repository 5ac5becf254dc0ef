/** An excerpt of a report with more rows than a page can show, or anybody read. */
import type { Advice } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { counted, listText } from '../../words/counts.js';
import { gravestFirst } from '../../words/severity.js';
import { cellsByTask } from './job-details.js';

/** How much is shown. */
export interface Room {
  /** Rows of all tables together. */
  readonly rows: number;
  readonly tasks: number;
}

/** Curves of a task: their tables and lines are the dearest part. */
const MOST_CURVES = 12;
const MOST_CANDIDATES = 60;
const MOST_FINDINGS = 40;
const MOST_PROFILES = 24;

/** What is shown of a report. */
export interface Excerpt {
  readonly report: Report;
  /** What is left out, and where it is, in sentences; null where all is shown. */
  readonly leftOut: string | null;
}

/** The whole report where it fits; else the rows of its answers and their baselines, and evenly spread others. */
export function excerptOf(report: Report, room: Room): Excerpt {
  const tasks = evenlySpread(cellsByTask(report), room.tasks, ({ task }) =>
    report.answers.some((answer) => isAbout(answer, task)),
  );
  const each = Math.max(5, Math.floor(room.rows / Math.max(1, tasks.length)));
  const cells = tasks.flatMap(({ cells: own }) => evenlySpread(own, each, (cell) => isKey(report, cell)));
  const names = new Set(tasks.map(({ task }) => task));
  const curves = tasks.flatMap(({ task }) => {
    const own = report.curves.filter((curve) => curve.task === task);
    return evenlySpread(own, MOST_CURVES, ({ way }) => report.answers.some(({ row }) => row?.way === way));
  });
  const ways = new Set(curves.map(({ way }) => way));
  const shown: Report = {
    ...report,
    cells,
    curves,
    advice: report.advice.filter(({ way, task }) => names.has(task) && ways.has(way)).map(fewCandidates),
    // In a matrix those of one kind are told together, however many.
    findings: report.matrix === null ? firstOf(gravestFirst(report.findings), MOST_FINDINGS) : report.findings,
    telemetry: report.telemetry.filter(({ task }) => names.has(task)),
    profiles: firstOf(
      report.profiles.filter(({ task }) => names.has(task)),
      MOST_PROFILES,
    ),
  };
  return { report: shown, leftOut: leftOut(report, shown) };
}

function isAbout({ row, task }: Report['answers'][number], name: string): boolean {
  return row !== null && task === name;
}

/** A row that others are compared with, or that an answer names. */
function isKey({ answers, study, capacityCurves }: Report, { way, workers, word }: CellReport): boolean {
  if (workers === 0 && word === null) return true;
  if (
    capacityCurves.some(({ points }) => points.some((point) => point.sustainedWay === way && point.workers === workers))
  )
    return true;
  return workers === study.baseline || answers.some(({ row }) => row?.way === way && row.workers === workers);
}

function fewCandidates(advice: Advice): Advice {
  const { candidates, equivalent, workers } = advice;
  const isNamed = (count: number) => count === workers || equivalent.includes(count);
  return { ...advice, candidates: evenlySpread(candidates, MOST_CANDIDATES, (each) => isNamed(each.workers)) };
}

/** The list itself where it is short, so that what is shown stays the same. */
function firstOf<Item>(items: readonly Item[], most: number): readonly Item[] {
  return items.length <= most ? items : items.slice(0, most);
}

function leftOut(whole: Report, shown: Report): string | null {
  const of = (part: readonly unknown[], all: readonly unknown[], noun: string) =>
    part.length < all.length ? [`${part.length.toLocaleString('en')} of ${counted(all.length, noun)}`] : [];
  const parts = [
    ...of(shown.cells, whole.cells, 'row'),
    ...of(cellsByTask(shown), cellsByTask(whole), 'task'),
    ...of(shown.curves, whole.curves, 'curve'),
    ...of(shown.findings, whole.findings, 'finding'),
    ...of(shown.profiles, whole.profiles, 'profile'),
  ];
  if (parts.length === 0) return null;
  return `To keep this readable it shows ${listText(parts)}: what the answers name, what others are compared with, and an even choice of the rest. The CSV and report.json have all.`;
}

/** All of a few items; of many a third at most that are wanted, then evenly spread ones, the last among them. */
export function evenlySpread<Item>(
  items: readonly Item[],
  most: number,
  isWanted: (item: Item) => boolean,
): readonly Item[] {
  if (items.length <= most) return items;
  const wanted = items.filter(isWanted).slice(0, Math.ceil(most / 3));
  const others = items.filter((item) => !wanted.includes(item));
  const room = Math.max(2, most - wanted.length);
  const spread = Array.from({ length: room }, (_, i) => others[Math.round((i * (others.length - 1)) / (room - 1))]);
  const chosen = new Set([...wanted, ...spread]);
  return items.filter((item) => chosen.has(item));
}
