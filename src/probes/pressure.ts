import { join } from 'node:path';
import { difference, reading } from '../run/system/reading.js';
import { systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

/** Pressure stall information: how long work stood still for want of a resource. */
const pressure: Probe = {
  name: 'pressure',
  summary: 'Time in which work of the whole machine waited for CPU, memory or disks (PSI)',
  figures: {
    cpuSomeSeconds: 'Time in which some thread that could run had no CPU, in seconds',
    memorySomeSeconds: 'Time in which some thread waited for memory, in seconds',
    memoryFullSeconds: 'Time in which every thread with work waited for memory, in seconds',
    ioSomeSeconds: 'Time in which some thread waited for disks, in seconds',
    ioFullSeconds: 'Time in which every thread with work waited for disks, in seconds',
  },
  start({ root }) {
    const from = readStalls(root);
    return {
      stop() {
        const to = readStalls(root);
        const figures = Object.keys(from).map((figure) => [figure, difference(from[figure], to[figure])]);
        return reading(Object.fromEntries(figures), 'this kernel gives no pressure stall information');
      },
    };
  },
};
export default pressure;

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345`, in microseconds since boot. */
function readStalls(root: string): { readonly [figure: string]: number | null } {
  const total = (resource: string, kind: 'some' | 'full') => {
    const text = systemText(join(root, 'proc/pressure', resource));
    const micros = new RegExp(`^${kind} .*total=(\\d+)$`, 'm').exec(text)?.[1];
    return micros === undefined ? null : Number(micros) / 1e6;
  };
  return {
    cpuSomeSeconds: total('cpu', 'some'),
    memorySomeSeconds: total('memory', 'some'),
    memoryFullSeconds: total('memory', 'full'),
    ioSomeSeconds: total('io', 'some'),
    ioFullSeconds: total('io', 'full'),
  };
}
