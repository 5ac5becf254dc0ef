import type { Study, StudyTask } from '../../model/study.js';
import type { TrialSpec } from '../../seams/executor.js';

/** A look at a task before anything is measured: one unit in its host's own thread, beside the services that are there. */
export function lookSpec(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  folders: Pick<TrialSpec, 'scratch' | 'cache'>,
  services: NonNullable<TrialSpec['services']> = {},
): TrialSpec {
  return {
    task,
    args: task.args ?? [],
    subject: { kind: 'module', url: moduleUrl },
    executor: 'sequential',
    workers: 0,
    inFlight: 1,
    load: { kind: 'count', units: 1 },
    units: 1,
    sampleSeconds: study.sampleIntervalSeconds,
    maxLatencySamples: 0,
    dispatch: 'self',
    chunk: 1,
    order: 'none',
    keys: 1,
    seed: study.seed,
    round: 0,
    ...folders,
    warmupSeconds: 0,
    kernels: false,
    gc: false,
    digest: true,
    profile: null,
    stopAtFailure: true,
    meters: false,
    cpus: null,
    cpuSet: null,
    services,
    ...readyOf(study),
  };
}

/** What tells a host to ask the task whether its services are ready: the longest that any of them gets. */
export function readyOf({ services = [] }: Pick<Study, 'services'>): Pick<TrialSpec, 'readySeconds'> {
  const seconds = services.filter(({ ready }) => ready.kind === 'task').map(({ readySeconds }) => readySeconds);
  return seconds.length === 0 ? {} : { readySeconds: Math.max(...seconds) };
}
