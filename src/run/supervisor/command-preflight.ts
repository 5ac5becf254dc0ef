/** What is done with a study's commands before its first round: each worker count runs once, and is not counted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { now, secondsBetween } from '../../clock.js';
import type { StudyEvent } from '../../model/events.js';
import type { CpuSet, TaskCosts } from '../../model/journal.js';
import type { Cell } from '../../model/plan.js';
import type { Study, StudyTask } from '../../model/study.js';
import type { Fault } from '../../model/trial.js';
import { patienceSeconds } from '../../plan/patience.js';
import { planStudy } from '../../plan/plan.js';
import type { TrialSpec } from '../../seams/executor.js';
import { listText } from '../../words/counts.js';
import { endMarked, trialMark } from '../system/marked-processes.js';
import { statedFault } from '../worker/fault.js';
import { TrialFault } from '../worker/trial-fault.js';
import { CommandProblem } from './command-problem.js';
import { type NeededFixture, TrialFixtures } from './fixtures.js';
import { Interruption } from './interruption.js';
import { type LookOptions, lookAtTask } from './look.js';
import { lookSpec } from './look-spec.js';
import { PreflightWatch } from './preflight-watch.js';
import type { Scratch } from './scratch.js';

/** The machine's load is seen for that long: others' tenth of two CPUs shows by then. */
const LOAD_SECONDS = 0.5;
/** A host that does not begin by then never does. */
const START_SECONDS = 30;
/** Of a budget, what the runs before the first round may take. Who does not get one starts cold. */
const BUDGET_SHARE = 0.25;

/** What goes with the commands' runs. */
export interface CommandPreflightOptions {
  readonly scratch: Scratch;
  readonly signal: AbortSignal;
  /** Hears what takes long. */
  readonly on: (event: StudyEvent) => void;
  /** What is to run beside each of them. */
  readonly needed: readonly NeededFixture[];
  readonly cpuSets: readonly CpuSet[];
}

/** The median time of a program that does nothing; meanwhile the machine's load is seen. */
export async function emptyRunCosts(
  study: Study,
  { scratch, signal }: Pick<CommandPreflightOptions, 'scratch' | 'signal'>,
): Promise<TaskCosts> {
  const [executor = ''] = study.executors;
  const request = { op: 'empty-run', executor, scratch: scratch.folder('empty-run') } as const;
  const [{ told }] = await Promise.all([
    lookAtTask(request, lookOptions({ scratch, signal }, START_SECONDS)),
    sleep(LOAD_SECONDS * 1000, undefined, { signal }).catch(() => {}),
  ]);
  if (signal.aborted) throw new Interruption(String(signal.reason));
  const [last] = told;
  return last?.kneepoint === 'empty-run' ? { emptyRunSeconds: last.seconds } : {};
}

/**
 * Runs a command once at each worker count, words first: what a program refuses, it refuses at once. Rejects with
 * CommandProblem where a hook fails, a word fails twice, or every count fails; a count that fails alone is a result.
 */
export async function warmUpCommand(
  study: Study,
  task: StudyTask,
  options: CommandPreflightOptions,
): Promise<{ readonly seconds: number; readonly warmCells: ReadonlySet<string> }> {
  const began = now();
  const warmCells = new Set<string>();
  const failed: { readonly cell: Cell; readonly fault: Fault }[] = [];
  const cells = study.warmupSeconds > 0 ? inOrder(planStudy(study).cells, task) : [];
  for (const cell of cells) {
    if (secondsBetween(began, now()) > BUDGET_SHARE * (study.budgetSeconds ?? Number.POSITIVE_INFINITY)) break;
    const fault = await runOnce(study, cell, options);
    warmCells.add(cell.id);
    if (fault === null) continue;
    if (fault.phase !== 'warm-up') throw CommandProblem.around(fault);
    if (cell.word === undefined) failed.push({ cell, fault });
    // Twice: a word is refused for what it is, and not because something else failed just then.
    else if ((await runOnce(study, cell, options)) !== null) throw CommandProblem.ofWord(cell.word, fault);
  }
  const counts = cells.filter(({ word }) => word === undefined);
  if (failed.length > 0 && failed.length === counts.length) {
    const workers = new Set(counts.map((cell) => cell.workers));
    throw CommandProblem.ofAll(listText([...workers].sort((a, b) => a - b)), (failed.at(-1) as { fault: Fault }).fault);
  }
  return { seconds: secondsBetween(began, now()), warmCells };
}

/** Words, then the largest counts, which are likely the fastest. */
function inOrder(cells: readonly Cell[], { name }: StudyTask): readonly Cell[] {
  const own = cells.filter(({ way }) => way.task.name === name);
  const words = own.filter(({ word }) => word !== undefined);
  const counts = own.filter(({ word }) => word === undefined);
  return [...words, ...counts.toSorted((a, b) => b.workers - a.workers)];
}

async function runOnce(study: Study, cell: Cell, options: CommandPreflightOptions): Promise<Fault | null> {
  const { scratch, signal, on } = options;
  const folder = scratch.temporary('warm-up');
  const watch = new PreflightWatch(cell.name, on);
  watch.enter('warm-up');
  const alone = specOf(study, cell, folder.path, options.cpuSets);
  let fixtures: TrialFixtures | null = null;
  try {
    fixtures = await TrialFixtures.start(options.needed, {
      ...alone,
      workers: cell.word ?? cell.workers,
      watchdog: scratch.watchdog,
      signal,
    });
    const spec = { ...alone, services: fixtures.facts };
    const look = lookAtTask({ op: 'warm-up', spec }, lookOptions(options, patienceSeconds(study, cell, null)));
    const { told, exit, overdueSeconds } = await look;
    if (signal.aborted) throw new Interruption(String(signal.reason));
    const last = told.at(-1);
    if (last?.kneepoint === 'warmed-up') return last.fault;
    if (last?.kneepoint === 'ended') return last.result.fault;
    const how = exit.signal === null ? `ended with status ${exit.code}` : `ended by ${exit.signal}`;
    const late = `did not end in ${overdueSeconds} s`;
    return statedFault(`its host process ${overdueSeconds === null ? how : late}`, 'warm-up');
  } catch (thrown) {
    if (signal.aborted) throw new Interruption(String(signal.reason));
    throw thrown instanceof TrialFault ? CommandProblem.around(thrown.fault) : thrown;
  } finally {
    watch.stop();
    await fixtures?.stop();
    await endMarked(trialMark(folder.path));
    folder.remove();
  }
}

function specOf(study: Study, cell: Cell, scratch: string, cpuSets: readonly CpuSet[]): TrialSpec {
  const { way, workers, word } = cell;
  return {
    ...lookSpec(study, way.task, '', scratch),
    subject: way.task.subject as TrialSpec['subject'],
    executor: way.executor,
    workers,
    ...(word !== undefined && { word }),
    warmupSeconds: study.warmupSeconds,
    cpuSet: cpuSets.find(({ cpus }) => cpus === way.cpus)?.list ?? null,
  };
}

function lookOptions(
  { scratch, signal }: Pick<CommandPreflightOptions, 'scratch' | 'signal'>,
  seconds: number,
): LookOptions {
  return {
    watchdog: scratch.watchdog,
    uvThreadpoolSize: null,
    importSeconds: START_SECONDS,
    silenceSeconds: seconds,
    signal,
  };
}
