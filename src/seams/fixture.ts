/** A fixture: something that a trial's units need beside them, such as a server that they call. */

import type { Point } from '../model/study.js';

/** A kind of fixture. It is started for each trial, outside the workers that are measured, and stopped after it. */
export interface Fixture<Options = unknown> {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /**
   * What is known of it before it starts, such as the port that it is to take: every fixture of the trial is told of all.
   * Absent where nothing is.
   */
  reserve?(options: Options): Promise<FixtureFacts>;
  /** Resolves when it is ready; rejects with a text that says what its user can do. */
  start(options: Options, at: FixturePlace): Promise<RunningFixture>;
}

/** What a trial's units are told of a fixture, as `context.services.NAME`. Plain data: it crosses to workers. */
export type FixtureFacts = { readonly [fact: string]: string | number | boolean | null };

/** A fixture that is ready. */
export interface RunningFixture {
  readonly facts: FixtureFacts;
  /** Its processes that are nobody's children but kneepoint's: with all below them they are no part of the task. */
  pids(): readonly number[];
  /** Ends it in its own way. Whatever it started by `spawn` is ended after that in any case. */
  stop(): Promise<void>;
}

/** Where a fixture is started. */
export interface FixturePlace {
  readonly seed: number;
  readonly round: number;
  /** The trial's worker count, or the word in its place. */
  readonly workers: number | string;
  /** The values of the trial's point, by the names of the study's matrix; empty without one. */
  readonly values: Point['values'];
  /** What is known beforehand of all fixtures of the trial, by name, this one included. */
  readonly reserved: { readonly [name: string]: FixtureFacts };
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** A folder for its files; removed after the trial. */
  readonly scratch: string;
  /** Says what it waits for: what its user is told when it is not ready in time. */
  waitsFor(what: string): void;
  /** Starts a program in a process group of its own, which ends with the trial however that ends. */
  spawn(file: string, args: readonly string[], options?: FixtureSpawnOptions): FixtureProcess;
}

export interface FixtureSpawnOptions {
  readonly cwd?: string;
  /** Beside kneepoint's own environment. */
  readonly env?: { readonly [name: string]: string };
}

/** A program of a fixture. */
export interface FixtureProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Resolves with the first match in what it prints; never where there is none. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends its whole group: by request, then by force. */
  stop(): Promise<void>;
}
