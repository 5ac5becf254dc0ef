/** The fixtures of one trial: started before its host, watched while it runs, and ended whatever happens. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Fault } from '../../model/trial.js';
import type { Fixture, FixtureFacts, FixturePlace, FixtureProcess, RunningFixture } from '../../seams/fixture.js';
import { within } from '../host/within.js';
import { endMarked, RUN_MARK, trialMark } from '../system/marked-processes.js';
import { treeOf } from '../system/process-tree.js';
import { faultOf, statedFault } from '../worker/fault.js';
import { TrialFault } from '../worker/trial-fault.js';
import { ProcessGroup } from './process-group.js';
import type { Watchdog } from './watchdog.js';

/** The phase of a fault that is a fixture's. */
export const FIXTURES_PHASE = 'services';
/** What a fixture gets to end by itself. */
const STOP_MS = 3000;

/** A fixture that a trial needs. */
export interface NeededFixture {
  /** What tasks call it. */
  readonly name: string;
  readonly fixture: Fixture;
  readonly options: unknown;
  /** Seconds until it has to be ready. */
  readonly readySeconds: number;
  /** CPUs that it has for itself; null or absent for those of the trial. */
  readonly cpuSet?: readonly number[] | null;
}

/** What fixtures are started with. */
export interface FixtureOptions extends Pick<FixturePlace, 'seed' | 'round' | 'workers' | 'scratch' | 'signal'> {
  /** The values of the trial's point; absent without a matrix. */
  readonly values?: FixturePlace['values'];
  /** The only CPUs that they may use, as their trial; null or absent for all. */
  readonly cpuSet?: readonly number[] | null;
  /** The control group whose quota of CPU time holds for them, too; null or absent for none. */
  readonly quotaFolder?: string | null;
  /** Ends them when the supervisor is gone. */
  readonly watchdog: Watchdog;
}

/** All fixtures of one trial. */
export class TrialFixtures {
  readonly #options: FixtureOptions;
  readonly #groups: ProcessGroup[] = [];
  readonly #running: RunningFixture[] = [];
  readonly #facts: { [name: string]: FixtureFacts } = {};
  readonly #reserved: { [name: string]: FixtureFacts } = {};
  #isEnding = false;
  #lost: Fault | null = null;
  #tellLost: () => void = () => {};
  /** Resolves when a fixture has ended before its trial did. */
  readonly lost = new Promise<void>((resolve) => {
    this.#tellLost = resolve;
  });

  private constructor(options: FixtureOptions) {
    this.#options = options;
  }

  /** Starts them one after the other, in their order; rejects with a TrialFault when one is not ready, and leaves none. */
  static async start(needed: readonly NeededFixture[], options: FixtureOptions): Promise<TrialFixtures> {
    const fixtures = new TrialFixtures(options);
    try {
      for (const { name, fixture, options: own } of needed)
        fixtures.#reserved[name] = (await fixture.reserve?.(own)) ?? {};
      for (const each of needed) await fixtures.#start(each);
      return fixtures;
    } catch (thrown) {
      await fixtures.stop();
      throw thrown;
    }
  }

  /** What units are told, by the fixtures' names. */
  get facts(): { readonly [name: string]: FixtureFacts } {
    return this.#facts;
  }

  /** Their processes and all below them; empty where /proc does not tell. */
  tree(root: string): readonly number[] {
    return this.#running.flatMap((fixture) => fixture.pids().flatMap((pid) => treeOf(root, pid)));
  }

  /** Ends all, the last first; called again it does nothing more. Never rejects. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    // What does not end in its own way, or in time, is ended by its groups.
    for (const fixture of this.#running.splice(0).reverse()) {
      await within(STOP_MS, new Promise((resolve) => resolve(fixture.stop())), null).catch(() => null);
    }
    const groups = this.#groups.splice(0);
    await Promise.all(groups.map((group) => group.end()));
    // What left its group, as daemons do, still carries the trial's mark.
    if (groups.length > 0) await endMarked(trialMark(this.#options.scratch));
  }

  /** The fault of a fixture that has ended by now, though its trial has not; null while all run. */
  async lossSoFar(): Promise<Fault | null> {
    // Whoever has ended is told of a moment later, with all that it printed.
    await Promise.all(this.#groups.filter(({ hasEnded }) => hasEnded).map(({ exited }) => exited));
    return this.#lost;
  }

  async #start({ name, fixture, options, readySeconds, cpuSet: ownSet }: NeededFixture): Promise<void> {
    const { seed, round, workers, scratch, values = {} } = this.#options;
    const cpuSet = ownSet ?? this.#options.cpuSet ?? null;
    const own: ProcessGroup[] = [];
    let waitsFor = '';
    let fail: (fault: TrialFault) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    failed.catch(() => {});
    const { signal } = this.#options;
    const waited = new AbortController();
    const interrupt = () =>
      fail(new TrialFault(statedFault(`it was interrupted in "${FIXTURES_PHASE}"`, FIXTURES_PHASE)));
    signal.addEventListener('abort', interrupt, { once: true });
    if (signal.aborted) interrupt();
    const place: FixturePlace = {
      ...{ seed, round, workers, scratch, values, signal: waited.signal, reserved: this.#reserved },
      waitsFor: (what) => {
        waitsFor = `: ${what}`;
      },
      spawn: (file, args, { cwd = scratch, env = {} } = {}) => {
        const group = new ProcessGroup(this.#options.watchdog, () =>
          spawn(...confined([file, ...args], cpuSet, this.#options.quotaFolder ?? null), {
            cwd,
            detached: true,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, ...env, [RUN_MARK]: `${trialMark(scratch)}${name}` },
          }),
        );
        this.#groups.push(group);
        own.push(group);
        void group.exited.then(({ code, signal, unstarted }) => {
          const how =
            unstarted === null ? `ended with ${signal ?? `status ${code}`}` : `could not be started: ${unstarted}`;
          const fault = statedFault(`the service "${name}" ${how}${said(own)}`, FIXTURES_PHASE);
          fail(new TrialFault(fault));
          if (this.#isEnding) return;
          this.#lost ??= fault;
          this.#tellLost();
        });
        return processOf(group);
      },
    };
    const late = Symbol('late');
    const ready = new Promise<RunningFixture>((resolve) => resolve(fixture.start(options, place)));
    // It may become ready, or fail, when nobody waits for it any more.
    ready.then(
      (running) => this.#isEnding && void running.stop(),
      () => {},
    );
    let running: RunningFixture | typeof late;
    try {
      running = await within(readySeconds * 1000, Promise.race([ready, failed]), late);
    } catch (thrown) {
      if (thrown instanceof TrialFault) throw thrown;
      const fault = faultOf(thrown, FIXTURES_PHASE);
      throw new TrialFault({ ...fault, message: `the service "${name}" did not start: ${fault.message}${said(own)}` });
    } finally {
      signal.removeEventListener('abort', interrupt);
      waited.abort();
    }
    if (running === late)
      throw new TrialFault(
        statedFault(
          `the service "${name}" was not ready after ${readySeconds} s${waitsFor}${said(own)}`,
          FIXTURES_PHASE,
        ),
      );
    this.#running.push(running);
    this.#facts[name] = running.facts;
  }
}

/** A program that is kept on CPUs, and in a control group, with all that it starts: it enters both before it begins. */
function confined(
  command: readonly string[],
  cpuSet: readonly number[] | null,
  quotaFolder: string | null,
): [file: string, args: readonly string[]] {
  const kept = cpuSet === null ? command : ['taskset', '-c', cpuSet.join(','), ...command];
  const [file = '', ...args] =
    quotaFolder === null
      ? kept
      : ['sh', '-c', 'echo 0 > "$0" && exec "$@"', join(quotaFolder, 'cgroup.procs'), ...kept];
  return [file, args];
}

/** The last that a fixture's programs printed. */
function said(groups: readonly ProcessGroup[]): string {
  const text = groups
    .map(({ outputTail }) => outputTail?.trim() ?? '')
    .filter((each) => each !== '')
    .join('\n');
  return text === '' ? '' : `; it printed: ${text}`;
}

function processOf(group: ProcessGroup): FixtureProcess {
  return {
    pid: group.pid,
    stop: () => group.end(),
    prints: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const match = pattern.exec(group.outputTail ?? '');
          if (match !== null) resolve(match);
        };
        group.child.stdout?.on('data', look);
        group.child.stderr?.on('data', look);
        look();
      }),
  };
}
