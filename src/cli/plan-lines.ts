/** The plan in words, before the first trial. Pure. */
import { loadBefore, loadWarning } from '../analysis/load-before.js';
import type { ShorterStudy, StudyEstimate } from '../model/events.js';
import type { StudyRecord } from '../model/journal.js';
import type { Study } from '../model/study.js';
import { unitNoun } from '../seams/subject.js';
import { counted, cpusText, listText } from '../words/counts.js';
import { duration, short } from '../words/numbers.js';
import { roughTime } from '../words/times.js';

/** All that is said of a plan: it, what was cut of it, the machine's load, and what would be shorter. */
export function planLines(record: StudyRecord, estimate: StudyEstimate): readonly string[] {
  const tooLong = longStudyLine(estimate);
  const lines = [planLine(record, estimate), cutLine(record.study), loadLine(record)];
  return [...lines, tooLong === null ? null : `warning: ${tooLong}`].filter((line) => line !== null);
}

/** `plan: 4 cells, 5 rounds, 20 trials of 100 units, about 2 min 10 s`. */
export function planLine({ study }: StudyRecord, { cells, trials, seconds, bound }: StudyEstimate): string {
  const rounds = trials === null ? 'rounds as needed' : counted(study.rounds, 'round');
  const trialsText = trials === null ? 'trials' : counted(trials, 'trial');
  const unknown = study.tasks.some(({ subject }) => subject.kind === 'command')
    ? 'time known after the first round'
    : 'time unknown: unit 0 failed in the preflight';
  const time = seconds === null ? unknown : `${bound} ${roughTime(seconds)}`;
  return `plan: ${counted(cells, 'cell')}, ${rounds}, ${trialsText} of ${loadText(study)}, ${time}`;
}

/** What a trial is: `100 units`, `12 s`. */
function loadText(study: Study): string {
  const { load } = study;
  return load.kind === 'count' ? counted(load.units, unitNoun(study)) : duration(load.durationSeconds);
}

/** What was cut so that the study ends in good time, and how to have it whole; null for nothing. */
export function cutLine({ load, rounds, cutFrom = {} }: Study): string | null {
  const units = cutFrom.units === undefined || load.kind !== 'count' ? null : [load.units, 'unit', cutFrom.units];
  const fewer = [units, cutFrom.rounds === undefined ? null : [rounds, 'round', cutFrom.rounds]].flatMap((part) =>
    part === null ? [] : [`${counted(part[0] as number, part[1] as string)} instead of ${part[2]}`],
  );
  if (fewer.length === 0) return null;
  const flags = [
    ...(cutFrom.units === undefined ? [] : ['--task-count']),
    ...(cutFrom.rounds === undefined ? [] : ['--iterations']),
  ];
  const own = flags.length === 1 ? 'takes your own number' : 'take your own numbers';
  return `cut to fit: ${listText(fewer)}; ${listText(flags)} ${own}`;
}

/** What others take of the machine; null where it is not known, and where the warning about it says it. */
export function loadLine({ machine, provenance }: Pick<StudyRecord, 'machine' | 'provenance'>): string | null {
  const load = loadBefore(provenance);
  if (load === null || load.busyCpus === null || loadWarning(load, machine.logicalCpus) !== null) return null;
  return `machine: ${cpusText(machine.effectiveCpus)}, other programs use ${short(load.busyCpus)}`;
}

/** A warning about a study of hours, with ways to be done in minutes; null where it needs none. */
export function longStudyLine({ seconds, bound, shorter }: StudyEstimate): string | null {
  if (seconds === null || shorter.length === 0) return null;
  const cures = shorter.map((one) => `with ${flagOf(one)} about ${roughTime(one.seconds)}`);
  return `this will take ${bound} ${roughTime(seconds)}; ${cures.join(', ')}`;
}

function flagOf({ key, value }: ShorterStudy): string {
  return `--${key.replace('_', '-')}${value === true ? '' : ` ${value}`}`;
}
