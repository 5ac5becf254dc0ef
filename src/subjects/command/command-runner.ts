/** Runs commands from this process, and measures each run. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { now } from '../../clock.js';
import { RUN_MARK } from '../../run/system/marked-processes.js';
import { treeOf } from '../../run/system/process-tree.js';
import { type Accounts, type ChildrenUsage, openAccounts } from './accounts.js';
import { type DirectProgram, DirectStart, type OnExit } from './direct-start.js';
import { Drain, lastLinesOf } from './drain.js';
import { type EndedRun, endGroup, endLeftovers, type LeftBehind } from './leftovers.js';
import { CommandError, findInput, findProgram } from './program.js';
import type { Run, RunFacts, RunSpec } from './run-facts.js';
import { RunStop } from './run-stop.js';
import { type Peaks, TreePeaks } from './tree-peaks.js';

/** What the kernel booked for the runs that ended in one turn of the event loop. */
interface Bill {
  readonly before: ChildrenUsage | null;
  readonly after: ChildrenUsage | null;
  readonly runs: number;
}

type Ended = Pick<RunFacts, 'startedMs' | 'wallSeconds' | 'exitCode' | 'exitSignal' | 'stopped' | 'peaks'>;

/** Runs commands, any number at a time. The process's other children spoil no figures. */
export class CommandRunner {
  readonly #drains: Drain[] = [];
  #waiting: ((bill: Bill) => void)[] = [];
  #before: ChildrenUsage | null = null;
  #running = 0;

  private constructor(
    readonly accounts: Accounts,
    readonly direct: DirectStart | null,
    readonly folder: string,
    readonly root: string,
  ) {}

  /**
   * Makes and loads what the first runs should not pay for.
   * @param folder where its temporary files lie
   * @param slots how many runs go on at a time
   * @param root where /proc is found
   */
  static async open(folder: string, slots = 1, root = '/'): Promise<CommandRunner> {
    const runner = new CommandRunner(await openAccounts(root), await DirectStart.open(), folder, root);
    for (let slot = 0; slot < slots; slot++) runner.#drains.push(new Drain(folder));
    treeOf(root, process.pid);
    return runner;
  }

  /**
   * Starts a command, in a process group and a session of its own.
   * @throws CommandError when it, its folder or a file of its cannot be found, executed or opened
   */
  start(spec: RunSpec): Run {
    const env = { ...process.env, ...spec.env, [RUN_MARK]: spec.mark };
    const program = findProgram(spec.program, { cwd: spec.cwd, env });
    const files: number[] = [];
    const drain = spec.output === 'inherit' || spec.mayLeave ? null : (this.#drains.pop() ?? new Drain(this.folder));
    try {
      const stdio = openStdio(spec, drain, files);
      if (this.#waiting.length === 0) this.#before = this.accounts.read();
      return this.#spawn(spec, { ...program, cwd: spec.cwd, env, stdio }, drain);
    } catch (error) {
      if (drain !== null) this.#drains.push(drain);
      throw error;
    } finally {
      for (const file of files) closeSync(file);
    }
  }

  /** Closes what the runs shared; none may be going on. */
  close(): void {
    for (const drain of this.#drains.splice(0)) drain.close();
    this.direct?.close();
  }

  #spawn(spec: RunSpec, program: DirectProgram, drain: Drain | null): Run {
    let onExit: OnExit = () => {};
    let startedMs = now();
    let pid = this.direct?.start(program, (...how) => onExit(...how)) ?? null;
    if (pid === null) {
      const { file, argv, cwd, env } = program;
      startedMs = now();
      const child = spawn(file, argv.slice(1), { cwd, env, stdio: [...program.stdio], argv0: argv[0], detached: true });
      if (child.pid === undefined) {
        if (drain !== null) this.#drains.push(drain);
        const done = new Promise<never>((_, reject) => {
          child.once('error', (error) => reject(startProblem(error, file)));
        });
        return { pid: null, done, kill: () => {} };
      }
      child.once('exit', (...how) => onExit(...how));
      pid = child.pid;
    }
    return this.#follow(pid, startedMs, spec, drain, (listen) => {
      onExit = listen;
    });
  }

  /** Watches over a program that has been started. */
  #follow(
    pid: number,
    startedMs: number,
    spec: RunSpec,
    drain: Drain | null,
    whenEnded: (onExit: OnExit) => void,
  ): Run {
    this.#running++;
    const peaks = new TreePeaks(this.root, pid, () => this.#running);
    const stop = new RunStop(pid, spec);
    const done = new Promise<RunFacts>((settle, reject) => {
      whenEnded((exitCode, exitSignal) => {
        const wallSeconds = (now() - startedMs) / 1000;
        const ended = { startedMs, wallSeconds, exitCode, exitSignal, stopped: stop.over(), peaks: peaks.stop() };
        this.#running--;
        this.#await((bill) => {
          const run = { pid, mark: spec.mark, seen: peaks.seen, wallSeconds };
          this.#finish(ended, bill, run, drain, spec).then(settle, reject);
        });
      });
    });
    return { pid, done, kill: () => stop.now('aborted') };
  }

  /** All that ended in one turn of the event loop was waited for before any of it was announced. */
  #await(onBill: (bill: Bill) => void): void {
    this.#waiting.push(onBill);
    if (this.#waiting.length > 1) return;
    setImmediate(() => {
      const waiting = this.#waiting;
      const bill = { before: this.#before, after: this.accounts.read(), runs: waiting.length };
      this.#waiting = [];
      this.#before = bill.after;
      for (const each of waiting) each(bill);
    });
  }

  async #finish(ended: Ended, bill: Bill, run: EndedRun, drain: Drain | null, spec: RunSpec): Promise<RunFacts> {
    const leftBehind = spec.mayLeave ? [] : await this.#clear(run);
    const lastLines = drain === null ? [] : this.#release(drain, leftBehind);
    return {
      ...ended,
      ...this.#charge(bill),
      peaks: withLargest(ended.peaks, bill),
      lastLines: lastLines.length === 0 && typeof spec.output === 'object' ? lastLinesOf(fileOf(spec)) : lastLines,
      leftBehind,
    };
  }

  #charge({ before, after, runs }: Bill): Pick<RunFacts, 'cpu' | 'switches'> {
    if (before === null || after === null) return { cpu: null, switches: null };
    const { source, resolutionSeconds } = this.accounts;
    return {
      cpu: {
        userSeconds: (after.userSeconds - before.userSeconds) / runs,
        systemSeconds: (after.systemSeconds - before.systemSeconds) / runs,
        source,
        resolutionSeconds,
        sharedBy: runs,
      },
      switches: after.switches &&
        before.switches && {
          voluntary: Math.round((after.switches.voluntary - before.switches.voluntary) / runs),
          involuntary: Math.round((after.switches.involuntary - before.switches.involuntary) / runs),
        },
    };
  }

  async #clear(run: EndedRun): Promise<readonly LeftBehind[]> {
    if (process.platform === 'linux') return endLeftovers(this.root, run);
    return endGroup(run.pid) ? [{ pid: run.pid, command: '[its process group]', ended: true }] : [];
  }

  /** The last lines; the drain serves the next run, unless something still writes to it. */
  #release(drain: Drain, leftBehind: readonly LeftBehind[]): readonly string[] {
    const lines = drain.takeLines();
    if (leftBehind.every(({ ended }) => ended)) this.#drains.push(drain);
    else drain.close();
    return lines;
  }
}

/** A peak that is larger than any before was this run's: it is known also where no sample was taken. */
function withLargest(peaks: Peaks, { before, after, runs }: Bill): Peaks {
  const largest = after?.largestBytes ?? null;
  if (runs > 1 || before === null || largest === null || largest <= (before.largestBytes ?? 0)) return peaks;
  return { ...peaks, rssBytes: Math.max(peaks.rssBytes ?? 0, largest) };
}

function openStdio(spec: RunSpec, drain: Drain | null, files: number[]): (number | 'ignore' | 'inherit')[] {
  const opened = (path: string, flags: string) => {
    try {
      return files[files.push(openSync(path, flags)) - 1] as number;
    } catch (error) {
      throw new CommandError(`cannot open ${JSON.stringify(path)}: ${(error as NodeJS.ErrnoException).code}`);
    }
  };
  const input = spec.input === null ? 'ignore' : opened(findInput(spec.input, spec), 'r');
  const output = typeof spec.output === 'object' ? opened(fileOf(spec), 'w') : null;
  if (drain === null) return [input, output ?? 'inherit', output ?? 'inherit'];
  return [input, spec.output === 'null' ? 'ignore' : (output ?? drain.fd), drain.fd];
}

function fileOf({ cwd, output }: RunSpec): string {
  return resolve(cwd, (output as { readonly file: string }).file);
}

function startProblem(error: Error, file: string): Error {
  const { code } = error as NodeJS.ErrnoException;
  const shown = JSON.stringify(file);
  if (code === 'ENOENT') return new CommandError(`${shown} names an interpreter in its first line that does not exist`);
  if (code === 'EACCES') return new CommandError(`${shown} cannot be executed`);
  return new Error(`the system did not start ${shown}: ${code ?? error.message}`, { cause: error });
}
