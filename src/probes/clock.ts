import { join } from 'node:path';
import { now, wallClock } from '../clock.js';
import { reading } from '../run/system/reading.js';
import { systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

/** Whether time itself went on evenly: a machine may sleep, a virtual one may stop, a clock may be set. */
const clock: Probe = {
  name: 'clock',
  summary: 'Steps of the wall clock, time asleep, and gaps in which the supervisor did not run',
  figures: {
    observedSeconds: 'Time from the start of the observation to its end, in seconds',
    wallStepSeconds: 'How much further the wall clock went than the monotonic one, in seconds; below 0 for backwards',
    suspendedSeconds: 'How much further the time since boot went than the monotonic clock, which stops in sleep',
    longestGapSeconds: 'Longest time between two samples beyond their interval, in seconds',
  },
  start({ root, sampleIntervalSeconds }) {
    const from = instant(root);
    let last = from.monotonic;
    let gap = 0;
    return {
      sample() {
        const at = now() / 1000;
        gap = Math.max(gap, at - last - sampleIntervalSeconds);
        last = at;
        return {};
      },
      stop() {
        const to = instant(root);
        const passed = to.monotonic - from.monotonic;
        const figures = {
          observedSeconds: passed,
          wallStepSeconds: to.wall - from.wall - passed,
          suspendedSeconds: from.boot === null || to.boot === null ? null : Math.max(0, to.boot - from.boot - passed),
          longestGapSeconds: gap,
        };
        return reading(figures, 'there is no /proc/uptime');
      },
    };
  },
};
export default clock;

/** The three clocks, in seconds. /proc/uptime counts on in sleep (CLOCK_BOOTTIME); it has two decimals. */
function instant(root: string): { readonly monotonic: number; readonly wall: number; readonly boot: number | null } {
  const [, boot] = /^(\d+\.\d+) /.exec(systemText(join(root, 'proc/uptime'))) ?? [];
  return {
    monotonic: now() / 1000,
    wall: wallClock().getTime() / 1000,
    boot: boot === undefined ? null : Number(boot),
  };
}
