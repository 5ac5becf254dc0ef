/** The second look at a config, across its keys: what it knows, and where it collects what it finds. */
import type { ExecutorTraits } from '../model/study.js';
import { valueProblem } from './check.js';
import { type Problem, pathText, type Where } from './problems.js';
import type { Config, ConfigKey } from './schema.js';
import type { Setting, Settings } from './settings.js';

/** Executors by name, with facts about each. */
export type Executors = { readonly [executor: string]: ExecutorTraits };

/** What is known outside the config: the machine, the folder, the names on offer, and how to measure. */
export interface StudyContext {
  /** The working directory (absolute): flags' paths and `out` start from it. */
  readonly cwd: string;
  /** The executors on offer, and facts about them. */
  readonly executors: Executors;
  /** Names of the probes on offer. */
  readonly probes: readonly string[];
  /** Names of the built-in tasks. */
  readonly builtIns: readonly string[];
  /** Where a built-in task's module lies (absolute). */
  builtInPath(name: string): string;
  /** The machine's effective CPUs, a decimal. */
  readonly effectiveCpus: number;
  /** Memory that this machine lets its programs have, in bytes; unknown when left out. */
  readonly memoryBytes?: number | undefined;
  /** The thread pool's size when no key gives it; 4, libuv's own, when left out. */
  readonly uvThreadpoolDefault?: number | undefined;
  /** Cut rounds, counts and waits for a first look. */
  readonly quick?: boolean | undefined;
}

/** Checked keys with their places, and a place to complain and to note. */
export class Inquiry {
  readonly context: StudyContext;
  readonly problems: Problem[];
  readonly notes: string[] = [];
  #config: Partial<Config>;
  readonly #settings: Settings;
  readonly #start: Where;

  constructor(config: Partial<Config>, settings: Settings, start: Where, context: StudyContext, problems: Problem[]) {
    this.#config = config;
    this.#settings = settings;
    this.#start = start;
    this.context = context;
    this.problems = problems;
  }

  /** The keys that hold; one that does not is undefined and its problem is known already. */
  get config(): Partial<Config> {
    return this.#config;
  }

  /** Takes values in place of defaults that do not fit what is measured. */
  assume(values: Partial<Config>): void {
    this.#config = { ...this.#config, ...values };
  }

  /** How a key was given; undefined when it was left out. */
  setting(key: ConfigKey): Setting | undefined {
    return this.#settings.get(key);
  }

  /** A value that is of the right type and still wrong. */
  complain(key: ConfigKey, path: readonly PropertyKey[], expected: string, hint: string | null = null): void {
    const setting = this.#settings.get(key);
    if (setting === undefined) this.missing(key, `expected ${expected} for ${key}`, hint);
    else this.problems.push(valueProblem(key, setting, path, { expected, hint }));
  }

  /** A problem in words of its own, at a key or below it: at the value that stands there, or at its name. */
  refuse(
    key: ConfigKey,
    path: readonly PropertyKey[],
    message: string,
    hint: string | null,
    part: 'key' | 'value' = 'value',
  ): void {
    const where = this.#settings.get(key)?.where(path, part) ?? this.#start;
    this.problems.push({ where, key: pathText([key, ...path]), message, expected: null, found: null, hint });
  }

  /** A key that should be there. */
  missing(key: ConfigKey, message: string, hint: string | null): void {
    this.problems.push({ where: this.#start, key, message, expected: null, found: 'nothing', hint });
  }
}
