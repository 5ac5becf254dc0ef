/** The words of progress: what a running study shows, as plain lines. Pure. */
import { untoldPhase } from '../analysis/fault-text.js';
import { percentileSeconds } from '../analysis/latency.js';
import { throughputOf } from '../analysis/loads.js';
import type { CommandRun } from '../model/command.js';
import type { StudyEvent } from '../model/events.js';
import type { Measurement } from '../model/measurement.js';
import type { Phase } from '../model/phase.js';
import type { PlannedTrial } from '../model/plan.js';
import type { ProfileRecord, TrialRecord } from '../model/trial.js';
import { visible } from '../reporters/text/escape.js';
import { cutTo } from '../reporters/text/width.js';
import { counted } from '../words/counts.js';
import { duration, rate } from '../words/numbers.js';
import { faultInOneLine } from '../words/sentences.js';
import { exactTime, roughTime } from '../words/times.js';

/** Longest name or message in a line, in columns. */
const LONGEST = 60;

/** Columns of a full progress bar. */
const BAR = 30;

/** What is going on at one moment. */
export interface Situation {
  readonly rounds: number;
  /** What takes long before the first trial; null when nothing does. */
  readonly preflight: Extract<StudyEvent, { kind: 'preflight' }> | null;
  readonly trial: PlannedTrial | null;
  readonly phase: Phase | null;
  /** The total is null where time ends a trial. */
  readonly units: { readonly done: number; readonly total: number | null } | null;
  readonly trials: { readonly done: number; readonly total: number };
  /** Since this session began, its preflight included. */
  readonly elapsedSeconds: number;
  /** What the study was expected to take before its first trial; null where nothing was known. */
  readonly estimatedSeconds: number | null;
  /** Seconds until the study's end; null while nothing is known. */
  readonly remainingSeconds: number | null;
  /** Seconds of rest ahead; null when not resting. */
  readonly restSeconds: number | null;
  readonly restAfter: 'runner' | 'iteration';
  /** The last finished trials, newest last, as `finishedLine` tells them. */
  readonly last: readonly string[];
}

/** The lines of a redrawn display, each cut to `width` columns. */
export function frame(now: Situation, width: number): readonly string[] {
  const lines = [headLine(now), barLine(now), countLine(now), ...now.last.map((line) => `  ${line}`)];
  return lines.filter((line) => line !== '').map((line) => cutTo(line, width));
}

/** A trial that ended: what it was, then its throughput or how it ended, and whether it runs again. */
export type TrialEnd = Pick<Extract<StudyEvent, { kind: 'trial-end' }>, 'trial' | 'record' | 'runsAgain'>;

/** One trial that ended, as a line. */
export function finishedLine({ trial, record, runsAgain }: TrialEnd, rounds: number): string {
  return `${trialName(trial, rounds)}: ${ending(record)}${runsAgain ? ', runs again' : ''}`;
}

/** A round that ended: `round 2 of 5 done after 1 min 5 s, about 2 min 10 s left`. */
export function roundLine(
  round: number,
  { rounds, elapsedSeconds }: Pick<Situation, 'rounds' | 'elapsedSeconds'>,
  remainingSeconds: number | null,
): string {
  return `${roundName(round, rounds)} done after ${exactTime(elapsedSeconds)}${timeLeft(remainingSeconds)}`;
}

function timeLeft(seconds: number | null): string {
  return seconds === null ? '' : `, about ${roughTime(seconds)} left`;
}

/** A study that ended: what it took, beside what was expected. */
export function endLine(elapsedSeconds: number, estimatedSeconds: number): string {
  return `done after ${exactTime(elapsedSeconds)}; the estimate was ${roughTime(estimatedSeconds)}`;
}

/** `round 2 of 5`; without the total where an adaptive study went beyond it. */
function roundName(round: number, rounds: number): string {
  return round < rounds ? `round ${round + 1} of ${rounds}` : `round ${round + 1}`;
}

/** Text from outside, on one short line. */
export function shortText(text: string): string {
  return cutTo(visible(text), LONGEST);
}

function headLine(now: Situation): string {
  if (now.restSeconds !== null) {
    const after = now.restAfter === 'runner' ? 'trial' : 'round';
    return `resting after the ${after}: ${Math.ceil(now.restSeconds)} s`;
  }
  if (now.trial === null) return now.preflight === null ? 'starting' : preflightLine(now.preflight);
  return trialName(now.trial, now.rounds) + (now.phase === null ? '' : `: ${shortText(now.phase)}`);
}

function trialName({ cell, round, profile }: PlannedTrial, rounds: number): string {
  const { name } = cell.way.task;
  // Of several tasks a row's name holds its own.
  const row = cell.name.startsWith(`${name}:`) ? shortText(cell.name) : `${shortText(name)} ${shortText(cell.name)}`;
  return `${row}, ${profile ? 'profile' : roundName(round, rounds)}`;
}

function barLine(now: Situation): string {
  if (now.units === null || now.restSeconds !== null) return '';
  const { done, total } = now.units;
  if (total === null) return counted(done, 'unit');
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const full = Math.floor(share * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done} of ${total} units`;
}

function countLine(now: Situation): string {
  if (now.trials.total === 0) return '';
  const of = now.estimatedSeconds === null ? '' : ` of ${roughTime(now.estimatedSeconds)}`;
  const left = now.remainingSeconds === null ? '' : `, about ${roughTime(now.remainingSeconds)} left`;
  return `${now.trials.done} of ${now.trials.total} trials, ${exactTime(now.elapsedSeconds)}${of} elapsed${left}`;
}

function ending(record: TrialRecord | ProfileRecord): string {
  const { outcome, fault } = record;
  const measurement = record.kind === 'trial' ? record.measurement : null;
  if (record.kind === 'profile' && outcome === 'completed') return 'profiled';
  if (outcome === 'completed' && measurement !== null && measurement.workSeconds > 0) {
    const simulated = measurement.simulated ? ' (SIMULATED)' : '';
    if (measurement.command !== undefined) return `${runTime(measurement.command.runs)}${disturbance(record)}`;
    return `${rate(throughputOf(measurement))} tasks/s${p99(measurement)}${simulated}${disturbance(record)}`;
  }
  const phase = fault === null || untoldPhase(fault) === null ? '' : `${shortText(fault.phase)}: `;
  const why = fault === null ? '' : ` (${phase}${shortText(faultInOneLine(fault.message))})`;
  return outcome.replace('_', ' ') + why;
}

/** A command is known by the time of a run: `1.23 s`, or the mean of several. */
function runTime(runs: readonly CommandRun[]): string {
  const mean = runs.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0) / runs.length;
  return `${duration(mean)} per run`;
}

/** Of the whole times of its units; nothing where they are too few for one. */
function p99({ latency: { sojourn } }: Measurement): string {
  const seconds = percentileSeconds(sojourn, 0.99);
  return seconds === null ? '' : `, p99 ${duration(seconds)}`;
}

/** The first thing that disturbed a trial, if anything but the trial itself did. */
function disturbance(record: TrialRecord | ProfileRecord): string {
  const first = record.kind === 'trial' ? record.disturbances.find(({ own }) => !own) : undefined;
  return first === undefined ? '' : ` (disturbed: ${shortText(first.text)})`;
}

/** What the preflight has been busy with, and for how long. */
export function preflightLine({ task, phase, seconds }: Extract<StudyEvent, { kind: 'preflight' }>): string {
  const name = cutTo(visible(task), LONGEST);
  // A host sends any text as its phase, `__proto__` among them.
  const known = Object.hasOwn(PHASES, phase) ? PHASES[phase] : undefined;
  const what = known?.(name) ?? `${cutTo(visible(phase), LONGEST)} of ${name} has run`;
  return `preflight: ${what} for ${Math.floor(seconds)} s`;
}

const PHASES: { readonly [phase in Phase]?: (task: string) => string } = {
  import: (task) => `${task} has been loading`,
  'warm-up': (row) => `${row} has warmed up`,
  unit: (task) => `unit 0 of ${task} has run`,
  pace: (task) => `more units of ${task} have run`,
};
