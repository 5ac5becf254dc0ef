import { now } from '../../clock.js';
import type { KernelRates, Measurement } from '../../model/measurement.js';
import type { SetupReport, TaskCounts } from '../../model/setup.js';
import type { Crew, CrewAnswers, CrewOp, CrewOrder, UnitLabels } from '../../seams/crew.js';
import type { Driven, RealExecutor, TrialSpec } from '../../seams/executor.js';
import { kernelStartMs } from '../worker/kernels.js';
import { windowFrame } from '../worker/load-frame.js';
import { addCounts, mergeSetups } from '../worker/setup-report.js';
import { TrialFault } from '../worker/trial-fault.js';
import { summariseWarmUp } from '../worker/warm-up.js';
import { gatherThreads } from './gather.js';
import { handOutUnits } from './hand-out.js';
import { within } from './within.js';

/** From a crew's complaint to a member's own end, which tells more. */
const END_GRACE_MS = 3000;

/** Takes a crew through the phases of one trial. Calls come in this order, each once; each rejects with what ends the trial. */
export class Session {
  readonly #crew: Crew;
  readonly #spec: TrialSpec;
  readonly #stop: AbortSignal;

  private constructor(crew: Crew, spec: TrialSpec, stop: AbortSignal) {
    this.#crew = crew;
    this.#spec = spec;
    this.#stop = stop;
  }

  /** Hires a crew, and resolves when every member has imported the task. Aborting `stop` hands out no more units. */
  static async open(executor: RealExecutor, spec: TrialSpec, stop: AbortSignal): Promise<Session> {
    const session = new Session(await executor.hire(spec, stop), spec, stop);
    await session.#tell({ op: 'load' });
    return session;
  }

  /** The task's setup in every member, and what they tell; null where that is nothing. */
  async setup(): Promise<SetupReport | null> {
    return mergeSetups(await this.#tell({ op: 'setup' }));
  }

  async warmUp(): Promise<Measurement['warmUp']> {
    return summariseWarmUp(await this.#tell({ op: 'warm-up' }));
  }

  /** Runs the machine's own kernels in all members at once; called only when asked for. */
  async kernels(): Promise<KernelRates> {
    const rate = async (name: keyof KernelRates) => {
      const rates = await this.#tell({ op: 'kernel', kernel: { name, startMs: kernelStartMs() } });
      return rates.reduce((sum, blocks) => sum + blocks, 0);
    };
    return { spin: await rate('spin'), memory: await rate('memory') };
  }

  async collectGarbage(): Promise<void> {
    await this.#tell({ op: 'collect' });
  }

  /** Runs all units and measures them. `progress` hears now and then how many are done. */
  async drive(progress: (unitsDone: number) => void): Promise<Driven> {
    const labels = await this.#labels();
    const keys = this.#spec.order === 'key' ? await this.#ask({ op: 'keys' }) : null;
    await this.#tell({ op: 'meter' });
    const usage = () => this.#tell({ op: 'usage' });
    if (this.#crew.driveThemselves !== undefined) return this.#letDrive(progress);
    const events = { progress, stop: this.#stop, usage };
    const driven = await this.#orDeath(handOutUnits(this.#spec, this.#crew, { labels, keys }, events));
    return this.#crew.commandRuns === undefined ? driven : { ...driven, command: this.#crew.commandRuns() };
  }

  /** The task's teardown in every member; what they had counted by then, or null where that is nothing. */
  async teardown(): Promise<TaskCounts | null> {
    return addCounts(await this.#tell({ op: 'teardown' }));
  }

  /** Ends the members. */
  close(): Promise<void> {
    return this.#crew.dismiss();
  }

  async #letDrive(progress: (unitsDone: number) => void): Promise<Driven> {
    const { driveThemselves } = this.#crew as Required<Crew>;
    const frame = windowFrame(this.#spec);
    const startMs = frame?.startMs ?? now();
    const tallies = await this.#orDeath(driveThemselves(frame, progress, this.#stop));
    const usages = await this.#tell({ op: 'usage' });
    const threads = tallies.map((tally, i) => ({ tally, usage: usages[i] as CrewAnswers['usage'] }));
    return gatherThreads(threads, startMs, frame);
  }

  /** Members that take units, or are asked for a label when a unit has ended, have to know it; else one tells for all. */
  async #labels(): Promise<UnitLabels | null> {
    if (this.#crew.driveThemselves === undefined && this.#spec.load.kind !== 'window')
      return this.#ask({ op: 'labels' });
    const [labels = null] = await this.#tell({ op: 'labels' });
    return labels;
  }

  #tell<Op extends CrewOp>(order: CrewOrder<Op>): Promise<readonly CrewAnswers[Op][]> {
    return this.#orDeath(this.#crew.tell(order));
  }

  #ask<Op extends CrewOp>(order: CrewOrder<Op>): Promise<CrewAnswers[Op]> {
    return this.#orDeath(this.#crew.ask(order));
  }

  /** The outcome, or the death of a member if that comes first or explains it better. */
  async #orDeath<Value>(outcome: Promise<Value>): Promise<Value> {
    const { death } = this.#crew;
    if (death === null) return outcome;
    try {
      return await Promise.race([outcome, death]);
    } catch (thrown) {
      if (thrown instanceof TrialFault) throw thrown;
      // A crew may reject before its member's own end tells the reason: wait for that a moment.
      throw await within(END_GRACE_MS, death, thrown).catch((better: unknown) => better);
    }
  }
}
