/** Runs a study with planted faults through the command line, and tells what came of it. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, TrialRecord } from '../../src/model/trial.js';
import { type Ended, type RunFiles, readRun, startKneepoint } from '../support/cli.js';

/** The ways to run units, each as one cell: sequential, and the others with two workers. */
export type ExecutorName = 'sequential' | 'async' | 'threads' | 'processes';

/** A study that is to go wrong. */
export interface FaultyStudy {
  /** The task's module. */
  readonly task: string;
  readonly args: readonly unknown[];
  /** Ways to run units beside sequential. */
  readonly executors: readonly Exclude<ExecutorName, 'sequential'>[];
  readonly rounds: number;
  /** More flags, which win over the usual ones. */
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What came of it. */
export interface FaultyRun {
  readonly ended: Ended;
  /** Null when nothing was measured. */
  readonly run: RunFiles | null;
  /** Processes of the study that are still there when it has ended. */
  readonly orphans: readonly string[];
  /** What it left in its temporary folder. */
  readonly leftovers: readonly string[];
}

/** A study that has not ended by then hangs. */
const HANG_MS = 540_000;

/** Runs a study in a folder of its own below `parent`; its temporary folder marks all of its processes. */
export async function runFaulty(study: FaultyStudy, parent: string, name: string): Promise<FaultyRun> {
  const folder = join(parent, name.replaceAll(/[^\w-]+/g, '-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const args = [
    ...['run', study.task, '--task-args', JSON.stringify(study.args), '--out', 'out'],
    ...['--executors', study.executors.join(','), '--workers', '0,2', '--iterations', String(study.rounds)],
    ...['--task-count', '8', '--warmup', '0', '--plan-order', 'listed', '--no-gc-after-iteration'],
    ...study.flags,
  ];
  const cells = 1 + study.executors.length;
  const { child, ended } = startKneepoint(args, folder, {
    TMPDIR: temporary,
    FAULTS_CELLS: String(cells),
    ...study.env,
  });
  const guard = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
  const end = await ended;
  clearTimeout(guard);
  const isRun = readdirSync(folder).includes('out');
  return {
    ended: end,
    run: isRun ? await readRun(join(folder, 'out')) : null,
    orphans: processesWith(temporary),
    leftovers: readdirSync(temporary),
  };
}

/** Processes that began with the temporary folder of their study, by what they run. */
function processesWith(temporary: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => textOf(`/proc/${pid}/environ`).includes(`TMPDIR=${temporary}\0`))
    .map((pid) => `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** How one trial ended, with nothing in its message that differs from run to run. */
export interface Observed {
  readonly executor: ExecutorName;
  readonly outcome: Outcome;
  readonly phase: string | null;
  readonly unit: number | null;
  readonly message: string | null;
  readonly record: TrialRecord;
}

/** The trials of one round, in the plan's order. */
export function observe(run: RunFiles, round: number): readonly Observed[] {
  const cells = new Map(run.study.plan.cells.map((cell) => [cell.id, cell]));
  return run.trials
    .filter((record) => record.round === round)
    .map((record) => ({
      executor: cells.get(record.cellId)?.way.executor as ExecutorName,
      outcome: record.outcome,
      phase: record.fault?.phase ?? null,
      unit: record.fault?.unit ?? null,
      message: record.fault?.message ?? null,
      record,
    }));
}
