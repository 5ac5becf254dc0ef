/** Units by label: the kinds of which a task's units are, each with latencies of its own. */
import { Histogram } from '../analysis/histogram.js';
import type { LabelledLatency } from '../model.js';
import type { TrialSpec, UnitContext } from '../plugin.js';
import { type LoadedTask, TaskShapeError } from './task-module.js';

/** Labels that a report can tell apart; what comes beyond is counted together. */
const MOST_LABELS = 64;
const OTHERS = '(other labels)';
/** Characters of a label. */
const LONGEST = 100;

/** Which label each unit has. */
export interface UnitLabels {
  readonly names: readonly string[];
  /** For each unit the place of its label in `names`. */
  readonly numbers: Uint8Array;
}

/**
 * The labels of all units, before any of them is timed; null for a task that labels none, and where time
 * decides how many units there are. Throws what the task throws.
 */
export function unitLabels(
  task: LoadedTask,
  { units, load, args }: TrialSpec,
  contextOf: (index: number) => UnitContext,
): UnitLabels | null {
  if (task.labels === undefined || load.kind === 'window') return null;
  const places = new Map<string, number>();
  const numbers = new Uint8Array(units);
  for (let index = 0; index < units; index++) {
    const label = task.labels(contextOf(index), ...args);
    if (typeof label !== 'string')
      throw new TaskShapeError(`the task's "labels" must give a text, not ${typeof label} (unit ${index})`);
    numbers[index] = placeOf(label.slice(0, LONGEST), places);
  }
  return { names: [...places.keys()], numbers };
}

function placeOf(label: string, places: Map<string, number>): number {
  const name = places.has(label) || places.size < MOST_LABELS ? label : OTHERS;
  const place = places.get(name) ?? places.size;
  places.set(name, place);
  return place;
}

/** The parts of the lives of units, by label. */
export class LabelLog {
  readonly #labels: UnitLabels;
  readonly #parts: readonly { waiting: Histogram; transfer: Histogram; service: Histogram; sojourn: Histogram }[];

  constructor(labels: UnitLabels) {
    this.#labels = labels;
    this.#parts = labels.names.map(() => ({
      waiting: new Histogram(),
      transfer: new Histogram(),
      service: new Histogram(),
      sojourn: new Histogram(),
    }));
  }

  /** Counts a unit that a worker took itself: nothing waited, and nothing was transferred. */
  served(index: number, serviceMs: number): void {
    const parts = this.#parts[this.#labels.numbers[index] as number];
    parts?.service.record(serviceMs * 1e6);
    parts?.sojourn.record(serviceMs * 1e6);
  }

  /** Counts a unit that was handed out and came back. */
  answered(index: number, waitingMs: number, transferMs: number, serviceMs: number): void {
    const parts = this.#parts[this.#labels.numbers[index] as number];
    parts?.waiting.record(waitingMs * 1e6);
    parts?.transfer.record(transferMs * 1e6);
    parts?.service.record(serviceMs * 1e6);
    parts?.sojourn.record((waitingMs + transferMs + serviceMs) * 1e6);
  }

  /** All that was counted, as plain data. */
  encode(): readonly LabelledLatency[] {
    return this.#parts.map(({ waiting, transfer, service, sojourn }, place) => ({
      label: this.#labels.names[place] as string,
      latency: {
        waiting: waiting.encode(),
        transfer: transfer.encode(),
        service: service.encode(),
        sojourn: sojourn.encode(),
      },
    }));
  }
}
