import type { TaskDescription } from '../model/journal.js';
import type { Cell, Plan } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { remainingSeconds } from './remaining.js';
import type { CostFacts } from './trial-cost.js';
import { cpusWithin } from './ways.js';

/** The share of a study's time that measuring the machine beside the task may take unasked. */
const MAX_SHARE = 0.1;

/** True for a cell in which the machine's kernels mean something: beyond the CPUs they would take turns. */
export function hasCeiling({ workers, way }: Cell, cpus: number): boolean {
  return workers <= Math.max(1, cpusWithin(way, cpus));
}

/** Whether the kernels run in a cell's trials, once the study has decided. */
export function hasKernels({ machineCeiling }: Study, cell: Cell, cpus: number): boolean {
  return machineCeiling === true && hasCeiling(cell, cpus);
}

/**
 * Whether the machine's kernels run beside the task: as the study says, and unless it says anything when they
 * are expected to take under 10 % of its time. `kernelSeconds` is what they take in one trial. A simulated
 * study has no machine.
 */
export function wantsCeiling(
  study: Study,
  plan: Plan,
  tasks: readonly TaskDescription[],
  facts: Pick<CostFacts, 'cpus'>,
  kernelSeconds: number,
): boolean {
  if (study.machineCeiling !== null) return study.machineCeiling;
  if (study.tasks.some(({ subject }) => subject.kind === 'law')) return false;
  const expected = remainingSeconds(study, plan.trials, new Map(), tasks, { ...facts, kernelSeconds: () => 0 });
  const cost = plan.trials.filter(({ cell }) => hasCeiling(cell, facts.cpus)).length * kernelSeconds;
  return expected !== null && cost < MAX_SHARE * expected;
}
