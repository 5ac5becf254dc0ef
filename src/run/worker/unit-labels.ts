/** Units by label: the kinds of which a task's units are, each with latencies of its own. */

import type { LabelledLatency } from '../../model/measurement.js';
import type { UnitLabels } from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import type { UnitContext } from '../../seams/task.js';
import { Histogram } from '../../statistics/histogram.js';
import { faultOf } from './fault.js';
import { type LoadedTask, TaskShapeError } from './task-module.js';
import { TrialFault } from './trial-fault.js';

/** Labels that a report can tell apart; what comes beyond is counted together. */
const MOST_LABELS = 64;
const OTHERS = '(other labels)';
/** Characters of a label. */
const LONGEST = 100;

/**
 * Units that a task is asked about before a window: what is wrong with its labels shows before it is timed, and all
 * workers and rounds, which run different units, learn the same names first and so tell the same ones apart.
 */
const FORESEEN_UNITS = 1024;

/** A task's labels: those of all units beforehand or, where time decides how many there are, as they end. */
export class Labeller {
  /** What is known before any unit is timed. */
  readonly known: UnitLabels;
  /** True when a unit is asked for its label once it has run: that is then part of its check. */
  readonly asksLater: boolean;
  readonly #ask: (index: number) => unknown;
  readonly #places = new Map<string, number>();

  /** Null for a task that labels no units. Throws what the task throws. */
  static of(task: LoadedTask, spec: TrialSpec, contextOf: (index: number) => UnitContext): Labeller | null {
    return task.labels === undefined ? null : new Labeller(task, spec, contextOf);
  }

  private constructor(task: LoadedTask, { units, load, args }: TrialSpec, contextOf: (index: number) => UnitContext) {
    this.#ask = (index) => task.labels?.(contextOf(index), ...args);
    this.asksLater = load.kind === 'window';
    const numbers = Uint8Array.from({ length: this.asksLater ? FORESEEN_UNITS : units }, (_, index) => {
      return this.#places.get(this.#name(index)) as number;
    });
    this.known = { names: [...this.#places.keys()], numbers: this.asksLater ? new Uint8Array() : numbers };
  }

  /** The label of a unit that has run; throws a fault of its own, for it does not come from the unit. */
  of(index: number): string {
    try {
      return knownLabel(this.known, index) ?? this.#name(index);
    } catch (thrown) {
      throw new TrialFault(faultOf(thrown, 'labels', index));
    }
  }

  #name(index: number): string {
    const label = this.#ask(index);
    if (typeof label !== 'string')
      throw new TaskShapeError(`the task's "labels" must give a text, not ${typeof label} (unit ${index})`);
    const cut = label.slice(0, LONGEST);
    const name = this.#places.has(cut) || this.#places.size < MOST_LABELS ? cut : OTHERS;
    if (!this.#places.has(name)) this.#places.set(name, this.#places.size);
    return name;
  }
}

/** A unit's label where it is known beforehand. */
export function knownLabel(labels: UnitLabels | null, index: number): string | null {
  return labels?.names[labels.numbers[index] as number] ?? null;
}

/** The parts of the lives of units, by label. */
export class LabelLog {
  readonly #parts: Map<string, ReturnType<typeof newParts>>;

  /** Those for the labels that are known beforehand are made now, and not while units are timed. */
  constructor({ names }: UnitLabels) {
    this.#parts = new Map(names.map((name) => [name, newParts()]));
  }

  /** Counts a unit that a worker took itself: nothing waited, and nothing was transferred. */
  served(label: string, serviceMs: number): void {
    const { service, sojourn } = this.#of(label);
    service.record(serviceMs * 1e6);
    sojourn.record(serviceMs * 1e6);
  }

  /** Counts a unit that was handed out and came back. */
  answered(label: string, waitingMs: number, transferMs: number, serviceMs: number): void {
    const { waiting, transfer, service, sojourn } = this.#of(label);
    waiting.record(waitingMs * 1e6);
    transfer.record(transferMs * 1e6);
    service.record(serviceMs * 1e6);
    sojourn.record((waitingMs + transferMs + serviceMs) * 1e6);
  }

  /** All that was counted, as plain data. */
  encode(): readonly LabelledLatency[] {
    return [...this.#parts].map(([label, { waiting, transfer, service, sojourn }]) => ({
      label,
      latency: {
        waiting: waiting.encode(),
        transfer: transfer.encode(),
        service: service.encode(),
        sojourn: sojourn.encode(),
      },
    }));
  }

  #of(label: string): ReturnType<typeof newParts> {
    const parts = this.#parts.get(label) ?? newParts();
    this.#parts.set(label, parts);
    return parts;
  }
}

function newParts() {
  return {
    waiting: new Histogram(),
    transfer: new Histogram(),
    service: new Histogram(),
    sojourn: new Histogram(),
  };
}
