/** Whether equal units give equal results, and whether results travel. */
import { median } from 'simple-statistics';
import type { ResultDigest } from '../model/measurement.js';
import type { TaskInspection } from '../run/host/inspection.js';
import { NOT_SENT_CURE } from '../run/supervisor/task-problem.js';
import { bytes, duration, percent } from '../words/numbers.js';
import type { CheckFacts, CheckResult, WorkerTrial } from './model.js';

const check = 'results';

/** The same units three times, in fresh processes, once from the last to the first. */
export function checkResults(inspection: TaskInspection, trials: readonly WorkerTrial[]): CheckResult {
  if (!inspection.deterministic) {
    return { check, verdict: 'unknown', text: 'the task says that its results vary; they are not compared' };
  }
  const [threads, processes] = trials.map(({ record }) => record.measurement?.digest ?? null);
  if (!threads || !processes) {
    return { check, verdict: 'unknown', text: 'results were not compared, because units failed' };
  }
  const between = differences(threads, processes, inspection.units);
  if (between.length > 0) return found('not-deterministic', between, inspection.units);
  const order = differences(threads, inspection.digest, inspection.units);
  if (order.length > 0) return found('order-matters', order, inspection.units);
  const text = `equal results from ${inspection.units} units in three fresh processes, forwards and backwards`;
  return { check, verdict: 'passed', text };
}

/** The units whose results differ; each has a bucket of its own. */
function differences(a: ResultDigest, b: ResultDigest, units: number): readonly number[] {
  return Array.from({ length: units }, (_, unit) => unit).filter((unit) => a[unit] !== b[unit]);
}

function found(code: 'not-deterministic' | 'order-matters', different: readonly number[], units: number): CheckResult {
  const which = `${different.length} of ${units} units (the first is unit ${different[0]})`;
  const evidence = { units, different: different.length, firstUnit: different[0] ?? null };
  const finding =
    code === 'not-deterministic'
      ? {
          text: `The same unit gives another result in another process: ${which}.`,
          cure: 'Draw from the context\'s "rng" and "index", not from Math.random, the clock or a process id; or say "deterministic: false".',
        }
      : {
          text: `A unit's result depends on the units that ran before it, or on its thread: ${which} differ when they run from the last to the first.`,
          cure: 'Keep nothing between units, because each worker runs different ones: start from "index" and "state". Or say "deterministic: false".',
        };
  return { check, verdict: 'found', finding: { code, severity: 'critical', ...finding, evidence } };
}

/** Results of that size are worth a word whatever they cost. */
const LARGE_BYTES = 2 ** 20;
/** Smaller results than that never are. */
const SMALL_BYTES = 2 ** 14;
/** A share of the service time that a copy may take. */
const NOTABLE_SHARE = 0.1;

/** Whether a result can be sent back, how large it is, and what a copy takes. */
export function checkCloning({ result, serviceSeconds }: TaskInspection, { dispatch }: CheckFacts): CheckResult {
  const { obstacle, bytes: size, cloneSeconds } = result;
  const severity = dispatch === 'pool' ? 'critical' : 'warning';
  if (obstacle !== null || size === null || cloneSeconds === null) {
    const finding = {
      code: 'not-cloneable',
      severity,
      text: `The result cannot leave its worker: ${obstacle}`,
      cure: NOT_SENT_CURE,
      evidence: { dispatch, obstacle },
    } as const;
    return { check: 'cloning', verdict: 'found', finding };
  }
  const share = cloneSeconds / median([...serviceSeconds]);
  const figures = `${bytes(size)}, copied in ${duration(cloneSeconds)}`;
  if (size < SMALL_BYTES || (size < LARGE_BYTES && share < NOTABLE_SHARE)) {
    return { check: 'cloning', verdict: 'passed', text: `the result can be sent back: ${figures}` };
  }
  const finding = {
    code: 'large-result',
    severity: dispatch === 'pool' ? 'warning' : 'info',
    text: `The result is large: ${figures}, ${percent(share)} of a unit's time.`,
    cure: 'Define "answer" to return a summary of the result: sending it all back measures the copy.',
    evidence: { bytes: size, cloneSeconds, shareOfService: share, dispatch },
  } as const;
  return { check: 'cloning', verdict: 'found', finding };
}
