import type { Crew, CrewAnswers, CrewOp, CrewOrder, LoadFrame, ThreadTally, TimedUnit } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { untilStart } from '../worker/load-frame.js';
import { Member } from '../worker/member.js';
import { CountedUnits } from './sources.js';

/** A crew of one: the host's own thread, with `streams` units in flight. It takes units itself but for a rate's. */
export class InlineCrew implements Crew {
  readonly members = 1;
  /** It lives as long as the host. */
  readonly death = null;
  readonly driveThemselves?: NonNullable<Crew['driveThemselves']>;
  readonly #spec: TrialSpec;
  #member: Member | null = null;

  constructor(
    spec: TrialSpec,
    readonly streams: number,
  ) {
    this.#spec = spec;
    if (spec.load.kind !== 'rate') this.driveThemselves = (...events) => this.#drive(...events);
  }

  async tell<Op extends CrewOp>(order: CrewOrder<Op>): Promise<readonly CrewAnswers[Op][]> {
    return [await this.ask(order)];
  }

  async ask<Op extends CrewOp>(order: CrewOrder<Op>): Promise<CrewAnswers[Op]> {
    this.#member ??= await Member.load(this.#spec, { worker: 0, streams: this.streams, ownProcess: true });
    const answer = (await this.#member.obey(order)) as CrewAnswers[Op];
    if (order.op !== 'usage' || this.#spec.load.kind !== 'rate') return answer;
    // The thread that waits for arrivals is the one that serves: its CPU time is no measure of the units.
    return { ...(answer as CrewAnswers['usage']), cpuSeconds: null, loopUtilisation: null } as CrewAnswers[Op];
  }

  handOut(_slot: number, index: number): unknown {
    return this.#loaded.runner.answer(index, this.#spec.args);
  }

  open(_slot: number, reply: unknown): TimedUnit {
    return reply as TimedUnit;
  }

  async dismiss(): Promise<void> {}

  async #drive(
    frame: LoadFrame | null,
    progress: (unitsDone: number) => void,
    stop: AbortSignal,
  ): Promise<readonly ThreadTally[]> {
    const source = new CountedUnits(this.#spec.units, this.#spec.chunk);
    stop.addEventListener('abort', () => source.stop(), { once: true });
    if (stop.aborted) source.stop();
    let done = 0;
    const told = (units: number) => {
      done += units;
      progress(done);
    };
    if (frame !== null) await untilStart(frame);
    return [await this.#loaded.runner.drive(() => source.take(), told, frame)];
  }

  get #loaded(): Member {
    if (this.#member === null) throw new Error('the task is not loaded yet');
    return this.#member;
  }
}
