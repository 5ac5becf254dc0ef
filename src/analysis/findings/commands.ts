/** Findings on commands: a knob without effect, runs too short to measure, cold caches, parallelism inside, and what is left. */

import type { CommandReport } from '../../model/command.js';
import type { Finding } from '../../model/finding.js';
import { shareInterval } from '../../statistics/proportion.js';
import { counted, cpusText, workersText } from '../../words/counts.js';
import { duration, short, wholePercent } from '../../words/numbers.js';
import { runsOf } from '../command-runs.js';
import { cpusOf } from '../cpu-bound.js';
import type { AnalysedCurve } from '../curves.js';
import { trialsOf } from '../exclusions.js';
import type { CellTrials } from '../trials.js';
import { curveTraits, type FindingContext, isOfCommand, onCurve, trialsAt } from './context.js';

/** A figure that changes by less from the fewest workers to the most does not move. */
const UNMOVED = 0.1;
/** Of what running `true` costs here. */
const SHORT = 20;
/** How much slower the first runs have to be. */
const COLD = 1.2;
/** CPU time over wall time from which a run is parallel inside. */
const PARALLEL = 1.3;
/** The same beyond doubt: the helpers of a runtime or a linker do not do that. */
const SURELY_PARALLEL = 2;
/** Slower first runs that no noise explains, and from how many worker counts on chance does not. */
const [SURELY_COLD, MANY_COUNTS] = [1.5, 3];

/** All findings on the curves of commands. */
export function commandFindings(context: FindingContext): readonly Finding[] {
  const curves = context.curves.filter(isOfCommand);
  return [
    ...curves.flatMap((curve) => {
      const ignored = knobIgnored(curve, context);
      return [
        ...ignored,
        ...tooShort(curve, context),
        ...coldCache(curve),
        // What does not move with N does not multiply with it.
        ...(ignored.length === 0 ? nestedParallelism(curve, context) : []),
        ...failuresGrow(curve),
      ];
    }),
    ...leftBehind(context),
  ];
}

/** Neither the time nor the CPUs, processes and threads of a run change with the worker count. */
function knobIgnored(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  const { curve } = analysed;
  const rows = rowsOf(analysed, context);
  const [first, last] = [rows[0], rows.at(-1)];
  if (curveTraits(analysed, context).workersAre !== 'inside' || first === undefined || last === undefined) return [];
  if (last.workers < 2 * first.workers) return [];
  const figures = (['wallSeconds', 'cpusPerRun'] as const).map((key) =>
    change(first.runs[key]?.value, last.runs[key]?.value),
  );
  const counts = (['processesPeak', 'threadsPeak'] as const).map((key) => change(first.runs[key], last.runs[key]));
  if ([...figures, ...counts].some((moved) => moved !== null && moved > UNMOVED) || figures[0] === null) return [];
  // Beside the threads of a runtime one more is a small share, and yet what was asked for.
  const asked = last.workers - first.workers;
  const grew = (['processesPeak', 'threadsPeak'] as const).some(
    (key) => (last.runs[key] ?? 0) - (first.runs[key] ?? last.runs[key] ?? 0) >= asked / 2,
  );
  if (grew) return [];
  const isWatched = counts.every((moved) => moved !== null);
  const { cpusPerRun: cpus, threadsPeak, processesPeak } = last.runs;
  const what = [
    ...(cpus === null ? [] : [`it keeps ${cpusText(cpus.value)} busy`]),
    ...(threadsPeak === null
      ? []
      : [`runs ${counted(processesPeak ?? 1, 'process', 'processes')} with ${counted(threadsPeak, 'thread')}`]),
  ];
  return [
    {
      code: 'knob-ignored',
      severity: 'warning',
      likelihood: isWatched && cpus !== null ? 'likely' : 'possible',
      text: `The command seems to ignore {workers}: from ${first.workers} to ${last.workers} its time stays the same${what.length === 0 ? '' : `; ${what.join(' and ')} throughout`}.`,
      cure: 'Check the name of the option and that this command takes it; some programs need several files or blocks of input before they use more threads.',
      ...onCurve(curve),
      evidence: {
        fewestWorkers: first.workers,
        mostWorkers: last.workers,
        wallSecondsFewest: first.runs.wallSeconds?.value ?? null,
        wallSecondsMost: last.runs.wallSeconds?.value ?? null,
        cpusPerRunMost: cpus?.value ?? null,
        threadsFewest: first.runs.threadsPeak,
        threadsMost: threadsPeak,
      },
    },
  ];
}

/** Starting a process takes a share of such a run that no worker count changes. */
function tooShort(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  const { curve } = analysed;
  const fastest = Math.min(...rowsOf(analysed, context).map(({ runs }) => runs.wallSeconds?.value ?? Infinity));
  const task = context.recording.study.tasks.find(({ name }) => name === curve.task);
  const emptySeconds = task?.costs?.emptyRunSeconds;
  if (emptySeconds === undefined || !(fastest < SHORT * emptySeconds)) return [];
  return [
    {
      code: 'command-too-short',
      severity: 'warning',
      likelihood: 'likely',
      text: `The command is short: ${duration(fastest)} per run, where starting any program takes ${duration(emptySeconds)} here (${wholePercent(emptySeconds / fastest)}).`,
      cure: 'Give each run more work, or measure the code itself as a task.',
      ...onCurve(curve),
      evidence: { fastestSeconds: fastest, emptyRunSeconds: emptySeconds },
    },
  ];
}

/** The first run of each worker count was slower than the later ones: they found in memory what it had to read. */
function coldCache(analysed: AnalysedCurve): readonly Finding[] {
  const ratios = analysed.cells.cells.flatMap(({ completed }) => {
    const [first, ...later] = completed.map((trial) => runsOf(trial)[0]?.wallSeconds ?? null);
    const known = later.filter((seconds) => seconds !== null);
    if (completed[0]?.round !== 0 || first == null || known.length < 2) return [];
    return [first / (known.toSorted((a, b) => a - b)[Math.floor(known.length / 2)] as number)];
  });
  const slower = ratios.filter((ratio) => ratio > COLD);
  if (ratios.length < 2 || slower.length < ratios.length) return [];
  const least = Math.min(...slower);
  return [
    {
      code: 'cold-cache',
      severity: 'warning',
      likelihood: least > SURELY_COLD || ratios.length >= MANY_COUNTS ? 'likely' : 'possible',
      text: `The first run at each worker count took at least ${short(least)} times as long as later ones: it read from disk, or built, what they found ready.`,
      cure: 'Warm up first ("warmup"), or clear the caches before each run ("prepare") if cold runs are what you want to know.',
      ...onCurve(analysed.curve),
      evidence: { leastRatio: least, workerCounts: ratios.length },
    },
  ];
}

/** Runs that are parallel inside, N at a time or with N workers, ask for more CPUs than there are. */
function nestedParallelism(analysed: AnalysedCurve, context: FindingContext): readonly Finding[] {
  const isKnob = curveTraits(analysed, context).workersAre === 'inside';
  const [first] = rowsOf(analysed, context);
  const last = rowsOf(analysed, context).at(-1);
  const inside = first?.runs.cpusPerRun?.value ?? null;
  if (first === undefined || last === undefined || inside === null) return [];
  const perWorker = isKnob ? inside / first.workers : inside;
  const cpus = cpusOf(analysed.cells.cells[0] as CellTrials, context.recording.study);
  if (perWorker < PARALLEL || perWorker * last.workers <= cpus) return [];
  const threads = first.runs.threadsPeak;
  return [
    {
      code: 'nested-parallelism',
      severity: 'warning',
      likelihood: perWorker >= SURELY_PARALLEL ? 'likely' : 'possible',
      text: `The command is parallel inside: with ${workersText(first.workers)} it keeps ${cpusText(inside)} busy${threads === null ? '' : ` with ${counted(threads, 'thread')}`}, so ${workersText(last.workers)} ask for more than the ${cpusText(cpus)} there are.`,
      cure: 'Limit the threads of each run or worker (UV_THREADPOOL_SIZE, OMP_NUM_THREADS, GOMAXPROCS, or its own option), or use fewer workers.',
      ...onCurve(analysed.curve),
      evidence: {
        cpusPerWorker: perWorker,
        fewestWorkers: first.workers,
        mostWorkers: last.workers,
        cpus,
        threads,
      },
    },
  ];
}

/** Some worker counts fail, and smaller ones do not. */
function failuresGrow({ curve, cells }: AnalysedCurve): readonly Finding[] {
  const rates = cells.cells.map((group) => {
    const { trials, failedTrials: failed } = trialsOf(group);
    return { trials, failed, workers: group.cell.workers };
  });
  const failing = rates.filter(({ failed }) => failed > 0);
  const [worst] = failing.toSorted((a, b) => b.failed / b.trials - a.failed / a.trials);
  const sound = rates.filter(
    ({ failed, trials, workers }) => failed === 0 && trials > 0 && workers < (failing[0]?.workers ?? 0),
  );
  const largestSound = sound.at(-1);
  if (worst === undefined || largestSound === undefined) return [];
  const failing95 = shareInterval(worst.failed, worst.trials);
  const sound95 = shareInterval(0, largestSound.trials);
  return [
    {
      code: 'failures-grow',
      severity: 'critical',
      likelihood: worst.failed > 1 ? 'likely' : 'possible',
      text: `It fails with more workers: ${worst.failed} of ${worst.trials} trials failed with ${workersText(worst.workers)}, none of ${largestSound.trials} with ${workersText(largestSound.workers)}. The true shares may be ${wholePercent(failing95.low)} to ${wholePercent(failing95.high)}, and up to ${wholePercent(sound95.high)} (95 %).`,
      cure: 'Look at the last lines of the runs that failed: tests that share a port, a file or a database, or memory that runs out. Until then use no more than the largest count that never failed.',
      ...onCurve(curve),
      evidence: {
        workers: worst.workers,
        failed: worst.failed,
        trials: worst.trials,
        failedShare: worst.failed / worst.trials,
        failedLowShare: failing95.low,
        failedHighShare: failing95.high,
        soundWorkers: largestSound.workers,
        soundTrials: largestSound.trials,
        soundHighShare: sound95.high,
      },
    },
  ];
}

/** Processes that were still there when their command had ended; all of them were ended. Told of the first row. */
function leftBehind({ cells }: FindingContext): readonly Finding[] {
  const cell = cells.find(({ command }) => (command?.leftBehind.length ?? 0) > 0);
  const [first, ...others] = cell?.command?.leftBehind ?? [];
  if (cell === undefined || first === undefined) return [];
  const { name, task, executor } = cell;
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'other')}`;
  return [
    {
      code: 'left-behind',
      severity: 'warning',
      likelihood: 'likely',
      text: `The command leaves processes behind, which were ended after each run (${name}): ${first.slice(0, 120)}${more}.`,
      cure: 'A daemon that outlives its command takes CPU and memory from later runs, and makes the first run slow. Stop it in "conclude", or start it in "setup" if runs should find it.',
      task,
      executor,
      evidence: { row: name, processes: others.length + 1 },
    },
  ];
}

interface Row {
  readonly workers: number;
  readonly runs: CommandReport;
}

/** The rows of a curve that ran, by ascending worker count. */
function rowsOf(analysed: AnalysedCurve, { cells }: FindingContext): readonly Row[] {
  return analysed.curve.points.flatMap(({ workers }) => {
    const cell = trialsAt(analysed, workers)?.cell;
    const runs = cells.find(({ name }) => name === cell?.name)?.command ?? null;
    return runs === null ? [] : [{ workers, runs }];
  });
}

/** By what share a figure differs; null where either is unknown. */
function change(from: number | null | undefined, to: number | null | undefined): number | null {
  if (from == null || to == null || !(from > 0)) return null;
  return Math.abs(to / from - 1);
}
