/** What a row is, and how its trials ended. */

import type { CellReport } from '../../model/row.js';
import type { UnitNoun } from '../../model/study.js';
import { OUTCOMES, type Outcome } from '../../model/trial.js';
import { unitNoun } from '../../seams/subject.js';
import { NONE, plain } from '../../words/numbers.js';
import { capitalised, faultInOneLine } from '../../words/sentences.js';
import { shareOf, streams } from '../text/cell-figures.js';
import { answerNote, cellNotes, troubles } from '../text/cell-notes.js';
import { commandLine } from '../text/command.js';
import { jobDetails, pointText } from '../text/job-details.js';
import { limitMark, limitText } from '../text/limits.js';
import { verdictOf } from '../text/verdict.js';
import { figure, type RowColumn, words } from './column.js';

/** Columns that name a row and its settings. */
export const IDENTITY = {
  name: {
    ...words('Name', 'name', 'Executor and worker count.', ({ name }) => name),
    // Tables of one point stand under its name.
    text: ({ name, task, point }) =>
      point !== null && name.startsWith(`${task}:`) ? name.slice(task.length + 1) : name,
  },
  workers: {
    ...figure(
      'Workers',
      'workers',
      'count',
      '0 is the sequential baseline; a word is what a command’s knob was given.',
      ({ workers }) => workers,
    ),
    value: ({ word, workers }) => word ?? workers,
    text: ({ word, workers }) => word ?? plain(workers),
    commandHelp: 'What {workers} was, or how many runs at a time.',
  },
  args: {
    ...words(
      'Job details',
      null,
      'The arguments of every unit; the point of the matrix first.',
      ({ args, task, point }, report) =>
        [point === null ? '' : pointText(point), commandLine(report, task) ?? jobDetails(args)]
          .filter((text) => text !== '')
          .join(': '),
    ),
    commandHelp: 'The command line.',
  },
  facts: words('Facts', 'facts', 'What the task tells of how its units ran, and what they counted.', (cell) =>
    Object.entries({ ...cell.facts, ...cell.counts })
      .map(([name, told]) => `${name}: ${told}`)
      .join('; '),
  ),
  units: figure('Job count', null, 'count', 'Units per trial.', ({ unitsPerTrial }) => unitsPerTrial),
  rounds: figure('Rounds', null, 'count', 'Rounds in which it completed.', ({ rounds }) => rounds),
  executor: words('Executor', null, 'What ran the units.', ({ executor }) => executor),
  inFlight: figure('In flight', 'in flight', 'count', 'Units outstanding per worker.', ({ inFlight }) => inFlight),
  streams: figure('Streams', 'streams', 'count', 'Units outstanding in all: workers × in flight.', streams),
  load: words('Load', null, 'What decides when units start: count, window or rate.', ({ load }) => load.kind),
  loop: words('Loop', null, '`open` for a rate, which does not wait for answers; else `closed`.', ({ load }) =>
    load.kind === 'rate' ? 'open' : 'closed',
  ),
  order: words('Order', null, 'What is kept of the order of units.', ({ order }) => order),
  dispatch: words(
    'Dispatch',
    null,
    'How units reach the workers; empty where none are handed out.',
    (cell) => cell.dispatch,
  ),
  cpus: {
    ...figure('CPUs', 'CPUs', 'count', 'CPUs that the trial could use; empty for all.', ({ cpus }) => cpus),
    text: ({ cpus }) => (cpus === null ? NONE : String(cpus)),
  },
  task: words('Task', null, 'The task’s name.', ({ task }) => task),
} satisfies { [key: string]: RowColumn };

/** How many trials ended in each way. */
export const OUTCOME_COLUMNS = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, outcomeColumn(outcome)])) as {
  readonly [outcome in Outcome]: RowColumn;
};

function outcomeColumn(outcome: Outcome): RowColumn {
  const name = outcome.replace('_', ' ');
  return figure(
    capitalised(name),
    null,
    'count',
    `Trials with the outcome “${name}”.`,
    ({ outcomes }) => outcomes[outcome],
  );
}

/** What is said of a row beside its figures. */
export const REMARKS = {
  note: {
    ...words(
      'Note',
      'note',
      'What to know before using its figures; on the row that the answer names, the answer of the study.',
      (cell, report) => [answerNote(report, cell), ...cellNotes(report, cell)].filter(Boolean).join('; '),
    ),
    text: (cell, report) => [...cellNotes(report, cell), troubles(cell)].filter(Boolean).join('; '),
  },
  verdict: words(null, 'verdict', 'What the advice says of it.', (cell, report) => verdictOf(report, cell)),
  limits: {
    ...words('Limits', 'limits', '✓ keeps the limits, ✗ breaks one, ? could not be checked.', limitText),
    brief: limitMark,
  },
} satisfies { [key: string]: RowColumn };

/** What became of its units. */
export const UNITS_DONE = {
  unitsCompleted: {
    ...figure(
      'Units completed',
      'completed',
      'count',
      'Units that completed, in all trials.',
      ({ units }) => units.completed,
    ),
    commandHelp: 'Runs that completed, in all trials.',
  },
  unitsFailed: {
    ...figure('Units failed', 'failed', 'count', 'Units that failed, in all trials.', ({ units }) => units.failed),
    commandHelp: 'Runs that failed, in all trials.',
  },
  failedShare: figure(null, 'errors', 'share', 'Failed units over all units.', ({ units }) =>
    shareOf(units.failed, units.completed + units.failed),
  ),
  firstError: {
    ...words('First error', 'first error', 'The first unit that failed, and why.', ({ units }, { study }) =>
      firstErrorText(units.errors, unitNoun(study)),
    ),
    commandHelp: 'The first run that failed, and why.',
  },
} satisfies { [key: string]: RowColumn };

/** `unit 3: Error: refused`; empty for none. */
export function firstErrorText([first]: CellReport['units']['errors'], noun: UnitNoun): string {
  if (first === undefined) return '';
  return `${first.unit === null ? '' : `${noun} ${first.unit}: `}${faultInOneLine(first.message)}`;
}
