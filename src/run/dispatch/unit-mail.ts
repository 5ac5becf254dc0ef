/**
 * How one unit's request and answer travel in dispatch "pool". An application with a pool sends the
 * arguments and gets the result, so that is what the messages hold between threads; what kneepoint adds
 * (which unit, and the instants of its life) goes through shared memory. Processes share none: there it
 * travels in the message, as a flat list, which is cheaper to clone than an object.
 */
import type { Fault } from '../../model.js';
import type { TimedUnit } from '../units/unit-answer.js';

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
  /** Which unit a request asks for, with its arguments. */
  read(request: UnitRequest): { readonly slot: number; readonly index: number; readonly args: readonly unknown[] };
  /** The reply that takes an answer back. */
  reply(slot: number, unit: TimedUnit): unknown;
}

const INDEX = 0;
const WORKER = 1;
const STARTED = 2;
const FINISHED = 3;
const FREE = 4;
const CHECK = 5;
const PRINT = 6;
const FAULTED = 7;
const LABELLED = 8;
const FIELDS = 9;

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

  read(request: UnitRequest): { readonly slot: number; readonly index: number; readonly args: readonly unknown[] } {
    const [slot, ...args] = typeof request === 'number' ? [request] : (request as [number, ...unknown[]]);
    return { slot, index: this.#fields[slot * FIELDS + INDEX] as number, args };
  }

  reply(slot: number, unit: TimedUnit): unknown {
    const fields = this.#fields;
    const at = slot * FIELDS;
    fields[at + WORKER] = unit.worker;
    fields[at + STARTED] = unit.startedMs;
    fields[at + FINISHED] = unit.finishedMs;
    fields[at + FREE] = unit.freeMs;
    fields[at + CHECK] = unit.checkMs;
    fields[at + PRINT] = unit.print;
    fields[at + FAULTED] = unit.fault === null ? 0 : 1;
    fields[at + LABELLED] = unit.label === null ? 0 : 1;
    const { fault, value, label } = unit;
    return fault ?? (label === null ? value : [value, label]);
  }

  open(slot: number, reply: unknown): TimedUnit {
    const fields = this.#fields;
    const at = slot * FIELDS;
    const faulted = fields[at + FAULTED] === 1;
    const labelled = fields[at + LABELLED] === 1 && !faulted;
    const [value, label] = labelled ? (reply as [unknown, string]) : [reply, null];
    return {
      worker: fields[at + WORKER] as number,
      startedMs: fields[at + STARTED] as number,
      finishedMs: fields[at + FINISHED] as number,
      freeMs: fields[at + FREE] as number,
      checkMs: fields[at + CHECK] as number,
      print: fields[at + PRINT] as number,
      fault: faulted ? (reply as Fault) : null,
      value: faulted ? undefined : value,
      label,
    };
  }
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

  read(request: UnitRequest): { readonly slot: number; readonly index: number; readonly args: readonly unknown[] } {
    const [slot, index, ...args] = request as [number, number, ...unknown[]];
    return { slot, index, args };
  }

  reply(_slot: number, unit: TimedUnit): FlatReply {
    const { value, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label } = unit;
    return [value, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label];
  }

  open(_slot: number, reply: unknown): TimedUnit {
    const [value, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label] = reply as FlatReply;
    return { value, fault, worker, startedMs, finishedMs, freeMs, checkMs, print, label };
  }
}
