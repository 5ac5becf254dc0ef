import { now } from '../../clock.js';
import type { RateLoad } from '../../model/load.js';
import type { KernelRates, Measurement } from '../../model/measurement.js';
import type { Driven, Session, TrialEvents, TrialSpec } from '../../seams/executor.js';
import { moduleUrlOf } from '../../seams/subject.js';
import { collectGarbage } from '../units/garbage.js';
import { kernelStartMs, runKernel } from '../units/kernels.js';
import { windowFrame } from '../units/load-frame.js';
import { pinThread } from '../units/pinning.js';
import { PROGRESS_MS } from '../units/progress.js';
import { loadTask } from '../units/task-module.js';
import { ThreadProfiler } from '../units/thread-profiler.js';
import { ThreadUsageMeter } from '../units/thread-usage.js';
import type { UnitLabels } from '../units/unit-labels.js';
import { UnitRunner } from '../units/unit-runner.js';
import { summariseWarmUp } from '../units/warm-up.js';
import { gatherThreads } from './gather.js';
import { OpenLoop } from './open-loop.js';

/** Opens a session that runs units in the host's own thread, `streams` at a time. */
export async function openInline(spec: TrialSpec, streams: number): Promise<Session> {
  return new InlineSession(new UnitRunner(await loadTask(moduleUrlOf(spec.subject)), spec, 0), spec, streams);
}

class InlineSession implements Session {
  readonly #meter: ThreadUsageMeter;
  #stopped = false;
  #stopDriving = (): void => {};

  constructor(
    readonly runner: UnitRunner,
    readonly spec: TrialSpec,
    readonly streams: number,
  ) {
    this.#meter = new ThreadUsageMeter({ processWide: true, meters: spec.meters, collects: spec.meters && spec.gc });
  }

  async setup(): Promise<void> {
    const [cpu] = this.spec.cpus ?? [];
    if (cpu !== undefined) this.#meter.pinning = pinThread(cpu, true);
    return this.runner.setup();
  }

  async warmUp(): Promise<Measurement['warmUp']> {
    return summariseWarmUp([await this.runner.warmUp()]);
  }

  async kernels(): Promise<KernelRates> {
    return { spin: runKernel('spin', kernelStartMs()), memory: runKernel('memory', kernelStartMs()) };
  }

  async collectGarbage(): Promise<void> {
    collectGarbage();
  }

  async drive(events: TrialEvents): Promise<Driven> {
    const { load, profile } = this.spec;
    const labels = this.runner.label();
    const profiler = new ThreadProfiler(profile, 0);
    profiler.start();
    this.#meter.start();
    const driven = await (load.kind === 'rate'
      ? this.#driveOpenLoop(load, events, labels)
      : this.#driveClosedLoop(events));
    profiler.stop();
    return driven;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopDriving();
  }

  async #driveClosedLoop(events: TrialEvents): Promise<Driven> {
    const { units, chunk } = this.spec;
    let next = 0;
    let done = 0;
    const take = () => {
      if (next >= units || this.#stopped) return -1;
      next += chunk;
      return next - chunk;
    };
    const progress = (count: number) => {
      done += count;
      events.progress(done);
    };
    const frame = windowFrame(this.spec, 0);
    const startMs = frame?.startMs ?? now();
    const tally = await this.runner.drive(take, this.streams, progress, frame);
    return gatherThreads([{ tally, usage: this.#meter.read() }], startMs, frame);
  }

  /** The thread that waits for arrivals is the one that serves: its CPU time is no measure of the units. */
  async #driveOpenLoop(load: RateLoad, events: TrialEvents, labels: UnitLabels | null): Promise<Driven> {
    const handOut = async (_slot: number, index: number) => {
      const unit = await this.runner.answer(index, this.spec.args);
      return { ...unit, worker: 0, freeMs: 0 };
    };
    const loop = new OpenLoop(this.spec, load, { workers: 1, streams: this.streams }, handOut, labels);
    this.#stopDriving = () => loop.stop();
    if (this.#stopped) loop.stop();
    const timer = setInterval(() => events.progress(loop.done), PROGRESS_MS);
    try {
      return await loop.run(async () => [{ ...this.#meter.read(), cpuSeconds: null, loopUtilisation: null }]);
    } finally {
      clearInterval(timer);
    }
  }

  teardown(): Promise<void> {
    return this.runner.teardown();
  }

  async close(): Promise<void> {}
}
