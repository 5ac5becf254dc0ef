/** What the runs of a command took, each with its whole process tree. */
import { workersAre } from '../text/command.js';
import { estimated, figure, interval, type RowColumn, words } from './column.js';

/** Averages over the rounds; peaks over all runs. Empty for what is no command. */
export const COMMAND = {
  wall: interval(
    'Run: wall (s)',
    'wall',
    'seconds',
    'Time of one run, from its start to its end.',
    ({ command }) => command?.wallSeconds,
  ),
  user: estimated(
    'Run: user CPU (s)',
    'user',
    'seconds',
    'CPU time of a run in its own code, children included.',
    ({ command }) => command?.userSeconds,
  ),
  system: estimated(
    'Run: system CPU (s)',
    'system',
    'seconds',
    'CPU time of a run in the kernel, children included.',
    ({ command }) => command?.systemSeconds,
  ),
  runCpus: estimated(
    'Run: CPUs',
    'CPUs',
    'ratio',
    'CPU time of a run over its wall time: how many CPUs it kept busy.',
    ({ command }) => command?.cpusPerRun,
  ),
  runRss: figure(
    'Run: RSS peak (bytes)',
    'memory',
    'bytes',
    'Peak resident memory of a run with all of its processes.',
    ({ command }) => command?.rssPeakBytes,
  ),
  runProcesses: figure(
    'Run: processes',
    'processes',
    'count',
    'Most processes that a run had at a time.',
    ({ command }) => command?.processesPeak,
  ),
  runThreads: figure(
    'Run: threads',
    'threads',
    'count',
    'Most threads that a run had at a time, in all of its processes.',
    ({ command }) => command?.threadsPeak,
  ),
  start: words(
    'Run: start',
    null,
    '`warm` after an uncounted run, else `cold`.',
    ({ command }) => command?.start ?? null,
  ),
  workersAre: words('Workers are', null, 'What the worker count of a command is.', (cell, report) =>
    workersAre(report, cell),
  ),
} satisfies { [key: string]: RowColumn };
