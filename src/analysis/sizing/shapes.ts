/** Sets of CPUs as instance shapes: a run in sets of 2 and 4 CPUs tells what two sizes of its instance would do. */
import type { Recording } from '../../model/journal.js';
import { ratioEstimate } from '../../statistics/estimate.js';
import { cpusText, workerCountsText } from '../../words/counts.js';
import { ratio, withInterval } from '../../words/numbers.js';
import { onlyCpus } from '../compare/recordings.js';
import { pairedRatios } from '../pairing.js';
import type { MeasuredRow, Price } from './rows.js';

/** Runs on one instance, or in one set of its CPUs. */
export interface Shape {
  /** `c7g.xlarge`, or `c7g.xlarge, 2 CPUs`. */
  readonly name: string;
  /** The instance whose CPUs they are. */
  readonly instance: string;
  /** CPUs of the set over those of the instance, at most 1; null for the whole instance. */
  readonly share: number | null;
  readonly runs: readonly Recording[];
}

/** An instance's runs by their sets, ascending; those without sets are of the whole instance. */
export function shapesOf(instance: string, runs: readonly Recording[]): readonly Shape[] {
  const sets = new Set(runs.flatMap(({ study }) => study.plan.cells.map(({ way }) => way.cpus)));
  const ascending = [...sets].toSorted((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));
  return ascending.map((cpus) => {
    const own = runs.map((run) => onlyCpus(run, cpus)).filter(({ study }) => study.plan.cells.length > 0);
    const effective = Math.max(...own.map(({ study }) => study.machine.effectiveCpus));
    return {
      name: cpus === null ? instance : `${instance}, ${cpusText(cpus)}`,
      instance,
      share: cpus === null ? null : Math.min(1, cpus / effective),
      runs: own,
    };
  });
}

/** What a part of an instance costs where nobody says: clouds charge by the CPU. */
export function sharedPrice({ perHour, currency }: Price, { name, instance, share }: Shape & { share: number }): Price {
  if (share === 1) return { perHour, currency };
  const assumed = `${name} costs ${ratio(share)} times ${instance}, its share of the CPUs, because the prices file has no price for it.`;
  return { perHour: perHour * share, currency, assumed };
}

/** What each smaller set does of the largest of the same instance, each with its best worker count, a sentence each. */
export function comparedShapes(rows: readonly MeasuredRow[]): readonly string[] {
  const best = new Map<string, MeasuredRow>();
  for (const row of rows.filter(({ isWrong, group }) => !isWrong && group.cell.way.cpus !== null)) {
    const leader = best.get(row.instance);
    if (leader === undefined || row.throughput.value > leader.throughput.value) best.set(row.instance, row);
  }
  return [...best.values()].flatMap((row) => {
    const alike = [...best.values()].filter(({ machine }) => machine === row.machine);
    const largest = alike.toSorted((a, b) => cpusOf(b) - cpusOf(a))[0] as MeasuredRow;
    const part = ratioEstimate(pairedRatios(row.group, largest.group).map((pair) => pair.ratio));
    if (row === largest || part === null) return [];
    const [own, other] = [row, largest].map(({ group }) => workerCountsText([group.cell.workers]));
    return [`${row.instance} does ${withInterval(part, ratio)} of ${largest.instance}: ${own} against ${other}.`];
  });
}

function cpusOf({ group }: MeasuredRow): number {
  return group.cell.way.cpus ?? Number.POSITIVE_INFINITY;
}
