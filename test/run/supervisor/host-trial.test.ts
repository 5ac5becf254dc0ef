/** A trial's deadline, with real host processes: those that were built. */
import { describe, expect, test } from 'vitest';
import type { Cell, TrialRecord } from '../../../src/model.js';
import { planStudy } from '../../../src/plan/plan.js';
import { machine, study } from '../../reporters/sample-report.js';
import { ownFolder } from '../../support/cli.js';
import { ModuleFolder } from '../../support/modules.js';
import { trialSpec } from '../../support/trial-spec.js';

const BUILT = new URL('../../../dist/src/run/supervisor/host-trial.js', import.meta.url).href;
const folder = ownFolder();
const modules = new ModuleFolder();
const [cell] = planStudy(study).cells as readonly [Cell];

/** Runs a trial of so many units of 0.3 s each. */
async function trial(
  units: number,
  timeoutSeconds: number,
  renewsTimeout: boolean,
  { signal = new AbortController().signal, progress = (_: number) => {} } = {},
): Promise<TrialRecord> {
  const { runHostTrial } = await import(BUILT);
  const moduleUrl = modules.url('export default () => new Promise((resolve) => setTimeout(resolve, 300));\n');
  const options = {
    ...{ scratch: folder, uvThreadpoolSize: 4, timeoutSeconds, renewsTimeout, signal },
    ...{ probes: [], idle: new Map(), sampleIntervalSeconds: 1, machine },
  };
  const spec = trialSpec({ moduleUrl, units, executor: 'sequential', workers: 0, scratch: folder });
  return runHostTrial({ index: 0, cell, round: 0, endsRound: true }, spec, options, { phase() {}, progress });
}

describe.concurrent('a trial that takes longer than its timeout', () => {
  test('is ended when the user set it', async () => {
    const { outcome, fault } = await trial(60, 4, false);
    expect({ outcome, message: fault?.message }).toEqual({
      outcome: 'timed_out',
      message: 'it was still in "run" after 4 s; raise "timeout" if it only needs longer',
    });
  });

  test('goes on while units end, when nobody set it', async () => {
    const { outcome, measurement, hostSeconds } = await trial(20, 4, true);
    expect({ outcome, units: measurement?.unitsCompleted }).toEqual({ outcome: 'completed', units: 20 });
    expect(hostSeconds).toBeGreaterThan(4);
  });
});

test('a trial that is interrupted says in which phase, though it goes on to its end, and after how many units', async () => {
  const controller = new AbortController();
  const progress = (unitsDone: number) => {
    if (unitsDone > 0) controller.abort('SIGINT');
  };
  const { outcome, fault, measurement } = await trial(60, 60, true, { signal: controller.signal, progress });
  expect({ outcome, phase: fault?.phase, measurement }).toEqual({
    outcome: 'interrupted',
    phase: 'run',
    measurement: null,
  });
  expect(fault?.message).toMatch(/^it was interrupted in "run", after [1-9]\d? units?$/);
});
