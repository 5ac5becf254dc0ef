import { busyShare, type MachineTimes, readCpuTimes } from '../run/system/cpu-times.js';
import { cpuSeconds } from '../run/system/process-tree.js';
import { difference, reading, unseenReason } from '../run/system/reading.js';
import type { Probe, Sample } from '../seams/probe.js';

/** The machine's CPU times, and those of the host's tree and of services, at one instant. */
interface Instant {
  readonly machine: MachineTimes | null;
  readonly treeSeconds: number | null;
  /** Null without services. */
  readonly serviceSeconds: number | null;
}

/** Who had the CPUs: the host's tree, others, and which of the CPUs were busy. */
const cpu: Probe = {
  name: 'cpu',
  summary: 'CPU time of the host process and its children, of others, and of each CPU',
  figures: {
    treeSeconds: 'CPU time of the host and all processes below it, in seconds',
    serviceSeconds: 'CPU time of the services and all processes below them, in seconds; 0 where there are none',
    foreignSeconds: 'CPU time of everything else on the machine, in seconds',
    coreShares: 'Share of the time in which each CPU was busy, 0 to 1, in the order of their numbers',
  },
  series: {
    cpuShare: 'Share of all CPUs that was busy since the sample before, everybody’s, 0 to 1',
    treeCpuShare: 'Share of all CPUs that the host and all processes below it took since the sample before, 0 to 1',
    'cpuShare.N': 'Share of CPU N that was busy since the sample before, 0 to 1',
  },
  start({ tree, fixtureTree, root }) {
    const look = (): Instant => ({
      machine: readCpuTimes(root),
      treeSeconds: cpuSeconds(root, tree()),
      serviceSeconds: cpuSeconds(root, fixtureTree()),
    });
    const first = look();
    let last = first;
    return {
      sample() {
        const before = last;
        last = look();
        return sampleOf(before, last);
      },
      stop() {
        const treeSeconds = difference(first.treeSeconds, last.treeSeconds);
        const busySeconds = difference(first.machine?.all.busySeconds, last.machine?.all.busySeconds);
        // What a service's program took that ended meanwhile is gone from the sum.
        const serviceSeconds = Math.max(0, difference(first.serviceSeconds, last.serviceSeconds) ?? 0);
        const foreign = difference(treeSeconds, busySeconds);
        const figures = {
          treeSeconds,
          serviceSeconds,
          foreignSeconds: foreign === null ? null : Math.max(0, foreign - serviceSeconds),
          coreShares: coreShares(first.machine, last.machine),
        };
        return reading(figures, unseenReason(root, 'CPU times', first.treeSeconds === null ? 'first' : 'last'));
      },
    };
  },
};
export default cpu;

function sampleOf(from: Instant, to: Instant): Sample {
  const total = difference(from.machine?.all.totalSeconds, to.machine?.all.totalSeconds);
  const tree = difference(from.treeSeconds, to.treeSeconds);
  const cpus = [...(to.machine?.cpus ?? [])];
  return {
    cpuShare: busyShare(from.machine?.all, to.machine?.all),
    treeCpuShare: tree === null || total === null || total <= 0 ? null : Math.min(1, tree / total),
    ...Object.fromEntries(
      cpus.map(([number, times]) => [`cpuShare.${number}`, busyShare(from.machine?.cpus.get(number), times)]),
    ),
  };
}

/** Two decimals are what ticks of 10 ms give; a CPU without a tick was not seen, and counts as idle. */
function coreShares(from: MachineTimes | null, to: MachineTimes | null): readonly number[] | null {
  if (from === null || to === null) return null;
  return [...to.cpus].map(([number, times]) => round(busyShare(from.cpus.get(number), times) ?? 0));
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
