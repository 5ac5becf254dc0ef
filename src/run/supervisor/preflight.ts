import type { Study, StudyTask, TaskDescription } from '../../model.js';
import type { HostExit } from '../host/host-process.js';
import { lookAtTask } from '../host/look.js';
import { lookSpec } from '../host/look-spec.js';
import { TaskProblem } from '../host/task-problem.js';
import { Interruption } from './interruption.js';
import type { Scratch } from './scratch.js';
import { prepareSource } from './task-source.js';

/** A task that can be measured. */
export interface PreparedTask {
  readonly task: StudyTask;
  /** What workers import; null for a simulated law. */
  readonly moduleUrl: string | null;
  readonly hash: string | null;
  readonly description: TaskDescription;
}

/** A module that takes longer than that to import is taken to hang, unless `timeout` says less. */
const IMPORT_SECONDS = 30;
/** Setup and a unit that take longer than that stay unknown. */
const TRY_SECONDS = 10;

/** Looks at every task of a study in disposable processes; rejects with TaskProblem for the first bad one, with Interruption when aborted. */
export async function preflight(study: Study, scratch: Scratch, signal: AbortSignal): Promise<readonly PreparedTask[]> {
  const prepared: PreparedTask[] = [];
  for (const [i, task] of study.tasks.entries())
    prepared.push(await prepare(study, task, scratch, `task-${i}`, signal));
  return prepared;
}

async function prepare(
  study: Study,
  task: StudyTask,
  scratch: Scratch,
  folder: string,
  signal: AbortSignal,
): Promise<PreparedTask> {
  if (task.modulePath === null) {
    const description = {
      name: task.name,
      summary: null,
      args: task.args ?? [],
      deterministic: false,
      repeats: null,
      unitSeconds: null,
    };
    return { task, moduleUrl: null, hash: null, description };
  }
  const source = await prepareSource(task.modulePath, scratch.folder(folder));
  const description = await describe(study, task, source.moduleUrl, scratch, `${folder}-preflight`, signal);
  return { task, moduleUrl: source.moduleUrl, hash: source.hash, description };
}

async function describe(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  scratch: Scratch,
  folder: string,
  signal: AbortSignal,
): Promise<TaskDescription> {
  const where = task.modulePath as string;
  const importSeconds = Math.min(IMPORT_SECONDS, study.timeoutSeconds ?? IMPORT_SECONDS);
  const { told, exit, overdueSeconds } = await lookAtTask(
    { op: 'describe', spec: lookSpec(study, task, moduleUrl, scratch.folder(folder)) },
    {
      scratch: scratch.path,
      uvThreadpoolSize: study.uvThreadpoolSize,
      importSeconds,
      silenceSeconds: Math.min(TRY_SECONDS, importSeconds),
      signal,
    },
  );
  if (signal.aborted) throw new Interruption(String(signal.reason));
  const described = told.findLast((message) => message.kneepoint === 'described');
  if (described !== undefined) return described.description;
  const last = told.at(-1);
  if (last?.kneepoint === 'refused') throw TaskProblem.refused(where, last.fault);
  if (last?.kneepoint === 'ended' && last.result.fault !== null) throw TaskProblem.refused(where, last.result.fault);
  throw endedEarly(where, exit, overdueSeconds);
}

function endedEarly(where: string, { code, signal }: HostExit, overdueSeconds: number | null): TaskProblem {
  if (overdueSeconds !== null) {
    const what = `it was still being imported after ${overdueSeconds} s`;
    return new TaskProblem(
      where,
      what,
      'A top-level await that never ends, or an endless loop? Try it with "node" alone.',
    );
  }
  const what = `its process ended ${signal === null ? `with status ${code}` : `by ${signal}`} while it was imported`;
  const cure =
    code === 0
      ? 'Does it await, at its top level, something that never comes? Or call process.exit?'
      : 'A task module must not call process.exit, nor crash, when it is loaded.';
  return new TaskProblem(where, what, cure);
}
