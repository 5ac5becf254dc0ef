import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../../watchdog-process.cjs', import.meta.url));

/**
 * Ends the hosts of a supervisor that was killed, and what they ran, and removes its temporary files. A process of its own, which
 * sleeps until then: a thread in each host would take a CPU for 25 ms while the trial's workers start.
 */
export class Watchdog {
  readonly #scratch: string;
  readonly #groups = new Set<number>();
  #process: ChildProcess | null = null;

  /** For the hosts of one study, whose temporary files lie in `scratch`. */
  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** Starts its process, which from then on removes the temporary files when this one is gone. */
  begin(): void {
    if (this.#process === null) this.#start();
  }

  /** Watches over the process group that a host leads, which `start` starts: at no moment is it alone. */
  watch(start: () => ChildProcess): ChildProcess {
    this.begin();
    const host = start();
    if (host.pid !== undefined) {
      this.#groups.add(host.pid);
      this.#tell(`+${host.pid}`);
    }
    return host;
  }

  /** The group has ended: its number may soon be another's. */
  release({ pid }: ChildProcess): void {
    if (pid === undefined) return;
    this.#groups.delete(pid);
    this.#tell(`-${pid}`);
  }

  /** Ends the watch; while a host is left, only the supervisor's own end does, and the host's with it. */
  end(): void {
    if (this.#groups.size > 0) return;
    const ended = this.#process;
    this.#process = null;
    ended?.kill('SIGKILL');
  }

  /** It outlives whatever signals the supervisor's own group gets, and keeps nobody waiting for it. */
  #start(): void {
    const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env;
    const child = spawn(process.execPath, [FILE, this.#scratch], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env,
    });
    this.#process = child;
    // Whatever ended it, the next host gets a new one.
    const lose = () => {
      if (this.#process === child) this.#process = null;
    };
    child.once('error', lose);
    child.once('exit', lose);
    child.stdin?.on('error', lose);
    child.unref();
    (child.stdin as ChildProcess['stdin'] & { unref?(): void })?.unref?.();
    for (const group of this.#groups) this.#tell(`+${group}`);
  }

  #tell(line: string): void {
    this.#process?.stdin?.write(`${line}\n`);
  }
}
