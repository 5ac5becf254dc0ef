/** Studies of a command made in memory of what each of its runs is to show. */
import type { CommandRun, CommandSubject } from '../../src/model/command.js';
import type { Machine, Recording } from '../../src/model/journal.js';
import type { Study, StudyTask } from '../../src/model/study.js';
import type { Disturbance, Fault } from '../../src/model/trial.js';
import { constantHistogram } from '../../src/statistics/histogram.js';
import { cellOf, evenMeasurement, recordingOf, trialOf, workerOf } from './planted.js';

/** What is made of each run of a trial. */
export interface CommandScenario {
  readonly executor?: 'knob' | 'copies';
  readonly workers?: readonly number[];
  /** Rows with a word in the count's place, which run as with 1 worker. */
  readonly words?: readonly string[];
  readonly rounds?: number;
  /** Seconds of a run. */
  readonly wall: (workers: number, round: number) => number;
  readonly run?: (workers: number, wall: number) => Partial<CommandRun>;
  /** Trials that failed. */
  readonly fails?: (workers: number, round: number) => boolean;
  readonly leftBehind?: (workers: number) => readonly string[];
  readonly emptyRunSeconds?: number;
  readonly warmedUp?: boolean;
  readonly digest?: (workers: number) => readonly number[] | null;
  readonly disturbances?: readonly Disturbance[];
  readonly machine?: Partial<Machine>;
  readonly study?: Partial<Study>;
  readonly subject?: Partial<CommandSubject>;
}

const TRAITS = { runs: ['command'], handsOut: false, oneThread: false, sharesLibuvPool: false } as const;
const BOUNDS = { fewestWorkers: 1, mostWorkers: 1024, bytesPerWorker: null } as const;
const FAULT: Fault = {
  message: 'tool ended with status 3:\n\u001b[31mport 8080\u001b[0m is in use',
  phase: 'run',
  unit: 0,
} as Fault;

/** A command with a knob, and nothing else asked of it. */
export const TOOL: CommandSubject = {
  kind: 'command',
  program: { argv: ['tool', '-j{workers}'] },
  cwd: '/',
  env: {},
  hooks: {},
  input: null,
  output: 'pipe',
  ignoreFailure: [],
  runTimeoutSeconds: null,
  expect: null,
};

/** A study of `tool` with that made of each trial: by its own knob, one run a trial; in copies, three times the most. */
export function commandRecording(scenario: CommandScenario): Recording {
  const { executor = 'knob', workers = [1, 2, 4], rounds = 6 } = scenario;
  const subject: CommandSubject = { ...TOOL, ...scenario.subject };
  const task: StudyTask = { name: 'tool', given: 'tool -j{workers}', args: null, subject };
  const runs = executor === 'knob' ? 1 : 3 * Math.max(...workers);
  const references = (scenario.words ?? []).map((word) => ({
    ...cellOf(task, executor, 1, runs),
    ...{ id: `tool/${word}`, name: `parallel_${word}`, workers: 0, word },
  }));
  const cells = [...workers.map((n) => cellOf(task, executor, n, runs)), ...references];
  const trials = cells.flatMap((cell) =>
    Array.from({ length: rounds }, (_, round) => {
      const n = 'word' in cell ? 1 : cell.workers;
      if (scenario.fails?.(n, round) === true) return trialOf(cell, round, null, { fault: FAULT });
      return trialOf(cell, round, measured(scenario, n, round, runs), { disturbances: scenario.disturbances ?? [] });
    }),
  );
  const traits = {
    knob: { ...TRAITS, ...BOUNDS, workersAre: 'inside' },
    copies: { ...TRAITS, ...BOUNDS, workersAre: 'streams' },
  } as const;
  const recording = recordingOf(cells, trials, {
    ...{ executors: [executor], workers, words: scenario.words ?? [], traits, rounds },
    ...scenario.study,
  });
  const { study } = recording;
  const costs = { emptyRunSeconds: scenario.emptyRunSeconds ?? 0.001 };
  const tasks = study.tasks.map((description) => ({ ...description, costs }));
  return { ...recording, study: { ...study, tasks, machine: { ...study.machine, ...scenario.machine } } };
}

function measured(scenario: CommandScenario, workers: number, round: number, runs: number) {
  // A small, fixed unevenness between rounds stands in for noise.
  const wall = scenario.wall(workers, round) * (1 + 0.002 * ((round * 7 + workers) % 5));
  const slots = scenario.executor === 'copies' ? workers : 1;
  const run: Omit<CommandRun, 'index'> = {
    wallSeconds: wall,
    userSeconds: wall,
    systemSeconds: 0,
    rssBytes: 2 ** 20,
    processes: 1,
    threads: workers,
    status: 0,
    digest: null,
    ...scenario.run?.(workers, wall),
  };
  const each = Array.from({ length: runs }, (_, index) => ({ index, ...run }));
  const service = constantHistogram(wall * 1e9, runs);
  const none = constantHistogram(0, runs);
  const workSeconds = (wall * runs) / slots;
  const cpu = (run.userSeconds ?? 0) + (run.systemSeconds ?? 0);
  return evenMeasurement(slots, runs, workSeconds, {
    workers: Array.from({ length: slots }, (_, slot) =>
      workerOf(slot, runs / slots, workSeconds, { cpuSeconds: (cpu * runs) / slots }),
    ),
    latency: { waiting: none, transfer: none, service, sojourn: service },
    digest: scenario.digest?.(workers) ?? null,
    command: {
      runs: each,
      cpuSource: { name: 'cgroup', resolutionSeconds: 1e-6 },
      warmedUp: scenario.warmedUp ?? true,
      leftBehind: scenario.leftBehind?.(workers) ?? [],
    },
  });
}

/** A command that its knob makes faster, on CPUs enough. */
export const SCALES: CommandScenario = {
  wall: (workers) => 10 / workers,
  run: (workers, wall) => ({ userSeconds: wall * workers }),
};
