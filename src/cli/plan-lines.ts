/** What is shown before the first trial: the plan, how long it takes, and what the preflight is doing. Pure. */

import type { ShorterStudy, StudyEstimate, StudyEvent } from '../model/events.js';
import type { StudyRecord } from '../model/journal.js';
import type { Phase } from '../model/phase.js';
import { visible } from '../reporters/text/escape.js';
import { cutTo } from '../reporters/text/width.js';
import { counted } from '../words/counts.js';
import { roughTime } from '../words/times.js';

/** Longest task name in a line, in columns. */
const LONGEST = 60;

/** `plan: 4 cells in 5 rounds, 20 trials, about 2 min 10 s`. */
export function planLine({ study }: StudyRecord, { cells, trials, seconds, bound }: StudyEstimate): string {
  const rounds = trials === null ? 'rounds as needed' : counted(study.rounds, 'round');
  const trialsText = trials === null ? '' : `, ${counted(trials, 'trial')}`;
  const time = seconds === null ? 'time unknown: unit 0 failed in the preflight' : `${bound} ${roughTime(seconds)}`;
  return `plan: ${counted(cells, 'cell')}, ${rounds}${trialsText}, ${time}`;
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

/** What the preflight has been busy with, and for how long. */
export function preflightLine({ task, phase, seconds }: Extract<StudyEvent, { kind: 'preflight' }>): string {
  const name = cutTo(visible(task), LONGEST);
  const what = PHASES[phase]?.(name) ?? `${cutTo(visible(phase), LONGEST)} of ${name} has run`;
  return `preflight: ${what} for ${Math.floor(seconds)} s`;
}

const PHASES: { readonly [phase in Phase]?: (task: string) => string } = {
  import: (task) => `${task} has been loading`,
  unit: (task) => `unit 0 of ${task} has run`,
  pace: (task) => `more units of ${task} have run`,
};
