/** A trial's spec for tests that need one: small, and whole. */
import type { TrialSpec } from '../../src/seams/executor.js';

/** A sequential trial of ten units; `over` says what the test is about. */
export function trialSpec(over: Partial<TrialSpec> = {}): TrialSpec {
  return {
    task: { name: 'tiny', given: 'tiny', args: null, subject: { kind: 'module', path: '/tiny.js' } },
    args: [],
    subject: { kind: 'module', url: 'file:///tiny.js' },
    executor: 'sequential',
    workers: 0,
    inFlight: 1,
    load: { kind: 'count', units: over.units ?? 10 },
    units: 10,
    sampleSeconds: 0.25,
    maxLatencySamples: 0,
    dispatch: 'self',
    chunk: 1,
    order: 'none',
    keys: 1,
    seed: 1,
    round: 0,
    scratch: '',
    warmupSeconds: 0,
    kernels: false,
    gc: false,
    digest: true,
    profile: null,
    stopAtFailure: true,
    meters: true,
    cpus: null,
    cpuSet: null,
    ...over,
  };
}
