import { Rng } from '../../random.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { SetupContext, UnitContext } from '../../seams/task.js';
import type { TaskCache } from './task-cache.js';

/** Keys that keep the streams of setup and units apart. */
const SETUP_STREAM = 0x5e7;
const UNIT_STREAM = 0x041;

const NONE: UnitContext['services'] = {};

/** What `setup` gets: the same on every worker of a round but for the worker's number. */
export function setupContext(spec: TrialSpec, worker: number, inFlight: number, kept: TaskCache): SetupContext {
  const { seed, round, scratch, units, services = NONE } = spec;
  const cache: SetupContext['cache'] = (key, make) => kept.get(key, make);
  const rng = new Rng(seed, SETUP_STREAM, round);
  return { seed, round, worker, scratch, services, inFlight, units, rng, cache };
}

/** What a unit gets. Its random stream is made when it is first asked for: most units never do. */
export class LazyUnitContext implements UnitContext {
  readonly seed: number;
  readonly round: number;
  readonly scratch: string;
  readonly services: UnitContext['services'];
  #rng: Rng | undefined;

  constructor(
    spec: TrialSpec,
    readonly worker: number,
    readonly state: unknown,
    readonly index: number,
  ) {
    this.seed = spec.seed;
    this.round = spec.round;
    this.scratch = spec.scratch;
    this.services = spec.services ?? NONE;
  }

  get rng(): Rng {
    this.#rng ??= new Rng(this.seed, UNIT_STREAM, this.index);
    return this.#rng;
  }
}
