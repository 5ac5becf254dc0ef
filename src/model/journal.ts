/** The journal's other records: the study, the machine, where a result comes from. */
import type { Plan } from './plan.js';
import type { SetupReport } from './setup.js';
import type { Study } from './study.js';
import type { ProfileRecord, TrialRecord } from './trial.js';

/** Where a result comes from, so that it can be made again. */
export interface Provenance {
  /** The study's seed. */
  readonly seed: number;
  /** What the user typed. */
  readonly command: readonly string[];
  /** SHA-256 of the validated study. */
  readonly configHash: string;
  /** Task name → SHA-256 of its module's text. */
  readonly taskHashes: { readonly [task: string]: string };
  /** Commit of the folder that holds the task; null outside a repository. */
  readonly gitCommit: string | null;
  /** The kind of machine, as the user calls it (`--instance`); null when unnamed. */
  readonly instance: string | null;
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  /** What measured. */
  readonly tool: { readonly name: string; readonly version: string };
  /** How often the run was cut and went on; empty for a run in one piece. */
  readonly resumed: readonly Resumption[];
  /** The machine's load during the preflight; absent for a simulated study, and from runs of older versions. */
  readonly loadBefore?: MachineLoad;
  /** On which CPUs services and their clients were kept; absent where all shared all. */
  readonly servicePlaces?: ServicePlaces;
}

/** CPUs of services, which the clients keep off. */
export interface ServicePlaces {
  /** The numbers of the clients' CPUs, ascending. */
  readonly clients: readonly number[];
  /** Those of each service, by its name. */
  readonly services: { readonly [name: string]: readonly number[] };
}

/** A run that was cut, and went on with what was missing. */
export interface Resumption {
  /** ISO 8601, wall clock. */
  readonly startedAt: string;
  /** What the user typed to resume it, without credentials. */
  readonly command: readonly string[];
  /** What had changed since the run began and was accepted; empty when all was the same. */
  readonly changed: readonly string[];
  /** Records of trials that were there already. */
  readonly trialsBefore: number;
  /** The machine's load during this session's preflight; absent as in Provenance. */
  readonly loadBefore?: MachineLoad;
}

/** What is known of a task after its preflight, beyond its name. */
export interface TaskDescription {
  readonly name: string;
  readonly summary: string | null;
  /** The arguments in force: the user's, or the task's defaults. */
  readonly args: readonly unknown[];
  /** False when the task declares it, or when two runs of unit 0 gave different results. */
  readonly deterministic: boolean;
  /** Whether two runs of unit 0 in the preflight gave the same result; null when it did not run twice. */
  readonly repeats: boolean | null;
  /** Service time of unit 0 in the preflight, cold; null when it failed or did not end in time. */
  readonly unitSeconds: number | null;
  /** What the preflight saw of the task's costs; absent from runs of older versions. */
  readonly costs?: TaskCosts;
  /** What its setup told; absent where it told nothing, and from runs of older versions. */
  readonly setup?: SetupReport;
}

/** What starting a task and running its units cost in the preflight; absent members were not seen. */
export interface TaskCosts {
  /** From the fork of a process until it has imported the task. */
  readonly startSeconds?: number;
  /** The task's own setup. */
  readonly setupSeconds?: number;
  /** Mean over the units that ran, without the first (cold) one where there are others. */
  readonly unit?: UnitCost;
  /** What starting and ending any program takes here: only before a command. */
  readonly emptyRunSeconds?: number;
  /** What a command's uncounted runs before the first round took, all worker counts together. */
  readonly warmUpSeconds?: number;
}

/** What one unit takes when nothing runs beside it. */
export interface UnitCost {
  readonly wallSeconds: number;
  /** CPU time of the whole process: less than the wall time where a unit waits, more where it is parallel inside. */
  readonly cpuSeconds: number;
}

/** The journal's first line: all that the analysis needs beside the trials. */
export interface StudyRecord {
  readonly kind: 'study';
  readonly study: Study;
  readonly plan: Plan;
  readonly tasks: readonly TaskDescription[];
  readonly machine: Machine;
  /** The CPUs behind each of the study's `cpus`; absent where it names none. */
  readonly cpuSets?: readonly CpuSet[];
  /** The run's folder as it was made; absent where the file system cannot tell, and in older journals. */
  readonly folder?: FolderIdentity;
  readonly provenance: Provenance;
}

/** A folder's number on its file system, and when it was made, in nanoseconds since 1970: both in decimal digits. */
export interface FolderIdentity {
  readonly inode: string;
  readonly bornNs: string;
}

/** A number of CPUs that a whole trial may use, and how this machine gives just as many. */
export interface CpuSet {
  /** As the user asked: 2, or 0.5. */
  readonly cpus: number;
  /** The numbers of the CPUs, ascending: as many as `cpus`, rounded up. */
  readonly list: readonly number[];
  /** CPUs' worth of time together, where `cpus` is no whole number: needs a quota; else null. */
  readonly quotaCpus: number | null;
  /** In what it differs from a machine of that size. */
  readonly gaps: readonly SetGap[];
}

/**
 * In what a set differs from a machine of its size: it has the whole machine's caches and memory (`shared`), programs
 * may count the whole machine's CPUs (`counted`), a CPU of it has its core for itself (`halfCore`), a quota stops it (`quota`).
 */
export type SetGap = 'shared' | 'counted' | 'halfCore' | 'quota';

/** The trials that an adaptive study chose to run next, so that a resumed one ends what was begun. */
export interface ChoiceRecord {
  readonly kind: 'choice';
  readonly trials: readonly Pick<TrialRecord, 'cellId' | 'round'>[];
}

/** Where a run that was cut goes on; what follows was measured in this session. */
export interface ResumeRecord extends Omit<Resumption, 'trialsBefore'> {
  readonly kind: 'resume';
}

/** The journal's last line; without one the run was cut. */
export interface EndRecord {
  readonly kind: 'end';
  readonly endedAt: string;
  readonly interruptedBy: string | null;
  /** Why the study stopped before the end of its plan, or an adaptive one where it did; null for a whole one. */
  readonly stopped: string | null;
  /**
   * Seconds by which the wall clock went ahead of the monotonic one in this session: it was set, or the
   * machine slept. Durations come from the monotonic one.
   */
  readonly clockSkewSeconds: number;
}

export type JournalRecord = StudyRecord | TrialRecord | ProfileRecord | ChoiceRecord | ResumeRecord | EndRecord;

/** A journal read back: what analysis and reporters work on. */
export interface Recording {
  readonly study: StudyRecord;
  readonly trials: readonly TrialRecord[];
  /** Apart from the trials, so that no figure can come from them. */
  readonly profiles: readonly ProfileRecord[];
  readonly end: EndRecord | null;
}

/** The machine that measured. No host name, serial or environment beyond this list. */
export interface Machine {
  /** The processor's name for itself. */
  readonly cpuModel: string;
  /** Hardware threads that the system has. */
  readonly logicalCpus: number;
  /** min(affinity, CPU quota of every ancestor cgroup), as a decimal. */
  readonly effectiveCpus: number;
  /** The tightest CPU quota in CPUs; null without one. */
  readonly quotaCpus: number | null;
  /** All memory of the system, in bytes. */
  readonly memoryBytes: number;
  /** The tightest memory limit of the cgroups in bytes; null without one. */
  readonly memoryLimitBytes: number | null;
  /** `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** `x64`, `arm64`. */
  readonly arch: string;
  /** Node's version. */
  readonly node: string;
  /** V8's version. */
  readonly v8: string;
  /** Size of libuv's thread pool in each process. */
  readonly uvThreadpool: number;
  /**
   * Bytes a second that one thread both sends and receives over the loopback interface. Absent in a study without
   * services, and where it was not measured.
   */
  readonly loopbackBytesPerSecond?: number;
}

/** What others took of the machine's CPUs over some seconds; null where the system does not tell. */
export interface MachineLoad {
  /** How long it was looked at. */
  readonly seconds: number;
  /** CPUs that other programs kept busy; what kneepoint itself used is not part of it. */
  readonly busyCpus: number | null;
  /** CPUs that a hypervisor gave to others. */
  readonly stolenCpus: number | null;
}
