/** The check of a command before a long run: runs it a few times, with its hooks, and judges what it saw. */
import type { CommandRun, CommandRuns } from '../model/command.js';
import type { Study, StudyTask } from '../model/study.js';
import { lookSpec } from '../run/supervisor/look-spec.js';
import { LoadLook } from '../run/system/load-look.js';
import { readMachine } from '../run/system/machine.js';
import { TrialFault } from '../run/worker/trial-fault.js';
import { traitsOf } from '../seams/executor.js';
import { commandOf, type ReadySubject } from '../seams/subject.js';
import { hireSlots } from '../subjects/command/command-crew.js';
import { costOfTrue } from '../subjects/command/cost-of-true.js';
import { counted } from '../words/counts.js';
import type { CheckOptions } from './check.js';
import { type CommandLook, judgeCommand } from './judge-command.js';
import type { CheckReport } from './model.js';

/** A run that takes longer is ended and taken to hang, unless `--timeout` says otherwise. */
const HANGING_SECONDS = 600;
/** Runs of each worker count. */
const RUNS = 2;

/**
 * Checks a study's command: with the smallest and the largest worker count of its knob, or alone. Rejects with a
 * CommandError where it cannot be started, and with the signal's reason when it is aborted.
 */
export async function checkCommand(study: Study, options: CheckOptions): Promise<CheckReport> {
  const task = study.tasks[0] as StudyTask;
  const load = new LoadLook();
  const isKnob = study.executors.some((executor) => traitsOf(study, executor).workersAre === 'inside');
  const [least = 1, most = least] = [study.workers[0], study.workers.at(-1)];
  const counts = isKnob ? [...new Set([least, most])] : [1];
  const looks: CommandLook[] = [];
  for (const workers of counts) {
    looks.push(await lookAt(study, task, workers, options));
    options.signal.throwIfAborted();
    if (looks.at(-1)?.fault !== null) break;
  }
  const emptyRunSeconds = await costOfTrue(options.scratch.path);
  const machine = readMachine(study.uvThreadpoolSize);
  const comparesFiles = (commandOf(task.subject as ReadySubject).expect?.files ?? null) !== null;
  return judgeCommand(task, { looks, isKnob, comparesFiles, emptyRunSeconds, machine, load: load.end() });
}

/** Runs twice, unless the first run took longer than the check may. */
async function lookAt(
  study: Study,
  task: StudyTask,
  workers: number,
  { scratch, seconds, on, signal }: CheckOptions,
): Promise<CommandLook> {
  const folder = scratch.temporary('check-command');
  const given = commandOf(task.subject as ReadySubject);
  const subject = {
    ...given,
    runTimeoutSeconds: given.runTimeoutSeconds ?? HANGING_SECONDS,
    expect: given.expect ?? { files: null, normalise: [] },
  };
  const spec = { ...lookSpec(study, task, '', { scratch: folder.path }), subject, workers };
  const crew = await hireSlots(1, spec, signal);
  let fault: string | null = null;
  try {
    await crew.tell({ op: 'setup' });
    for (let run = 0; run < RUNS && fault === null; run++) {
      if (run > 0 && wallSeconds(crew.commandRuns()) > seconds) break;
      on(`run ${run + 1} of ${RUNS} with ${counted(workers, 'worker')}`);
      const unit = await crew.handOut(0, run);
      fault = unit.fault?.message ?? null;
      signal.throwIfAborted();
    }
    await crew.tell({ op: 'teardown' });
  } catch (error) {
    if (!(error instanceof TrialFault)) throw error;
    fault = error.fault.message;
  } finally {
    await crew.dismiss();
    folder.remove();
  }
  const { runs, leftBehind } = crew.commandRuns();
  return { workers, runs, leftBehind, fault, isHanging: hangs(runs, subject.runTimeoutSeconds) };
}

function wallSeconds({ runs }: CommandRuns): number {
  return runs.reduce((sum, run) => sum + run.wallSeconds, 0);
}

function hangs(runs: readonly CommandRun[], timeoutSeconds: number): boolean {
  return runs.some((run) => run.wallSeconds >= timeoutSeconds);
}
