import type { Study, StudyTask } from '../../model/study.js';
import type { TrialSpec } from '../../seams/executor.js';

/** A look at a task before anything is measured: one unit in its host's own thread, beside the services that are there. */
export function lookSpec(
  study: Study,
  task: StudyTask,
  moduleUrl: string,
  scratch: string,
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
    scratch,
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
  };
}
