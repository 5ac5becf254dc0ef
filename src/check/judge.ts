/** From what was seen of a task to findings. Pure. */

import { provisionalSentence } from '../analysis/crowded.js';
import type { StudyTask } from '../model/study.js';
import { gravestFirst, statusOf } from '../words/severity.js';
import { checkLeftOpen, checkMemory } from './leftovers.js';
import { checkArguments, checkLoading } from './loading.js';
import type { CheckFacts, CheckReport, CheckResult } from './model.js';
import { checkInnerParallelism, checkInnerWorkers, checkThreadPool } from './resources.js';
import { checkCloning, checkResults } from './results.js';
import { checkClock, checkSteadiness, checkUnitLength } from './timing.js';

/** Judges what was seen: every check's verdict, and the findings among them, the gravest first. */
export function judge(task: StudyTask, facts: CheckFacts): CheckReport {
  const args = 'kind' in facts.inspection ? (task.args ?? []) : facts.inspection.args;
  return reportOf({ task: task.name, command: null, args }, judgeAll(facts), facts);
}

/** The results of a task's or a command's checks as a report. */
export function reportOf(
  subject: Pick<CheckReport, 'task' | 'command' | 'args'>,
  results: readonly CheckResult[],
  { load, machine }: Pick<CheckFacts, 'load' | 'machine'>,
): CheckReport {
  const findings = gravestFirst(results.flatMap((result) => (result.verdict === 'found' ? [result.finding] : [])));
  return { status: statusOf(findings), provisional: provisionalSentence(load, machine), ...subject, results, findings };
}

/** Without an inspection there is nothing but its reason. */
function judgeAll(facts: CheckFacts): readonly CheckResult[] {
  const loading = checkLoading(facts);
  const { inspection } = facts;
  if ('kind' in inspection) return loading;
  return [
    ...loading,
    checkArguments(inspection),
    checkResults(inspection, facts.trials),
    checkCloning(inspection, facts),
    checkUnitLength(inspection, facts),
    checkClock(inspection),
    checkSteadiness(inspection),
    checkLeftOpen(inspection),
    checkMemory(inspection),
    checkThreadPool(inspection, facts),
    checkInnerParallelism(inspection),
    checkInnerWorkers(inspection),
  ];
}
