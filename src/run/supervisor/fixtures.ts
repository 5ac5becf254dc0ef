/** The fixtures of one trial: started before its host, watched while it runs, and ended whatever happens. */
import { spawn } from 'node:child_process';
import type { Fault } from '../../model/trial.js';
import type { Fixture, FixtureFacts, FixturePlace, FixtureProcess, RunningFixture } from '../../seams/fixture.js';
import { within } from '../host/within.js';
import { treeOf } from '../system/process-tree.js';
import { faultOf, statedFault } from '../worker/fault.js';
import { TrialFault } from '../worker/trial-fault.js';
import { ProcessGroup } from './process-group.js';
import type { Watchdog } from './watchdog.js';

/** The phase of a fault that is a fixture's. */
export const FIXTURES_PHASE = 'fixtures';
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
}

/** What fixtures are started with. */
export interface FixtureOptions extends Pick<FixturePlace, 'seed' | 'round' | 'scratch'> {
  /** Ends them when the supervisor is gone. */
  readonly watchdog: Watchdog;
  /** Aborted when nobody waits for them any more. */
  readonly signal: AbortSignal;
}

/** All fixtures of one trial. */
export class TrialFixtures {
  readonly #options: FixtureOptions;
  readonly #groups: ProcessGroup[] = [];
  readonly #running: RunningFixture[] = [];
  readonly #facts: { [name: string]: FixtureFacts } = {};
  #isEnding = false;
  #spoil: (fault: Fault) => void = () => {};
  /** Resolves with the fault of a fixture that ended before its trial did. */
  readonly spoiled = new Promise<Fault>((resolve) => {
    this.#spoil = resolve;
  });

  private constructor(options: FixtureOptions) {
    this.#options = options;
  }

  /** Starts them one after the other, in their order; rejects with a TrialFault when one is not ready, and leaves none. */
  static async start(needed: readonly NeededFixture[], options: FixtureOptions): Promise<TrialFixtures> {
    const fixtures = new TrialFixtures(options);
    try {
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
    await Promise.all(this.#groups.splice(0).map((group) => group.end()));
  }

  async #start({ name, fixture, options, readySeconds }: NeededFixture): Promise<void> {
    const { seed, round, scratch } = this.#options;
    const own: ProcessGroup[] = [];
    let fail: (fault: TrialFault) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    failed.catch(() => {});
    const { signal } = this.#options;
    const interrupt = () =>
      fail(new TrialFault(statedFault(`it was interrupted in "${FIXTURES_PHASE}"`, FIXTURES_PHASE)));
    signal.addEventListener('abort', interrupt, { once: true });
    if (signal.aborted) interrupt();
    const place: FixturePlace = {
      ...{ seed, round, scratch },
      spawn: (file, args, { cwd = scratch, env = {} } = {}) => {
        const group = new ProcessGroup(this.#options.watchdog, () =>
          spawn(file, args, {
            cwd,
            detached: true,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, ...env },
          }),
        );
        this.#groups.push(group);
        own.push(group);
        void group.exited.then(({ code, signal }) => {
          const how =
            signal === null && code === null ? 'could not be started' : `ended with ${signal ?? `status ${code}`}`;
          const fault = statedFault(`the fixture "${name}" ${how}${said(own)}`, FIXTURES_PHASE);
          fail(new TrialFault(fault));
          if (!this.#isEnding) this.#spoil(fault);
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
      throw new TrialFault({ ...fault, message: `the fixture "${name}" did not start: ${fault.message}${said(own)}` });
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
    if (running === late)
      throw new TrialFault(
        statedFault(`the fixture "${name}" was not ready after ${readySeconds} s${said(own)}`, FIXTURES_PHASE),
      );
    this.#running.push(running);
    this.#facts[name] = running.facts;
  }
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
