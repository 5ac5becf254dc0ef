/** Whether a process ended for want of memory: by the system's own counters, or by what V8 printed. */
import { memoryKills } from './cgroup.js';

/** Counts the system's kills for want of memory from when it is made. */
export class KillCounter {
  readonly #before: number | null;

  /** `root` is where /proc and /sys are found. */
  constructor(readonly root: string) {
    this.#before = memoryKills(root);
  }

  /** Why a process that printed `output` ended by a signal, as far as can be told; null when it cannot. */
  explain(signal: string | null, output: string | null): string | null {
    if (signal === 'SIGKILL') return this.#sender();
    if (signal !== 'SIGABRT' || output === null || !output.includes('JavaScript heap out of memory')) return null;
    return 'it ran out of JavaScript heap (--max-old-space-size in NODE_OPTIONS raises it)';
  }

  #sender(): string {
    const after = memoryKills(this.root);
    if (this.#before === null || after === null) return 'sent by somebody, or by the system for want of memory';
    if (after > this.#before) return 'likely for want of memory, for the system counted such a kill meanwhile';
    return 'sent by somebody or something, for the system counted no kill for want of memory';
  }
}
