/** A close look at a task, in a host process of its own: the figures behind `kneepoint check`. */

import { basename } from 'node:path';
import { serialize } from 'node:v8';
import { now, secondsBetween } from '../../clock.js';
import type { Phase } from '../../model/phase.js';
import type { Fault } from '../../model/trial.js';
import type { TrialSpec } from '../../seams/executor.js';
import { moduleUrlOf } from '../../seams/subject.js';
import { clockFacts } from '../system/clock-facts.js';
import { DigestSum } from '../worker/digest.js';
import { faultOf } from '../worker/fault.js';
import { collectGarbage } from '../worker/garbage.js';
import { type LoadedTask, loadTask } from '../worker/task-module.js';
import { type UnitAnswer, UnitRunner } from '../worker/unit-runner.js';
import { AsyncWatch } from './async-watch.js';
import type { HostMessage } from './host-protocol.js';
import type { MemorySample, ResultFacts, TaskInspection } from './inspection.js';
import { leftOpen, openedBefore } from './open-resources.js';
import { argumentsOf, type UnfilledParameters, unfilledFault, unfilledParameters } from './parameters.js';

/** Most units that are compared: one for each bucket of a digest at most, so that a difference has a name. */
const MOST_UNITS = 64;
/** One alone would have no order. */
const LEAST_UNITS = 2;
/** Shares of the time: for the units that are compared, and for the series that memory is read over. */
const COMPARE_SHARE = 0.1;
const SERIES_SHARE = 0.4;
/** Memory is read that often in the series. */
const BATCHES = 24;
/** Service times that are kept. */
const KEPT_TIMES = 2000;
/** Copies of a result that are timed. */
const COPIES = 5;
/** How often it tells that units come to an end. */
const ALIVE_MS = 100;

/** A fault with its phase, thrown through the stages. */
class Refusal {
  constructor(readonly fault: Fault) {}
}

/**
 * Looks at a task for about half of `seconds`, and tells each phase before it begins. The answer says what
 * was seen, or the fault that stopped the look.
 */
export async function inspectTask(
  spec: TrialSpec,
  seconds: number,
  tell: (message: HostMessage) => void,
): Promise<HostMessage> {
  const inPhase = async <Value>(phase: Phase, act: () => Value | Promise<Value>): Promise<Value> => {
    tell({ kneepoint: 'phase', phase });
    try {
      return await act();
    } catch (thrown) {
      throw thrown instanceof Refusal ? thrown : new Refusal(faultOf(thrown, phase));
    }
  };
  try {
    return { kneepoint: 'inspected', inspection: await inspect(spec, seconds, inPhase, tell) };
  } catch (refusal) {
    return { kneepoint: 'refused', fault: (refusal as Refusal).fault };
  }
}

type InPhase = <Value>(phase: Phase, act: () => Value | Promise<Value>) => Promise<Value>;

async function inspect(
  spec: TrialSpec,
  seconds: number,
  inPhase: InPhase,
  tell: (message: HostMessage) => void,
): Promise<TaskInspection> {
  const clock = clockFacts();
  collectGarbage();
  const openBefore = openedBefore();
  const watch = new AsyncWatch();
  const addOns = watchAddOns();
  const task = await inPhase('import', () => loadTask(moduleUrlOf(spec.subject)));
  const args = await inPhase('check', () => checkedArgs(task, spec));
  const unfilled = unfilledOf(task, args);
  const runner = new UnitRunner(task, { ...spec, args }, 0);
  await inPhase('setup', () => runner.setup());
  const units = new UnitSeries(runner, args, () => tell({ kneepoint: 'progress', unitsDone: units.ran }));
  const facts = await inPhase('run', async () => {
    const cold = await units.run(0);
    const compared = await compare(units, cold.serviceSeconds, seconds, watch);
    const series = await runSeries(units, compared.units, seconds * SERIES_SHARE);
    return { firstServiceSeconds: cold.serviceSeconds, ...compared, ...series };
  });
  await inPhase('teardown', () => runner.teardown());
  return {
    summary: typeof task.summary === 'string' ? task.summary : null,
    args,
    unfilled,
    deterministic: task.deterministic !== false,
    clock,
    ...facts,
    leftOpen: await leftOpen(openBefore),
    addOns: [...addOns],
    unitsRun: units.ran,
  };
}

function checkedArgs(task: LoadedTask, spec: TrialSpec): readonly unknown[] {
  const args = argumentsOf(task, spec.task);
  task.check?.(...args);
  return args;
}

function unfilledOf(task: LoadedTask, args: readonly unknown[]): UnfilledParameters | null {
  const unfilled = unfilledParameters(task, args);
  if (unfilled?.isCertain) throw new Refusal(unfilledFault(unfilled));
  return unfilled;
}

/** One unit that ran well. */
interface RanUnit {
  readonly value: unknown;
  readonly print: number;
  readonly serviceSeconds: number;
}

/** Runs single units; throws a refusal for one that fails. */
class UnitSeries {
  ran = 0;
  #toldMs = now();

  /** `alive` is called now and then, between units. */
  constructor(
    readonly runner: UnitRunner,
    readonly args: readonly unknown[],
    readonly alive: () => void,
  ) {}

  async run(index: number): Promise<RanUnit> {
    const answer: UnitAnswer = await this.runner.answer(index, this.args);
    if (answer.fault !== null) throw new Refusal(answer.fault);
    this.ran++;
    if (answer.finishedMs - this.#toldMs > ALIVE_MS) {
      this.#toldMs = answer.finishedMs;
      this.alive();
    }
    const serviceSeconds = secondsBetween(answer.startedMs, answer.finishedMs);
    return { value: answer.value, print: answer.print, serviceSeconds };
  }
}

/** Runs units from the last to the first: a result that depends on the units before it then differs. */
async function compare(series: UnitSeries, unitSeconds: number, seconds: number, watch: AsyncWatch) {
  const units = Math.min(
    MOST_UNITS,
    Math.max(LEAST_UNITS, Math.floor((seconds * COMPARE_SHARE) / Math.max(unitSeconds, 1e-6))),
  );
  const digest = new DigestSum();
  watch.clearRequests();
  const first = await series.run(units - 1);
  const { requests: poolRequests, started } = watch;
  watch.stop();
  digest.add(units - 1, first.print);
  for (let index = units - 2; index >= 0; index--) {
    digest.add(index, (await series.run(index)).print);
  }
  return { units, digest: digest.encode(), result: resultFacts(first.value), poolRequests, started };
}

/** Runs units for `seconds`, in batches with a full collection after each. Units of seconds make few batches, or none. */
async function runSeries(units: UnitSeries, firstIndex: number, seconds: number) {
  const times = new Float64Array(KEPT_TIMES);
  const memory: MemorySample[] = [];
  const began = now();
  let [index, cpuSeconds, elapsedSeconds] = [firstIndex, 0, 0];
  const from = index;
  for (let batch = 1; batch <= BATCHES; batch++) {
    const endMs = began + (batch * seconds * 1000) / BATCHES;
    if (batch > 1 && now() >= began + seconds * 1000) break;
    const [batchBegan, cpuBefore] = [now(), process.cpuUsage()];
    do {
      times[(index - from) % KEPT_TIMES] = (await units.run(index)).serviceSeconds;
      index++;
    } while (now() < endMs);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuSeconds += (user + system) / 1e6;
    elapsedSeconds += secondsBetween(batchBegan, now());
    memory.push(memorySample(index - from));
  }
  const ran = index - from;
  const oldest = ran > KEPT_TIMES ? ran % KEPT_TIMES : 0;
  const kept = Array.from(times.subarray(0, Math.min(ran, KEPT_TIMES)));
  return { serviceSeconds: [...kept.slice(oldest), ...kept.slice(0, oldest)], memory, cpuSeconds, elapsedSeconds };
}

/** Dead array buffers are freed by a thread beside, and leave the account only when the next collection begins. */
function memorySample(units: number): MemorySample {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { units, retainedBytes: heapUsed + external, rssBytes: rss };
}

function resultFacts(value: unknown): ResultFacts {
  try {
    const bytes = serialize(value).length;
    const seconds = Array.from({ length: COPIES }, () => {
      const began = now();
      structuredClone(value);
      return secondsBetween(began, now());
    });
    return { bytes, cloneSeconds: seconds.toSorted((a, b) => a - b)[COPIES >> 1] as number, obstacle: null };
  } catch (thrown) {
    return { bytes: null, cloneSeconds: null, obstacle: faultOf(thrown, 'run').message };
  }
}

/** The names of native add-ons that this thread loads from now on. */
function watchAddOns(): ReadonlySet<string> {
  const names = new Set<string>();
  const load = process.dlopen;
  process.dlopen = (...given) => {
    names.add(basename(String(given[1])));
    load.apply(process, given);
  };
  return names;
}
