/**
 * Where the time of a command went that cannot be looked into: N × wall is the CPU time that one worker needed, the CPU
 * time that N workers needed beyond it, and CPUs that were idle or waited for. In the words of the POP methodology
 * (Performance Optimisation and Productivity, pop-coe.eu): parallel efficiency = computation scaling × CPU utilisation.
 */
import { mean } from 'simple-statistics';
import type { BlackBoxLedger } from '../model/curve.js';
import { cpuSecondsOf, runsOf } from './command-runs.js';
import type { CellTrials, CompletedTrial } from './trials.js';

/** A share below zero by more than this is no rounding: the command used more CPUs than N. */
const SLACK = 0.05;

/** The shares of a row against the row of one worker, and why there are none. */
export interface BlackBox {
  readonly ledger: BlackBoxLedger | null;
  /** Why the shares are withheld, in a clause; null where they are not, or nothing was measured. */
  readonly doubt: string | null;
}

/** Shares over the rounds that both rows completed; nothing for what is no command. */
export function blackBoxOf(group: CellTrials, single: CellTrials | null): BlackBox {
  const none = { ledger: null, doubt: null };
  if (single === null) return none;
  const singles = new Map(single.completed.map((trial) => [trial.round, trial]));
  const rounds = group.completed.flatMap((trial) => {
    const base = singles.get(trial.round);
    const parts = base === undefined ? null : partsOf(trial, base);
    return parts === null ? [] : [parts];
  });
  if (rounds.length === 0) return none;
  const computation = mean(rounds.map((round) => round.computation));
  const extraComputation = mean(rounds.map((round) => round.extraComputation));
  const idle = 1 - computation - extraComputation;
  if (idle < -SLACK) {
    const used = ((computation + extraComputation) * group.cell.workers).toPrecision(2);
    return { ledger: null, doubt: `the command kept ${used} CPUs busy, more than its worker count` };
  }
  return { ledger: { computation, extraComputation, idle }, doubt: null };
}

function partsOf(trial: CompletedTrial, base: CompletedTrial): Omit<BlackBoxLedger, 'idle'> | null {
  const capacity = trial.cell.workers * trial.measurement.workSeconds;
  const used = cpuSecondsOf(runsOf(trial));
  const needed = cpuSecondsOf(runsOf(base));
  if (used === null || needed === null || !(capacity > 0) || runsOf(trial).length === 0) return null;
  const neededHere = (needed / runsOf(base).length) * runsOf(trial).length;
  return { computation: neededHere / capacity, extraComputation: (used - neededHere) / capacity };
}
