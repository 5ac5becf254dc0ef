/** A command that is measured, and what its runs were. */
import type { Estimate } from './estimate.js';

/** An argument list that no shell sees, or one string for the user's shell. Placeholders stand in both. */
export type Program = { readonly argv: readonly string[] } | { readonly shell: string };

/** A command as the user gave it. */
export interface CommandSubject {
  readonly kind: 'command';
  readonly program: Program;
  /** The folder that it runs in (absolute). */
  readonly cwd: string;
  /** Variables that are added to the environment; placeholders stand in the values. */
  readonly env: { readonly [name: string]: string };
  /** Commands around its runs, untimed. */
  readonly hooks: { readonly [hook in CommandHook]?: Program };
  /** The file that each run reads as standard input (absolute); null for nothing. */
  readonly input: string | null;
  /** Where standard output goes: thrown away but for its last lines, /dev/null, our own, or a file. */
  readonly output: 'pipe' | 'null' | 'inherit' | { readonly file: string };
  /** Exit statuses beside 0 that count as success; `all` for every one. */
  readonly ignoreFailure: readonly number[] | 'all';
  /** Seconds after which a run is ended; null for never. */
  readonly runTimeoutSeconds: number | null;
  /** What has to be the same in every run; null for nothing. */
  readonly expect: CommandExpectation | null;
}

/** `setup` and `cleanup` run once per trial, `prepare` before and `conclude` after each timed run. */
export type CommandHook = 'setup' | 'prepare' | 'conclude' | 'cleanup';

/** How it is known that runs did the same work. */
export interface CommandExpectation {
  /** The files that a run writes, as patterns below the command's folder; null for its standard output. */
  readonly files: readonly string[] | null;
  /** Replacements in each line before it is compared, as sed writes them: `s/PATTERN/REPLACEMENT/`. */
  readonly normalise: readonly string[];
}

/** The runs of one trial together, as the system accounted for them. */
export interface CommandRuns {
  /** One for each timed run, in the order in which they ended. */
  readonly runs: readonly CommandRun[];
  /** Where CPU times come from, and how far a single run's may be off; null where the system tells none. */
  readonly cpuSource: { readonly name: string; readonly resolutionSeconds: number } | null;
  /** Whether the command ran at this worker count, uncounted, before the first round. */
  readonly warmedUp: boolean;
  /** What runs left behind when they had ended, and was ended then: hostile text, each once. */
  readonly leftBehind: readonly string[];
}

/** One timed run. */
export interface CommandRun {
  /** Its number in the trial, from 0. */
  readonly index: number;
  readonly wallSeconds: number;
  /** CPU time of the command and of all that it waited for; null where the system tells none. */
  readonly userSeconds: number | null;
  readonly systemSeconds: number | null;
  /** Peaks of its whole process tree; null where it was over before it was looked at. */
  readonly rssBytes: number | null;
  readonly processes: number | null;
  readonly threads: number | null;
  /** Exit status, or 128 and the signal's number, as shells count it. */
  readonly status: number;
  /** SHA-256 of what it wrote; null where nothing is expected of it. */
  readonly digest: string | null;
}

/** What the runs of a command took; estimates are per run, over rounds. */
export interface CommandReport {
  readonly wallSeconds: Estimate | null;
  /** CPU time of the command and of all that it waited for; null where the system tells none. */
  readonly userSeconds: Estimate | null;
  readonly systemSeconds: Estimate | null;
  /** CPU time over wall time: how parallel a run is inside. */
  readonly cpusPerRun: Estimate | null;
  /** Highest resident memory of a run's process tree in any round. */
  readonly rssPeakBytes: number | null;
  /** Most processes of a run's tree at a time. */
  readonly processesPeak: number | null;
  /** Most threads of it. */
  readonly threadsPeak: number | null;
  /** Whether an uncounted run went before: `cold` for a study without warm-up. */
  readonly start: 'warm' | 'cold';
  /** What runs left behind when they had ended, and was ended then: hostile text, each once. */
  readonly leftBehind: readonly string[];
}
