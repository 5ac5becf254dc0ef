/** Machines made of files: trees of /proc and /sys below a temporary folder, from compact descriptions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Reading } from '../../src/model/trial.js';
import { treeOf } from '../../src/run/system/process-tree.js';
import type { Probe, ProbeTarget, Sample } from '../../src/seams/probe.js';
import { machine } from '../reporters/sample-report.js';
import { writeFiles } from './cli.js';

/** Path below the root → its text; a number stands for itself. */
export type Files = { readonly [path: string]: string | number };

/** Every machine of a test file. */
const roots: string[] = [];

// Here, while tests are collected: a hook that a running test registers is never called.
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A machine whose files a test writes and changes; removed when the test file is through. */
export class FixtureMachine {
  readonly root = mkdtempSync(join(tmpdir(), 'kneepoint-machine-'));

  constructor(files: Files = {}) {
    roots.push(this.root);
    this.write(files);
  }

  /** Writes files, or changes them. */
  write(files: Files): this {
    writeFiles(this.root, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}\n`])));
    return this;
  }

  /** Observes it with a probe while each step writes its files: sampled before, between and after the steps. */
  observe(
    probe: Probe,
    steps: readonly Files[] = [],
    more: Partial<ProbeTarget> = {},
  ): { readonly reading: Reading; readonly samples: readonly Sample[] } {
    const observation = probe.start({ ...this.target(), ...more });
    const samples = [observation.sample?.() ?? {}];
    for (const step of steps) {
      this.write(step);
      samples.push(observation.sample?.() ?? {});
    }
    return { reading: observation.stop(), samples };
  }

  target(): ProbeTarget {
    const tree = () => treeOf(this.root, 100);
    return {
      hostPid: 100,
      tree,
      fixtureTree: () => [],
      root: this.root,
      machine,
      sampleIntervalSeconds: 0.25,
      idle: null,
    };
  }
}

/** /proc/stat in ticks of 10 ms: all CPUs, then each; a CPU is [user, idle, steal]. */
export function procStat(cpus: readonly (readonly [user: number, idle: number, steal?: number])[]): Files {
  const line = (name: string, [user, idle, steal = 0]: readonly [number, number, number?]) =>
    `${name} ${user} 0 0 ${idle} 0 0 0 ${steal} 0 0`;
  const sum = (i: 0 | 1 | 2) => cpus.reduce((total, cpu) => total + (cpu[i] ?? 0), 0);
  const lines = [line('cpu ', [sum(0), sum(1), sum(2)]), ...cpus.map((cpu, i) => line(`cpu${i}`, cpu))];
  return { 'proc/stat': [...lines, 'intr 1 2 3'].join('\n') };
}

/** A process with one thread: its CPU time in ticks, resident KiB, context switches, children. */
export function procProcess(
  pid: number,
  facts: {
    readonly ticks?: number;
    readonly rssKib?: number;
    readonly switches?: readonly [voluntary: number, involuntary: number];
    readonly children?: readonly number[];
  },
): Files {
  const { ticks = 0, rssKib = 0, switches = [0, 0], children = [] } = facts;
  const status = `Name:\tnode\nVmRSS:\t${rssKib} kB\nvoluntary_ctxt_switches:\t${switches[0]}\nnonvoluntary_ctxt_switches:\t${switches[1]}`;
  return {
    // The name holds what confuses a reader that splits at blanks: ") S 1".
    [`proc/${pid}/stat`]: `${pid} (a) S 1) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0`,
    [`proc/${pid}/status`]: status,
    [`proc/${pid}/task/${pid}/status`]: status,
    [`proc/${pid}/task/${pid}/children`]: children.map((child) => `${child} `).join(''),
  };
}

/** A RAPL package's counter in microjoules and its range. */
export function rapl(name: string, micros: number, range = 262_143_328_850): Files {
  const folder = `sys/class/powercap/${name}`;
  return { [`${folder}/energy_uj`]: micros, [`${folder}/max_energy_range_uj`]: range, [`${folder}/name`]: 'package-0' };
}

/** CPUs as /sys shows their topology: core and package of each, its capacity, its top clock in kHz. */
export function topology(
  cpus: readonly {
    readonly core: number;
    readonly package?: number;
    readonly capacity?: number;
    readonly maxKhz?: number;
  }[],
): Files {
  const entries = cpus.flatMap(
    ({ core, package: packageId = 0, capacity, maxKhz }, cpu): (readonly [string, number])[] => [
      [`sys/devices/system/cpu/cpu${cpu}/topology/core_id`, core],
      [`sys/devices/system/cpu/cpu${cpu}/topology/physical_package_id`, packageId],
      ...(capacity === undefined ? [] : [[`sys/devices/system/cpu/cpu${cpu}/cpu_capacity`, capacity] as const]),
      ...(maxKhz === undefined ? [] : [[`sys/devices/system/cpu/cpu${cpu}/cpufreq/cpuinfo_max_freq`, maxKhz] as const]),
    ],
  );
  return { 'sys/devices/system/cpu/online': `0-${cpus.length - 1}`, ...Object.fromEntries(entries) };
}
