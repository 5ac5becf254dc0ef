/** `run --dry-run`: the plan, its trials and what they are expected to take. Nothing is measured or written. */
import { groupBy } from '../analysis/grouping.js';
import { wayFields } from '../analysis/ways.js';
import { wallClock } from '../clock.js';
import type { StudyEstimate } from '../model/events.js';
import type { StudyRecord } from '../model/journal.js';
import type { Cell } from '../model/plan.js';
import type { Study, StudyTask } from '../model/study.js';
import { estimateStudy } from '../plan/estimate.js';
import { remainingSeconds } from '../plan/remaining.js';
import { visible } from '../reporters/text/escape.js';
import { jobDetails } from '../reporters/text/job-details.js';
import { cutTo, hang } from '../reporters/text/width.js';
import { costFactsOf } from '../run/supervisor/cost-facts.js';
import { Scratch } from '../run/supervisor/scratch.js';
import { readyCpuSets } from '../run/system/cpu-set.js';
import { readMachine } from '../run/system/machine.js';
import { unitNoun } from '../seams/subject.js';
import { lookFirst, type MeasureOptions, studyRecord } from '../study.js';
import { counted, listText } from '../words/counts.js';
import { curveName } from '../words/curves.js';
import { duration } from '../words/numbers.js';
import { planLines } from './plan-lines.js';

/** Tasks, and curves, that have a line of their own. */
const MOST_LINES = 12;

/** Longest command, in columns. */
const LONGEST = 160;

/** A study that was looked at, and what it is expected to take; null for a simulated one, which takes no time. */
export interface Foreseen {
  readonly record: StudyRecord;
  readonly estimate: StudyEstimate | null;
}

/** Looks at a study as a run does before its first trial; rejects as measureStudy does until then. */
export async function foresee(study: Study, options: MeasureOptions): Promise<Foreseen> {
  const cpuSets = study.cpus === undefined ? undefined : readyCpuSets(study.cpus, readMachine(study.uvThreadpoolSize));
  const scratch = new Scratch();
  try {
    const record = await studyRecord(
      study,
      await lookFirst(study, scratch, options, { cpuSets }),
      options,
      wallClock(),
    );
    const { plan, tasks } = record;
    const facts = costFactsOf(record);
    const left = [...plan.trials, ...plan.profiles];
    const leftSeconds = study.budgetSeconds ?? remainingSeconds(record.study, left, new Map(), tasks, facts);
    return { record, estimate: estimateStudy({ study: record.study, plan, tasks, left, leftSeconds }, facts) };
  } finally {
    scratch.remove();
  }
}

/** The plan as text, wrapped to `width` columns; ends in a newline. */
export function dryRunText({ record, estimate }: Foreseen, width: number): string {
  const { study, plan } = record;
  const curves = [...groupBy(plan.cells, ({ way }) => way.id).values()];
  const simulated = `plan: ${counted(plan.cells.length, 'cell')}, ${counted(study.rounds, 'round')}, simulated: no time`;
  const lines = [
    ...firstOf(
      study.tasks.map((task) => taskLine(record, task)),
      'more task',
    ),
    ...firstOf(
      // Those of several tasks, or of the points of a matrix, are alike.
      [...new Set(curves.map((cells) => `  ${curveLine(cells)}`))],
      'more curve',
    ),
    ...(estimate === null ? [simulated] : planLines(record, estimate)),
    ...(plan.profiles.length === 0 ? [] : [`${counted(plan.profiles.length, 'trial')} of them only for profiles`]),
    'dry run: nothing was measured or written',
  ];
  return `${lines.flatMap((line) => hang(/^ */.exec(line)?.[0] ?? '', line.trimStart(), width)).join('\n')}\n`;
}

/** The first lines, and how many more there are: those of a matrix fill no screen. */
function firstOf(lines: readonly string[], noun: string): readonly string[] {
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `  … and ${counted(more, noun)}`] : lines;
}

/** What runs, and the pace that the estimate rests on. */
function taskLine({ study, tasks }: StudyRecord, { name, given, subject, point }: StudyTask): string {
  if (subject.kind === 'command') return cutTo(`${visible(name)}: ${visible(given)}`, LONGEST);
  const task = tasks.find((one) => one.name === name);
  // A point is called by its arguments.
  const args = task === undefined || point !== undefined ? '' : `(${cutTo(visible(jobDetails(task.args)), 60)})`;
  const seconds = task?.costs?.unit?.wallSeconds ?? task?.unitSeconds ?? null;
  return `${visible(name)}${args}${seconds === null ? '' : `, ${duration(seconds)} per ${unitNoun(study)}`}`;
}

/** `threads, 4 in flight: 1, 2 and 4 workers`. */
function curveLine(cells: readonly Cell[]): string {
  const [{ way }] = cells as readonly [Cell];
  const rows = cells.map(({ workers, word }) => visible(word ?? String(workers)));
  const isBaseline = rows.length === 1 && cells[0]?.workers === 0 && cells[0].word === undefined;
  const name = curveName(wayFields(way));
  if (isBaseline) return name;
  return `${name}: ${listText(rows)} ${rows.at(-1) === '1' ? 'worker' : 'workers'}`;
}
