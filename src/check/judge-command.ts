/** From what was seen of a command to findings. Pure. */
import type { CommandRun } from '../model/command.js';
import type { StudyTask } from '../model/study.js';
import { counted, listText } from '../words/counts.js';
import { bytes, short, shortDuration } from '../words/numbers.js';
import { faultInOneLine } from '../words/sentences.js';
import { reportOf } from './judge.js';
import type { CheckFacts, CheckReport, CheckResult } from './model.js';

/** The runs with one worker count. */
export interface CommandLook {
  readonly workers: number;
  readonly runs: readonly CommandRun[];
  /** Commands of processes that were still there when their run had ended, and were ended then. */
  readonly leftBehind: readonly string[];
  /** Why a run or a hook failed, with its last lines; null when none did. */
  readonly fault: string | null;
  /** Whether a run was ended because it took too long. */
  readonly isHanging: boolean;
}

/** All that was seen of a command. */
export interface CommandFacts extends Pick<CheckFacts, 'load' | 'machine'> {
  /** By worker count, ascending; one for a command without a knob. */
  readonly looks: readonly CommandLook[];
  readonly isKnob: boolean;
  /** Whether the files that it writes are compared, and not its output. */
  readonly comparesFiles: boolean;
  /** What starting and ending any program takes here. */
  readonly emptyRunSeconds: number;
}

/** A run of under that many times what `true` takes measures the machine's own work. */
const SHORT_RUN = 20;
/** Changes of less than that share between the smallest and the largest count are none. */
const SAME = 0.1;
/** Nor are smaller ones, of seconds or CPUs: nobody would see them. */
const LEAST_CHANGE = 0.01;

/** What a knob may move. */
const FIGURES: readonly {
  readonly name: string;
  readonly of: (run: CommandRun) => number | null;
  readonly text: (value: number) => string;
}[] = [
  { name: 'time', of: ({ wallSeconds }) => wallSeconds, text: shortDuration },
  { name: 'CPUs', of: cpusOf, text: short },
  { name: 'peak of processes', of: ({ processes }) => processes, text: short },
  { name: 'peak of threads', of: ({ threads }) => threads, text: short },
];

/** Every check's verdict, and the findings among them, the gravest first. */
export function judgeCommand(task: StudyTask, facts: CommandFacts): CheckReport {
  return reportOf({ task: task.name, command: task.given, args: [] }, judgeAll(facts), facts);
}

function judgeAll(facts: CommandFacts): readonly CheckResult[] {
  const ending = checkEnding(facts);
  if (ending.verdict === 'found') return [ending, checkLeftBehind(facts)];
  return [
    ending,
    checkLength(facts),
    checkOutput(facts),
    checkLeftBehind(facts),
    ...(facts.isKnob ? [checkKnob(facts)] : []),
  ];
}

function checkEnding({ looks }: CommandFacts): CheckResult {
  const check = 'ending';
  const failed = looks.find(({ fault }) => fault !== null);
  if (failed === undefined) {
    const statuses = [...new Set(looks.flatMap(({ runs }) => runs.map(({ status }) => status)))];
    return { check, verdict: 'passed', text: `it starts, and ends by itself with status ${listText(statuses)}` };
  }
  const where = looks.length > 1 || failed.workers > 1 ? ` (with ${counted(failed.workers, 'worker')})` : '';
  const evidence = { workers: failed.workers, runs: failed.runs.length };
  if (failed.isHanging)
    return {
      check,
      verdict: 'found',
      finding: {
        code: 'unfinished',
        severity: 'critical',
        text: `It does not end${where}: ${faultInOneLine(failed.fault ?? '').replace(/\.?$/, '.')}`,
        cure: 'Does it watch files, serve, or wait for input? Use its one-shot mode, give it "input", or a longer --timeout.',
        evidence,
      },
    };
  return {
    check,
    verdict: 'found',
    finding: {
      code: 'run-fails',
      severity: 'critical',
      text: `It fails${where}: ${faultInOneLine(failed.fault ?? '').replace(/\.?$/, '.')}`,
      cure: 'Run it alone until it ends with status 0, or name the statuses that count as success (--ignore-failure).',
      evidence,
    },
  };
}

function checkLength({ looks, emptyRunSeconds }: CommandFacts): CheckResult {
  const check = 'run length';
  const [run] = looks.flatMap(({ runs }) => runs.slice(-1));
  if (run === undefined) return { check, verdict: 'unknown', text: 'no run ended' };
  const { wallSeconds } = run;
  if (wallSeconds < SHORT_RUN * emptyRunSeconds)
    return {
      check,
      verdict: 'found',
      finding: {
        code: 'short-run',
        severity: 'warning',
        text: `A run takes ${shortDuration(wallSeconds)}, and starting any program takes ${shortDuration(emptyRunSeconds)} here.`,
        cure: 'Give each run more work, or measure the code itself as a task.',
        evidence: { wallSeconds, emptyRunSeconds },
      },
    };
  return { check, verdict: 'passed', text: `a run takes ${shortDuration(wallSeconds)}${useText(run)}` };
}

/** `: 1.9 CPUs, at most 68.1 MiB of memory, 3 processes and 9 threads`. */
function useText(run: CommandRun): string {
  const cpus = cpusOf(run);
  const parts = [
    ...(cpus === null ? [] : [`${short(cpus)} CPUs`]),
    ...(run.rssBytes === null ? [] : [`at most ${bytes(run.rssBytes)} of memory`]),
    ...(run.processes === null ? [] : [counted(run.processes, 'process', 'processes')]),
    ...(run.threads === null ? [] : [counted(run.threads, 'thread')]),
  ];
  return parts.length === 0 ? '' : `: ${listText(parts)}`;
}

/** CPU time over wall time. */
function cpusOf({ userSeconds, systemSeconds, wallSeconds }: CommandRun): number | null {
  return userSeconds === null || systemSeconds === null ? null : (userSeconds + systemSeconds) / wallSeconds;
}

function checkOutput({ looks, comparesFiles }: CommandFacts): CheckResult {
  const check = 'output';
  const digests = looks.flatMap(({ runs }) => runs.flatMap(({ digest }) => digest ?? []));
  if (digests.length < 2)
    return {
      check,
      verdict: 'unknown',
      text: 'it ran only once, too few times to see whether it writes the same; give it more time (--seconds)',
    };
  if (new Set(digests).size === 1)
    return {
      check,
      verdict: 'passed',
      text: comparesFiles
        ? 'it writes the same files each time: --expect would notice other work'
        : 'its output stays the same: --expect same-output would notice other work',
    };
  const isSteady = looks.every(({ runs }) => new Set(runs.map(({ digest }) => digest)).size === 1);
  return {
    check,
    verdict: 'found',
    finding: {
      code: 'output-varies',
      severity: 'info',
      text: `${comparesFiles ? 'What it writes to files' : 'Its output'} differs ${isSteady ? `between ${listText(looks.map(({ workers }) => workers))} workers` : 'from run to run'}.`,
      cure: 'To have runs compared, take out times and paths (--normalise), or compare the files that it writes (--expect "same-files PATTERN").',
      evidence: { runs: digests.length, outputs: new Set(digests).size },
    },
  };
}

function checkLeftBehind({ looks }: CommandFacts): CheckResult {
  const check = 'processes left';
  const left = [...new Set(looks.flatMap(({ leftBehind }) => leftBehind))];
  if (left.length === 0) return { check, verdict: 'passed', text: 'no process is left behind' };
  return {
    check,
    verdict: 'found',
    finding: {
      code: 'leaves-processes',
      severity: 'warning',
      text: `It leaves processes behind: ${listText(left)}; they were ended.`,
      cure: 'Have it wait for what it starts, or end that in "conclude": what goes on disturbs the next run.',
      evidence: { processes: left.length },
    },
  };
}

/** The last run of the smallest count against that of the largest. */
function checkKnob({ looks }: CommandFacts): CheckResult {
  const check = 'workers option';
  const [first, last] = [looks[0], looks.at(-1)];
  const [before, after] = [first?.runs.at(-1), last?.runs.at(-1)];
  if (first === undefined || last === undefined || before === undefined || after === undefined || first === last)
    return { check, verdict: 'unknown', text: 'one worker count shows nothing of {workers}: give two (--workers)' };
  const figures = FIGURES.flatMap(({ name, of, text }) => {
    const [from, to] = [of(before), of(after)];
    if (from === null || to === null) return [];
    return [{ told: `${name} ${text(from)} → ${text(to)}`, moves: moves(first.runs.map(of), last.runs.map(of)) }];
  });
  const told = figures.map((figure) => figure.told).join(', ');
  const range = `from ${first.workers} to ${counted(last.workers, 'worker')}`;
  if (figures.some((figure) => figure.moves))
    return { check, verdict: 'passed', text: `{workers} has an effect, ${range}: ${told}` };
  return {
    check,
    verdict: 'found',
    finding: {
      code: 'knob-ignored',
      severity: 'warning',
      text: `{workers} changes nothing, ${range}: ${told}.`,
      cure: 'Look up the option that sets its workers, and whether this input has enough work to share.',
      evidence: { fewestWorkers: first.workers, mostWorkers: last.workers },
    },
  };
}

/** Whether a figure of one count lies apart from the other's in every run, by a tenth and more. */
function moves(before: readonly (number | null)[], after: readonly (number | null)[]): boolean {
  const [one, other] = [before.filter((value) => value !== null), after.filter((value) => value !== null)];
  if (one.length === 0 || other.length === 0) return false;
  const gap = Math.max(Math.min(...one) - Math.max(...other), Math.min(...other) - Math.max(...one));
  return gap > SAME * Math.max(...one, ...other) && gap > LEAST_CHANGE;
}
