import { join } from 'node:path';
import { now } from '../clock.js';
import { reading } from '../run/system/reading.js';
import { systemFolder, systemNumber } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

const POWERCAP = 'sys/class/powercap';
/** Power over less than that is mostly rounding. */
const LEAST_MS = 10;
const REASON = 'no RAPL counter that we may read; root may, and powermetrics of macOS is not asked';

/** What the CPU packages used, and how much of it was above rest. */
const energy: Probe = {
  name: 'energy',
  summary: 'Energy of the CPU packages by RAPL, with what the machine takes at rest',
  figures: {
    joules: 'Energy of all packages together, in joules',
    seconds: 'Time over which it was counted, in seconds',
    idleWatts: 'Power at rest, before the first trial, in watts',
    netJoules: 'Energy above what the rest of the machine takes at rest, in joules',
  },
  series: { watts: 'Mean power of all packages since the sample before, in watts' },
  idleSeconds: 2,
  start({ root, idle }) {
    const packages = packageFolders(root).map((folder) => new Counter(folder));
    const began = now();
    let last = { ms: began, joules: 0 };
    // A counter that cannot be read leaves the sum without meaning.
    const joules = () => (packages.length === 0 ? null : packages.reduce((sum, counter) => sum + counter.read(), 0));
    return {
      sample() {
        const total = joules();
        const atMs = now();
        // The counters themselves move on once a millisecond.
        if (total === null || Number.isNaN(total) || atMs - last.ms < LEAST_MS) return { watts: null };
        const watts = ((total - last.joules) / (atMs - last.ms)) * 1000;
        last = { ms: atMs, joules: total };
        return { watts };
      },
      stop() {
        const total = joules();
        const known = total === null || Number.isNaN(total) ? null : total;
        const seconds = known === null ? null : (now() - began) / 1000;
        const idleWatts = wattsOf(idle);
        const net = known === null || seconds === null || idleWatts === null ? null : known - idleWatts * seconds;
        return reading({ joules: known, seconds, idleWatts, netJoules: net }, known === null ? REASON : NOT_AT_REST);
      },
    };
  },
};
export default energy;

const NOT_AT_REST = 'the machine was not seen at rest';

/** Whole packages; their parts (cores, graphics) are in them already. */
function packageFolders(root: string): readonly string[] {
  return systemFolder(join(root, POWERCAP))
    .filter((name) => /^[a-z-]*rapl:\d+$/.test(name))
    .map((name) => join(root, POWERCAP, name));
}

function wattsOf(idle: { readonly [figure: string]: unknown } | null): number | null {
  const { joules, seconds } = idle ?? {};
  return typeof joules === 'number' && typeof seconds === 'number' && seconds > 0 ? joules / seconds : null;
}

/** One energy counter, in microjoules: it starts at 0 again after its range. */
class Counter {
  readonly #range: number;
  #last: number;
  #joules = 0;

  constructor(readonly folder: string) {
    this.#range = systemNumber(join(folder, 'max_energy_range_uj')) ?? Number.NaN;
    this.#last = this.#micros();
  }

  /** Joules since it was made; NaN when it cannot be read. At most one turn between two calls is seen. */
  read(): number {
    const micros = this.#micros();
    const step = micros - this.#last;
    this.#joules += (step >= 0 ? step : step + this.#range) / 1e6;
    this.#last = micros;
    return this.#joules;
  }

  #micros(): number {
    return systemNumber(join(this.folder, 'energy_uj')) ?? Number.NaN;
  }
}
