/** Findings on how the study itself went: what is missing from it, and what it is not. */
import type { Finding } from '../../model/finding.js';
import type { Recording } from '../../model/journal.js';
import { OUTCOMES, type TrialRecord } from '../../model/trial.js';
import { lawOf, runsCommand, speedupBaseline } from '../../seams/subject.js';
import { MIN_ROUNDS } from '../../statistics/estimate.js';
import { agreeing, counted } from '../../words/counts.js';
import { faultInOneLine } from '../../words/sentences.js';
import { lastProfiles } from '../cell-profiles.js';
import { untoldPhase } from '../fault-text.js';
import { groupBy } from '../grouping.js';
import { type CellTrials, missingTrials } from '../trials.js';
import type { FindingContext } from './context.js';

const WHOLE_STUDY = { task: null, executor: null } as const;

/** Trials that did not complete, a cut study, missing baselines, too few rounds, a quick look, simulation. */
export function studyFindings(context: FindingContext): readonly Finding[] {
  return [
    ...notCompleted(context),
    ...notProfiled(context),
    ...cut(context),
    ...adaptive(context),
    ...withoutBaseline(context),
    ...tooFewRounds(context),
    ...quickLook(context),
    ...simulated(context),
  ];
}

/** A command that fails at every worker count is one fault. */
function notCompleted({ groups, recording: { study } }: FindingContext): readonly Finding[] {
  const isHopeless = runsCommand(study.study) && groups.every(({ completed }) => completed.length === 0);
  return groups.slice(0, isHopeless ? 1 : groups.length).flatMap((group): readonly Finding[] => {
    const { cell, outcomes, records } = group;
    const missing = OUTCOMES.filter((outcome) => outcome !== 'completed' && outcomes[outcome] > 0);
    if (missing.length === 0) return [];
    // A run that was resumed measured it again, and says that it was.
    if (missing.every((outcome) => outcome === 'interrupted') && everyRoundCompleted(group)) return [];
    const counts = missing.map((outcome) => `${outcomes[outcome]} ${outcome.replace('_', ' ')}`).join(', ');
    const fault = records.find((record) => record.fault !== null)?.fault ?? null;
    const why =
      fault === null
        ? ''
        : `; the first${untoldPhase(fault) === null ? '' : ` in ${fault.phase}`}: ${faultInOneLine(fault.message)}`;
    const retried = countRetried(records);
    const again = retried === 0 ? '' : `, of which ${retried} ran again`;
    const isMadeGood = retried > 0 && everyRoundCompleted(group);
    return [
      {
        code: 'trials-not-completed',
        severity: 'warning',
        likelihood: 'likely',
        text: `${isHopeless && groups.length > 1 ? 'No trial of any row completed; ' : ''}${cell.name}: ${counts} of ${counted(records.length, 'trial')}${again}${why}.`,
        cure: isMadeGood
          ? 'Every round has a trial that completed in the end, and the figures are from those. See the journal for each fault: one that comes and goes is still a fault.'
          : `${group.completed.length === 0 ? 'It has no figures.' : 'Its figures are those of the completed rounds alone.'} See the journal for each fault.`,
        task: cell.way.task.name,
        executor: cell.way.executor,
        evidence: {
          workers: cell.workers,
          trials: records.length,
          retried,
          ...Object.fromEntries(missing.map((o) => [o, outcomes[o]])),
        },
      },
    ];
  });
}

/** Failed attempts that another one of the same trial followed. Records come by round and start. */
function countRetried(records: readonly TrialRecord[]): number {
  const failed = ({ outcome }: TrialRecord) => outcome !== 'completed' && outcome !== 'interrupted';
  return records.filter((record, i) => failed(record) && records[i + 1]?.round === record.round).length;
}

function everyRoundCompleted({ records, completed }: CellTrials): boolean {
  const rounds = new Set(completed.map(({ round }) => round));
  return records.every(({ round }) => rounds.has(round));
}

/** Profiled trials are extra: their failure takes no figure away. */
function notProfiled({ recording }: FindingContext): readonly Finding[] {
  const { study } = recording;
  return lastProfiles(recording).flatMap(({ cellId, outcome, fault }): readonly Finding[] => {
    const cell = study.plan.cells.find(({ id }) => id === cellId);
    if (outcome === 'completed' || cell === undefined) return [];
    const why = fault === null ? '' : `: ${faultInOneLine(fault.message)}`;
    return [
      {
        code: 'profile-not-taken',
        severity: 'warning',
        likelihood: 'likely',
        text: `${cell.name} has no profile: its extra trial ${outcome === 'failed' ? 'failed' : `was ${outcome.replace('_', ' ')}`}${why}.`,
        cure: 'Its figures are not affected: they come from other trials.',
        task: cell.way.task.name,
        executor: cell.way.executor,
        evidence: { workers: cell.workers, outcome },
      },
    ];
  });
}

function cut({ recording }: FindingContext): readonly Finding[] {
  const { end, trials, study } = recording;
  const missing = missingTrials(recording);
  if (end !== null && end.interruptedBy === null && missing === 0) return [];
  const planned = study.plan.trials.length;
  const of = planned === 0 ? '' : ` of ${planned} planned`;
  return [
    {
      code: 'study-cut',
      severity: 'warning',
      likelihood: 'likely',
      text: `The study was cut (${howCut(end)}): ${trials.length}${of} ${agreeing(planned === 0 ? trials.length : planned, 'trial is', 'trials are')} recorded.`,
      cure: 'Measure what is missing: kneepoint resume, with the folder of the run.',
      ...WHOLE_STUDY,
      evidence: { recorded: trials.length, planned },
    },
  ];
}

function howCut(end: Recording['end']): string {
  if (end === null) return 'the run ended without its last record';
  return end.interruptedBy === null ? 'records of its journal are lost' : `interrupted by ${end.interruptedBy}`;
}

/** Why an adaptive study stopped where it did, or another one before its end. */
function adaptive({ recording: { end, trials, study } }: FindingContext): readonly Finding[] {
  if (end === null || end.stopped === null) return [];
  const rounds = new Set(trials.map(({ round }) => round)).size;
  const { budgetSeconds } = study.study;
  const isPlanned = budgetSeconds === null;
  return [
    {
      code: 'adaptive-stop',
      severity: 'info',
      likelihood: 'likely',
      text: `The study ${isPlanned ? '' : `chose its own trials, ${trials.length} in ${counted(rounds, 'round')}, and `}stopped because ${end.stopped}.`,
      cure: null,
      ...WHOLE_STUDY,
      evidence: { trials: trials.length, rounds, budgetSeconds, stopped: end.stopped },
    },
  ];
}

/** One finding for each task: what is missing is missing for all of its curves. */
function withoutBaseline({ curves, recording }: FindingContext): readonly Finding[] {
  const { workers, its } = speedupBaseline(recording.study.study);
  const without = curves.filter(({ cells }) => (cells.baseline?.completed.length ?? 0) === 0);
  return [...groupBy(without, ({ curve }) => curve.task)].map(([task, those]) => {
    const isPlanned = those.every(({ cells }) => cells.baseline !== null);
    // A budget may be over before the first round is.
    const isLate = isPlanned && those.every(({ cells }) => cells.baseline?.records.length === 0);
    const fate = isLate ? 'was run in time' : isPlanned ? 'completed' : 'was planned';
    return {
      code: 'no-baseline',
      severity: 'warning',
      likelihood: 'likely',
      text: `No ${its('trial')} ${fate}, so there is no speedup.`,
      cure: isLate
        ? 'Give the study more time ("budget"), or let it run to its end.'
        : isPlanned
          ? `Fix what made the ${its('trials')} fail.`
          : `Add ${workers} to "workers".`,
      task,
      executor: those.length === 1 ? (those[0]?.curve.executor ?? null) : null,
      evidence: { planned: isPlanned },
    };
  });
}

function tooFewRounds({ groups }: FindingContext): readonly Finding[] {
  const few = groups.filter(({ completed }) => completed.length > 0 && completed.length < MIN_ROUNDS);
  if (few.length === 0) return [];
  const least = Math.min(...few.map(({ completed }) => completed.length));
  return [
    {
      code: 'too-few-rounds',
      severity: 'warning',
      likelihood: 'likely',
      text: `Too few rounds for an interval: ${counted(few.length, 'row')} ${agreeing(few.length, 'has', 'have')} under ${MIN_ROUNDS} completed rounds.`,
      cure: `Measure at least ${MIN_ROUNDS} rounds.`,
      ...WHOLE_STUDY,
      evidence: { rows: few.length, fewestRounds: least, needed: MIN_ROUNDS },
    },
  ];
}

function quickLook({ recording: { study } }: FindingContext): readonly Finding[] {
  if (!study.study.quick) return [];
  return [
    {
      code: 'quick-look',
      severity: 'info',
      likelihood: 'likely',
      text: 'A quick look: rounds, units and rests were cut.',
      cure: 'Run without --quick before you decide.',
      ...WHOLE_STUDY,
      evidence: {
        rounds: study.study.rounds,
        units: study.study.load.kind === 'count' ? study.study.load.units : null,
      },
    },
  ];
}

function simulated({ groups }: FindingContext): readonly Finding[] {
  const cells = groups.filter(
    ({ cell, completed }) => lawOf(cell.way.task) !== null || completed.some((t) => t.measurement.simulated),
  );
  if (cells.length === 0) return [];
  return [
    {
      code: 'simulated',
      severity: 'info',
      likelihood: 'likely',
      text: `SIMULATED: ${cells.length} of ${groups.length} rows come from a planted law; nothing was measured for them.`,
      cure: null,
      ...WHOLE_STUDY,
      evidence: { simulatedRows: cells.length, rows: groups.length },
    },
  ];
}
