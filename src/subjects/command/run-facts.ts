/** What a run of a command is told, and what it tells. */
import { constants } from 'node:os';
import type { Program } from '../../model/command.js';
import type { Switches } from '../../run/system/switches.js';
import type { AccountSource } from './accounts.js';
import type { LeftBehind } from './leftovers.js';
import type { Peaks } from './tree-peaks.js';

/** One run, placeholders filled in. */
export interface RunSpec {
  readonly program: Program;
  /** The folder that it runs in. */
  readonly cwd: string;
  /** Variables that are added to this process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads as standard input; null for nothing. */
  readonly input: string | null;
  /**
   * Where standard output goes: `pipe` is read and thrown away but for its last lines, `null` is /dev/null. Standard
   * error is read in each case but `inherit`.
   */
  readonly output: 'null' | 'pipe' | 'inherit' | { readonly file: string };
  /** Ends the run after that time; null for never. */
  readonly timeoutSeconds: number | null;
  /**
   * True for a hook, which may start a server: what it leaves behind goes on. Its output must be a file then, which
   * takes standard error too.
   */
  readonly mayLeave: boolean;
  /** Names the run among all on this machine; its processes carry it as KNEEPOINT_RUN. */
  readonly mark: string;
  /** Ends the run when it is aborted. */
  readonly signal?: AbortSignal;
}

/** CPU time of a run's command and of all that it waited for; what was left behind is no part of it. */
export interface RunCpu {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly source: AccountSource;
  /** How far a single run's times may be off. */
  readonly resolutionSeconds: number;
  /** Runs that ended in the same instant share one account: how many; 1 where the times are this run's own. */
  readonly sharedBy: number;
}

/** What a run was. */
export interface RunFacts {
  /** The reading of the monotonic clock just before the process was made. */
  readonly startedMs: number;
  /** From then to its end. What it left behind, and how long that took to end, is no part of it. */
  readonly wallSeconds: number;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly exitSignal: NodeJS.Signals | null;
  /** Why we ended it; null when it ended by itself, or by a signal of somebody else's. */
  readonly stopped: 'timeout' | 'aborted' | null;
  /** Null where the system tells none. */
  readonly cpu: RunCpu | null;
  readonly switches: Switches | null;
  readonly peaks: Peaks;
  /** The last lines that it wrote to what was read, in the order in which they came. Not escaped. */
  readonly lastLines: readonly string[];
  readonly leftBehind: readonly LeftBehind[];
}

/** A run that goes on. */
export interface Run {
  /** Also the id of its process group and of its session; null where the system made no process. */
  readonly pid: number | null;
  /**
   * Resolves when the run has ended and nothing of it is left, whatever the command did. Rejects where no process was
   * made: with a CommandError for the user's mistake, else with the system's error.
   */
  readonly done: Promise<RunFacts>;
  /** Ends it: by SIGTERM, and after a grace of a second by SIGKILL. */
  kill(): void;
}

/** How a run ended as shells count it: 128 and its number for a signal. */
export function statusOf({ exitCode, exitSignal }: Pick<RunFacts, 'exitCode' | 'exitSignal'>): number {
  return exitCode ?? 128 + (exitSignal === null ? 0 : constants.signals[exitSignal]);
}
