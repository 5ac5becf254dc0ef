import { join } from 'node:path';
import { reading } from '../run/system/reading.js';
import { systemFolder, systemNumber, systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

const CPUS = 'sys/devices/system/cpu';
/** Asking a CPU for its clock may interrupt it: of many CPUs a few stand for all. */
const MAX_CPUS = 16;

/** The clock that the CPUs ran at. */
const frequency: Probe = {
  name: 'frequency',
  summary: 'Clock of the CPUs, and who governs it',
  figures: {
    meanMHz: 'Mean over the CPUs and all samples, in MHz',
    fastestMHz: 'Mean over all samples of the fastest CPU’s clock, in MHz: idle CPUs do not lower it',
    lowestMHz: 'Lowest mean over the CPUs of any sample, in MHz',
    highestMHz: 'Highest mean over the CPUs of any sample, in MHz',
    limitMHz: 'The highest clock that any CPU can have, in MHz',
    governor: 'The scaling governor; several are joined by commas',
  },
  series: { frequencyMHz: 'Mean clock of the CPUs, in MHz' },
  start({ root }) {
    const folders = cpuFolders(root);
    const seen: number[] = [];
    const fastest: number[] = [];
    return {
      sample() {
        const clocks = folders.map((folder) => megahertz(folder, 'scaling_cur_freq')).filter((mhz) => mhz !== null);
        const mean = meanOf(clocks);
        if (mean !== null) {
          seen.push(mean);
          fastest.push(Math.max(...clocks));
        }
        return { frequencyMHz: mean };
      },
      stop() {
        const figures = {
          meanMHz: meanOf(seen),
          fastestMHz: meanOf(fastest),
          lowestMHz: seen.length === 0 ? null : Math.min(...seen),
          highestMHz: seen.length === 0 ? null : Math.max(...seen),
          limitMHz: highest(folders.map((folder) => megahertz(folder, 'cpuinfo_max_freq'))),
          governor: governorOf(folders),
        };
        return reading(figures, 'no cpufreq, as on most virtual machines');
      },
    };
  },
};
export default frequency;

function cpuFolders(root: string): readonly string[] {
  const all = systemFolder(join(root, CPUS)).filter((name) => /^cpu\d+$/.test(name));
  const step = Math.ceil(all.length / MAX_CPUS);
  const chosen = all.filter((_, i) => i % step === 0).map((name) => join(root, CPUS, name, 'cpufreq'));
  return chosen.filter((folder) => systemNumber(join(folder, 'scaling_cur_freq')) !== null);
}

function megahertz(folder: string, file: string): number | null {
  const kilohertz = systemNumber(join(folder, file));
  return kilohertz === null ? null : kilohertz / 1000;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function governorOf(folders: readonly string[]): string | null {
  const names = new Set(folders.map((folder) => systemText(join(folder, 'scaling_governor')).trim()));
  return [...names].filter((name) => name !== '').join(',') || null;
}
