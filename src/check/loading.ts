/** Whether a task loads and its units run, on the main thread, in a worker thread and in a child process. */
import type { Fault } from '../model/trial.js';
import type { TaskInspection } from '../run/host/inspection.js';
import { ARGUMENTS_PHASE, unfilledCure, unfilledText } from '../run/host/parameters.js';
import { CRASH_CURE, EXITS_CURE, NEVER_ENDS, TaskProblem, unitFault } from '../run/supervisor/task-problem.js';
import { placeIn } from '../run/worker/fault.js';
import type { CheckFacts, CheckFinding, CheckResult, Stop, WorkerTrial } from './model.js';

const PLACES = { threads: 'a worker thread', processes: 'a child process' } as const;

/** One result when all is well, else one for each place where it is not. */
export function checkLoading({ modulePath, inspection, trials }: CheckFacts): readonly CheckResult[] {
  const stopped = 'kind' in inspection ? [stopFinding(modulePath, inspection)] : [];
  const findings = [...stopped, ...trials.flatMap((trial) => trialFinding(modulePath, trial))];
  if (findings.length > 0) return findings.map((finding) => ({ check: 'loading', verdict: 'found', finding }));
  const text = 'loads and runs on a main thread, in a worker thread and in a child process';
  return [{ check: 'loading', verdict: 'passed', text }];
}

function stopFinding(modulePath: string, stop: Stop): CheckFinding {
  if (stop.kind === 'refused') return faultFinding(modulePath, stop.fault, 'a main thread');
  return stop.kind === 'ended' ? exitFinding(stop) : unfinishedFinding(stop);
}

function trialFinding(modulePath: string, { executor, record }: WorkerTrial): readonly CheckFinding[] {
  const { outcome, fault } = record;
  if (outcome === 'completed' || fault === null) return [];
  const place = PLACES[executor];
  if (outcome === 'failed') return [faultFinding(modulePath, fault, place)];
  const code = outcome === 'lost' ? 'exits' : 'unfinished';
  const text = `In ${place} its units did not come to an end: ${fault.message}`;
  const cure = 'They did on a main thread. Does it use what only a main thread, or only a parent process, has?';
  return [{ code, severity: 'critical', text, cure, evidence: { place, phase: fault.phase } }];
}

/** A fault that a task, or kneepoint's look at it, gave. */
function faultFinding(modulePath: string, fault: Fault, place: string): CheckFinding {
  const { phase, unit } = fault;
  const evidence = { place, phase, unit };
  const critical = { severity: 'critical', evidence } as const;
  if (phase === ARGUMENTS_PHASE) {
    const [text = '', cure = ''] = fault.message.split('\n  ');
    return { ...critical, code: 'missing-arguments', text: sentence(text), cure };
  }
  if (phase === 'source') {
    const [text = '', cure = ''] = fault.message.split('\n  ');
    return { ...critical, code: 'does-not-load', text, cure };
  }
  if (phase === 'import' || phase === 'check') {
    const { where, what, cure } = TaskProblem.refused(modulePath, { fault });
    const code = phase === 'import' ? 'does-not-load' : 'refuses-arguments';
    return { ...critical, code, text: `In ${place}: ${where}: ${what}`, cure };
  }
  const { what, cure } = unitFault(fault);
  if (phase === 'verify') return { ...critical, code: 'wrong-result', text: `In ${place} ${what}`, cure };
  const where = placeIn(modulePath, fault);
  return { ...critical, code: 'throws', text: `In ${place} ${what}${where === null ? '' : ` (${where})`}`, cure };
}

/** Whether arguments fill the parameters of a task that may do without; one that may not was refused before. */
export function checkArguments({ unfilled }: TaskInspection): CheckResult {
  const check = 'arguments';
  if (unfilled === null) return { check, verdict: 'passed', text: 'every parameter has an argument' };
  const { taken, given } = unfilled;
  const finding = {
    code: 'missing-arguments',
    severity: 'warning',
    text: `${sentence(unfilledText(unfilled))} Unless it handles what is missing, a unit does too little, or nothing.`,
    cure: unfilledCure(unfilled),
    evidence: { taken, given },
  } as const;
  return { check, verdict: 'found', finding };
}

/** With a capital and a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function exitFinding({ phase, code, signal }: Extract<Stop, { kind: 'ended' }>): CheckFinding {
  const how = signal === null ? `with status ${code}` : `by ${signal}`;
  return {
    code: 'exits',
    severity: 'critical',
    text: `Its process ended ${how} in "${phase}".`,
    cure: signal === null ? EXITS_CURE : CRASH_CURE,
    evidence: { phase, status: code, signal },
  };
}

function unfinishedFinding({ phase, seconds }: Extract<Stop, { kind: 'unfinished' }>): CheckFinding {
  return {
    code: 'unfinished',
    severity: 'critical',
    text: `Its "${phase}" was still going on after ${seconds} s.`,
    cure:
      phase === 'run'
        ? `${NEVER_ENDS} For units that are this long, give the check more time (--timeout) or smaller arguments.`
        : `${NEVER_ENDS} If not, give the check more time (--timeout).`,
    evidence: { phase, seconds },
  };
}
