import { now, secondsBetween } from '../../clock.js';
import type { MachineLoad } from '../../model/journal.js';
import { readCpuTimes } from './cpu-times.js';
import { cpuSeconds, treeOf } from './process-tree.js';
import { difference } from './reading.js';

/** Sees from its making to its end what others take of the CPUs: all that is busy, less this process and its children. */
export class LoadLook {
  readonly #beganMs: number;
  readonly #first: ReturnType<LoadLook['read']>;

  /** Root, process and clock (milliseconds) are given only by tests. */
  constructor(
    readonly root = '/',
    readonly pid = process.pid,
    readonly clock: () => number = now,
  ) {
    this.#first = this.read();
    this.#beganMs = clock();
  }

  end(): MachineLoad {
    const seconds = secondsBetween(this.#beganMs, this.clock());
    const last = this.read();
    const busy = difference(this.#first.busySeconds, last.busySeconds);
    const others = difference(difference(this.#first.ownSeconds, last.ownSeconds), busy);
    const stolen = difference(this.#first.stealSeconds, last.stealSeconds);
    const cpus = (spent: number | null) => (spent === null || seconds <= 0 ? null : Math.max(0, spent) / seconds);
    return { seconds, busyCpus: cpus(others), stolenCpus: cpus(stolen) };
  }

  private read() {
    const machine = readCpuTimes(this.root)?.all;
    return {
      busySeconds: machine?.busySeconds ?? null,
      stealSeconds: machine?.stealSeconds ?? null,
      // Children that have ended are in their parent's own figures.
      ownSeconds: cpuSeconds(this.root, treeOf(this.root, this.pid)),
    };
  }
}
