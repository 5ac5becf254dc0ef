/** A subject is what is run; what only some kinds of it have is asked for here. */
import type { CommandSubject } from '../model/command.js';
import type { ExecutorTraits, SimulatedLaw, Study, StudyTask, Subject, UnitNoun } from '../model/study.js';

/** A subject made ready: what crosses to the processes that run it. */
export type ReadySubject =
  | {
      readonly kind: 'module';
      /** File URL of the JavaScript to import. */
      readonly url: string;
    }
  | Extract<Subject, { kind: 'law' | 'command' }>;

/** The planted law; null for a subject that runs. */
export function lawOf({ subject }: Pick<StudyTask, 'subject'>): SimulatedLaw | null {
  return subject.kind === 'law' ? subject.law : null;
}

/** Where the subject's module lies; null for any other subject. */
export function modulePathOf({ subject }: Pick<StudyTask, 'subject'>): string | null {
  return subject.kind === 'module' ? subject.path : null;
}

/** What a host imports; throws for a subject that has no module. */
export function moduleUrlOf(subject: ReadySubject): string {
  if (subject.kind !== 'module') throw new Error(`a ${subject.kind} has no module to import`);
  return subject.url;
}

/** The command that is run; throws for a subject that is none. */
export function commandOf(subject: ReadySubject): CommandSubject {
  if (subject.kind !== 'command') throw new Error(`a ${subject.kind} is no command`);
  return subject;
}

/** Whether a study measures a command: its units are runs then, and nothing of it is a function's. */
export function runsCommand({ tasks }: { readonly tasks: readonly Pick<StudyTask, 'subject'>[] }): boolean {
  return tasks.some(isCommand);
}

/** Whether a task is a command. */
export function isCommand({ subject }: Pick<StudyTask, 'subject'>): boolean {
  return subject.kind === 'command';
}

/** Whether the worker count is a service's own, which clients drive: units in flight are then those of the whole trial. */
export function turnsServices({ workersAre, runs }: ExecutorTraits): boolean {
  return workersAre === 'inside' && runs.includes('module');
}

/** Whether a study measures a service at its own worker counts. */
export function measuresService({ executors, traits }: Pick<Study, 'executors' | 'traits'>): boolean {
  return executors.some((executor) => {
    const own = traits[executor];
    return own !== undefined && turnsServices(own);
  });
}

/** The word that turns a command's workers off: the next best to 1 worker. */
export const OFF = 'off';

/** What speedups are against. */
export interface SpeedupBaseline {
  /** 0 for sequential, and for a word. */
  readonly workers: 0 | 1;
  /** The word in the count's place; absent for a count. */
  readonly word?: typeof OFF;
  readonly name: 'sequential' | '1 worker' | typeof OFF;
  /** Something of it: `sequential trials`, `trials with 1 worker`. */
  readonly its: (noun: string) => string;
}

const SEQUENTIAL: SpeedupBaseline = { workers: 0, name: 'sequential', its: (noun) => `sequential ${noun}` };
const ONE_WORKER: SpeedupBaseline = { workers: 1, name: '1 worker', its: (noun) => `${noun} with 1 worker` };
const WORKERS_OFF: SpeedupBaseline = { workers: 0, word: OFF, name: OFF, its: (noun) => `${noun} with ${OFF}` };

/**
 * What a study's speedups are against: trials without workers; of a command or a service, which nobody runs without any,
 * with 1 worker, or with the word `off` where 1 was not measured.
 */
export function speedupBaseline(
  study: Pick<Study, 'tasks' | 'workers' | 'words' | 'executors' | 'traits'>,
): SpeedupBaseline {
  if (!runsCommand(study) && !measuresService(study)) return SEQUENTIAL;
  return !study.workers.includes(1) && study.words?.includes(OFF) === true ? WORKERS_OFF : ONE_WORKER;
}

/** What each piece of a study's work is called. */
export function unitNoun(study: Pick<Study, 'tasks' | 'executors' | 'traits'>): UnitNoun {
  if (measuresService(study)) return 'request';
  return runsCommand(study) ? 'run' : 'unit';
}

/**
 * A task's fields as they were before there were subjects: configs are hashed by them, and reports publish them. A kind
 * of subject that there was not yet has to say here what else makes it another one.
 */
export function flatTask({ name, given, args, subject, point }: StudyTask) {
  const at = point === undefined ? {} : { point };
  switch (subject.kind) {
    case 'module':
      return { name, given, modulePath: subject.path, args, law: null, ...at };
    case 'law':
      return { name, given, modulePath: null, args, law: subject.law, ...at };
    case 'command':
      return { name, given, modulePath: null, args, law: null, command: subject, ...at };
  }
}
