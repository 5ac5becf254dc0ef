import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe, ProbeTarget } from '../../seams/probe.js';
import { treeOf } from '../system/process-tree.js';
import type { IdleReadings, ObserverTarget } from './trial-observer.js';

/**
 * Shows the machine at rest to the probes that ask for it; those that cannot read here cost no time. An
 * abort ends the rest early.
 */
export async function readIdle(
  probes: readonly Probe[],
  target: Omit<ObserverTarget, 'hostPid'>,
  signal: AbortSignal,
): Promise<IdleReadings> {
  const tree = () => treeOf(target.root, process.pid);
  const atRest = { ...target, hostPid: process.pid, tree, idle: null };
  const asking = probes.filter((probe) => probe.idleSeconds !== undefined && canRead(probe, atRest));
  if (asking.length === 0) return new Map();
  const started = asking.map((probe) => [probe.name, probe.start(atRest)] as const);
  const longest = Math.max(...asking.map(({ idleSeconds }) => idleSeconds ?? 0));
  await sleep(longest * 1000, undefined, { signal }).catch(() => {});
  return new Map(started.map(([name, observation]) => [name, observation.stop()]));
}

function canRead(probe: Probe, target: ProbeTarget): boolean {
  const reading = probe.start(target).stop();
  return Object.entries(reading).some(([figure, value]) => figure !== 'reason' && value !== null);
}
