/**
 * How one unit's request and answer travel in dispatch "pool". An application with a pool sends the
 * arguments and gets the result, so that is what the messages hold between threads; what kneepoint adds
 * (which unit, and the instants of its life) goes through shared memory. Processes share none: there it
 * travels in the message, as a flat list, which is cheaper to clone than an object.
 */
import type { Fault } from '../../model/trial.js';
import type { TimedUnit } from '../../seams/crew.js';
import type { UnitAnswer } from './unit-runner.js';

/** A request for one unit: recognised by not being an object with an `op`. */
export type UnitRequest = number | readonly unknown[];

/** True for a request of this module. */
export function isUnitRequest(request: unknown): request is UnitRequest {
  return typeof request === 'number' || Array.isArray(request);
}

/** The dispatcher's end; `slot` is one of the places for units in flight. */
export interface UnitSender {
  request(slot: number, index: number, args: readonly unknown[]): UnitRequest;
  open(slot: number, reply: unknown): TimedUnit;
}

/** A worker's end. */
export interface UnitReceiver {
  /** Which unit a request asks for. */
  indexOf(request: UnitRequest): number;
  argsOf(request: UnitRequest): readonly unknown[];
  /** The reply that takes an answer back. */
  reply(request: UnitRequest, unit: UnitAnswer): unknown;
}

const INDEX = 0;
const WORKER = 1;
const STARTED = 2;
const FINISHED = 3;
const FREE = 4;
const CHECK = 5;
const PRINT = 6;
/** What the reply is beside a result. */
const NOTE = 7;
const FIELDS = 8;

const PLAIN = 0;
/** The reply is the unit's fault. */
const FAULTED = 1;
/** The reply is the result with the unit's label. */
const LABELLED = 2;

const NO_ARGS: readonly unknown[] = [];

/** Shared memory for `slots` units in flight. */
export function makeMailbox(slots: number): SharedArrayBuffer {
  return new SharedArrayBuffer(slots * FIELDS * Float64Array.BYTES_PER_ELEMENT);
}

/** Both ends between threads. Messages order the accesses: each side writes before it sends. */
export class SharedMail implements UnitSender, UnitReceiver {
  readonly #fields: Float64Array;

  constructor(mailbox: SharedArrayBuffer) {
    this.#fields = new Float64Array(mailbox);
  }

  request(slot: number, index: number, args: readonly unknown[]): UnitRequest {
    this.#fields[slot * FIELDS + INDEX] = index;
    return args.length === 0 ? slot : [slot, ...args];
  }

  indexOf(request: UnitRequest): number {
    return this.#fields[slotOf(request) * FIELDS + INDEX] as number;
  }

  argsOf(request: UnitRequest): readonly unknown[] {
    return typeof request === 'number' ? NO_ARGS : request.slice(1);
  }

  reply(request: UnitRequest, unit: UnitAnswer): unknown {
    const { value, fault, label } = unit;
    const fields = this.#fields;
    const at = slotOf(request) * FIELDS;
    fields[at + WORKER] = unit.worker;
    fields[at + STARTED] = unit.startedMs;
    fields[at + FINISHED] = unit.finishedMs;
    fields[at + FREE] = unit.freeMs;
    fields[at + CHECK] = unit.checkMs;
    fields[at + PRINT] = unit.print;
    fields[at + NOTE] = fault !== null ? FAULTED : label !== null ? LABELLED : PLAIN;
    return fault ?? (label === null ? value : [value, label]);
  }

  open(slot: number, reply: unknown): TimedUnit {
    const fields = this.#fields;
    const at = slot * FIELDS;
    const note = fields[at + NOTE];
    return {
      worker: fields[at + WORKER] as number,
      startedMs: fields[at + STARTED] as number,
      finishedMs: fields[at + FINISHED] as number,
      freeMs: fields[at + FREE] as number,
      checkMs: fields[at + CHECK] as number,
      print: fields[at + PRINT] as number,
      fault: note === FAULTED ? (reply as Fault) : null,
      label: note === LABELLED ? (reply as [unknown, string])[1] : null,
    };
  }
}

function slotOf(request: UnitRequest): number {
  return typeof request === 'number' ? request : (request[0] as number);
}

type FlatReply = readonly [
  value: unknown,
  fault: Fault | null,
  worker: number,
  startedMs: number,
  finishedMs: number,
  freeMs: number,
  checkMs: number,
  print: number,
  label: string | null,
];

/** Both ends between processes. */
export class CopiedMail implements UnitSender, UnitReceiver {
  request(slot: number, index: number, args: readonly unknown[]): UnitRequest {
    return [slot, index, ...args];
  }

  indexOf(request: UnitRequest): number {
    return (request as readonly unknown[])[1] as number;
  }

  argsOf(request: UnitRequest): readonly unknown[] {
    return (request as readonly unknown[]).slice(2);
  }

  reply(_request: UnitRequest, unit: UnitAnswer): FlatReply {
    const { value, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label } = unit;
    return [value, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label];
  }

  open(_slot: number, reply: unknown): TimedUnit {
    const [, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label] = reply as FlatReply;
    return { fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label };
  }
}
