/** Findings on what the probes saw beside the curves: disturbed trials, a falling clock, pinning, what was not seen. */

import type { Finding } from '../../model/finding.js';
import type { WorkerMeasurement } from '../../model/measurement.js';
import type { DisturbanceKind, TrialRecord } from '../../model/trial.js';
import { agreeing, counted, workersText } from '../../words/counts.js';
import { short, wholePercent } from '../../words/numbers.js';
import type { AnalysedCurve } from '../curves.js';
import { isDisturbed } from '../disturbances.js';
import { largestReading, meanReading } from '../readings.js';
import type { CellTrials } from '../trials.js';
import { type FindingContext, onCurve, trialsAt } from './context.js';

/** A clock that is lower by this share at more workers is worth a word. */
const NOTABLE_DROP = 0.05;

const KIND_TEXT: { readonly [kind in DisturbanceKind]: string } = {
  throttled: 'throttling because others used up the quota',
  steal: 'stolen CPU time',
  'memory-pressure': 'waiting for memory',
  'io-pressure': 'waiting for disks',
  'foreign-load': 'load of other programs',
  'clock-step': 'a wall clock that was set',
  suspended: 'a machine that slept',
  gap: 'a machine that stalled',
  'cpu-change': 'a change of CPUs',
};

/** For the study: disturbed trials, workers that were not pinned, what was not observed. For each curve: the clock. */
export function observationFindings(context: FindingContext): readonly Finding[] {
  return [
    ...disturbedTrials(context),
    ...notPinned(context),
    ...context.curves.flatMap(clockDrop),
    ...notObserved(context),
  ];
}

/** Disturbed trials that count because no clean one replaced them, and those that clean ones replaced. */
function disturbedTrials({ groups }: FindingContext): readonly Finding[] {
  const counted = groups.flatMap(({ completed }) => completed.map(({ record }) => record));
  const disturbed = counted.filter(isDisturbed);
  const inUse = new Set(counted);
  const replaced = groups
    .flatMap(({ records }) => records)
    .filter((record) => record.outcome === 'completed' && isDisturbed(record) && !inUse.has(record));
  if (disturbed.length + replaced.length === 0) return [];
  const left = replaced.length === 0 ? '' : ` ${replaced.length} more were disturbed, run again and left out.`;
  const text =
    disturbed.length === 0
      ? `${replaced.length === 1 ? '1 disturbed trial was' : `${replaced.length} disturbed trials were`} run again; only clean ones count.`
      : `${disturbed.length} of ${counted.length} ${agreeing(counted.length, 'trial', 'trials')} ${agreeing(disturbed.length, 'was', 'were')} disturbed and ${agreeing(disturbed.length, 'counts', 'count')} all the same, because no undisturbed trial replaced ${agreeing(disturbed.length, 'it', 'them')}: ${kindsText(disturbed)}.${left}`;
  return [
    {
      code: 'disturbed-trials',
      severity: disturbed.length === 0 ? 'info' : 'warning',
      likelihood: 'likely',
      text,
      cure:
        disturbed.length === 0
          ? null
          : 'Close other programs or use a quieter machine, and let disturbed trials run again ("retry_disturbed").',
      task: null,
      executor: null,
      evidence: {
        trials: counted.length,
        disturbed: disturbed.length,
        replaced: replaced.length,
        ...Object.fromEntries(kindCounts(disturbed)),
      },
    },
  ];
}

function kindsText(records: readonly TrialRecord[]): string {
  return kindCounts(records)
    .map(([kind, count]) => `${KIND_TEXT[kind]} in ${count}`)
    .join(', ');
}

/** In how many trials each kind was seen, the most frequent first. */
function kindCounts(records: readonly TrialRecord[]): readonly (readonly [DisturbanceKind, number])[] {
  const kinds = Object.keys(KIND_TEXT) as DisturbanceKind[];
  return kinds
    .map((kind) => [kind, records.filter((record) => hasKind(record, kind)).length] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
}

function hasKind({ disturbances }: TrialRecord, kind: DisturbanceKind): boolean {
  return disturbances.some((disturbance) => disturbance.kind === kind && !disturbance.own);
}

/** Asked for and not done, in part or at all. */
function notPinned({ groups, recording }: FindingContext): readonly Finding[] {
  if (recording.study.study.cpuAffinity === null) return [];
  const measured = groups.flatMap(({ completed }) => completed).filter(({ measurement }) => !measurement.simulated);
  const workers = measured.flatMap(({ measurement }) => measurement.workers);
  const astray = workers.filter((worker) => !isPinned(worker));
  if (astray.length === 0) return [];
  const refusal = astray.find(({ placement }) => placement?.refusal)?.placement?.refusal ?? null;
  return [
    {
      code: 'not-pinned',
      severity: 'warning',
      likelihood: 'likely',
      text: `${astray.length} of ${counted(workers.length, 'worker')} ${agreeing(astray.length, 'was', 'were')} not pinned: ${refusal ?? 'this system does not allow it, or moved them'}.`,
      cure: 'Measure on Linux with taskset (util-linux), or leave "cpu_affinity" out.',
      task: null,
      executor: null,
      evidence: { workers: workers.length, notPinned: astray.length, refusal },
    },
  ];
}

function isPinned({ placement }: WorkerMeasurement): boolean {
  return placement !== null && placement.refusal === null && placement.allowedCpus === String(placement.plannedCpu);
}

/** The more CPUs compute, the lower the clock that a package can hold: scaling is lost without any overhead. */
function clockDrop(analysed: AnalysedCurve): readonly Finding[] {
  const { curve } = analysed;
  const clocks = curve.points.flatMap(({ workers }) => {
    const group = trialsAt(analysed, workers);
    const megahertz = group === null ? null : meanReading(group, 'frequency', 'fastestMHz');
    return group === null || megahertz === null ? [] : [{ workers, megahertz, group }];
  });
  const [first, last] = [clocks[0], clocks.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const drop = 1 - last.megahertz / first.megahertz;
  if (drop < NOTABLE_DROP) return [];
  const heat = largestReading(last.group, 'temperature', 'peakCelsius');
  return [
    {
      code: 'clock-drop',
      severity: 'info',
      likelihood: drop >= 2 * NOTABLE_DROP ? 'likely' : 'possible',
      text: `The CPUs’ clock falls with the workers: ${short(last.megahertz)} MHz at ${workersText(last.workers)} against ${short(first.megahertz)} MHz at ${first.workers}, ${wholePercent(drop)} less${heat === null ? '' : `, at up to ${short(heat)} °C`}.`,
      cure: 'The task is not to blame: cool the machine better, or take its clock into account. Speedups hold for this machine as it is.',
      ...onCurve(curve),
      evidence: {
        workers: last.workers,
        megahertz: last.megahertz,
        megahertzAtFewest: first.megahertz,
        drop,
        peakCelsius: heat,
      },
    },
  ];
}

/** What the machine lacks is told once, not for each trial. */
function notObserved({ groups }: FindingContext): readonly Finding[] {
  const reasons = new Map<string, string>();
  for (const { record } of groups.flatMap(({ completed }: CellTrials) => completed)) {
    for (const [probe, { reason }] of Object.entries(record.readings)) {
      if (typeof reason === 'string' && !reasons.has(probe)) reasons.set(probe, reason);
    }
  }
  if (reasons.size === 0) return [];
  const list = [...reasons].map(([probe, reason]) => `${probe} (${reason})`).join(', ');
  return [
    {
      code: 'not-observed',
      severity: 'info',
      likelihood: 'likely',
      text: `Not observed on this machine: ${list}.`,
      cure: null,
      task: null,
      executor: null,
      evidence: Object.fromEntries(reasons),
    },
  ];
}
