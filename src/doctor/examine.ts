/** The examination of a machine before its figures are believed. */
import { median } from 'simple-statistics';
import { loadWarning } from '../analysis/load-before.js';
import { now, secondsBetween } from '../clock.js';
import type { Machine, MachineLoad } from '../model/journal.js';
import { readMachine } from '../run/system/machine.js';
import { syncTimes } from '../store/sync-time.js';
import { short } from '../words/numbers.js';
import { roughTime } from '../words/times.js';
import { readCpuSettings } from './cpu-settings.js';
import { judge, largestSpread } from './judge.js';
import type { DiskFacts, DoctorReport, OnPart, OnStep } from './model.js';
import { measureNoise } from './noise.js';
import { selfTest } from './self-test.js';
import { idleFacts, timerFacts } from './timers.js';

/** How to examine. */
export interface ExamineOptions {
  /** The folder that results will go to (absolute); it is made if it is not there. */
  readonly out: string;
  readonly uvThreadpool: number;
  /** Rounds of the noise study. */
  readonly rounds: number;
  /** Hears what is being done, in a few words; again with how far it is while a step takes long. */
  readonly on: OnStep;
  readonly signal: AbortSignal;
}

const IDLE_SECONDS = 1;
/** What an examination of 10 rounds takes on a quiet machine. */
const QUIET_SECONDS = 15;
const SYNCS = 20;
/** A self-test needs a noise even where none could be measured. */
const ASSUMED_SPREAD = 0.05;

/** Examines this machine; rejects with the signal's reason when it is aborted. */
export async function examine({ out, uvThreadpool, rounds, on, signal }: ExamineOptions): Promise<DoctorReport> {
  const machine = readMachine(uvThreadpool);
  on('watching what others do');
  const idle = await idleFacts(IDLE_SECONDS);
  on(expectation(machine, idle));
  on('reading clocks and timers');
  const timers = await timerFacts();
  on('writing to the results folder');
  const disk = await diskFacts(out);
  const work = `measuring fixed work in ${rounds} rounds`;
  on(work);
  const noise = await measureNoise({
    effectiveCpus: machine.effectiveCpus,
    rounds,
    signal,
    on: parts(on, work, 'trials'),
  });
  const laws = 'running planted laws';
  on(laws);
  const tested = await selfTest(largestSpread(noise) ?? ASSUMED_SPREAD, signal, parts(on, laws, 'studies'));
  const cpu = readCpuSettings(machine.logicalCpus);
  return judge({ machine, cpu, timers, idle, disk, noise, selfTest: tested });
}

/** What it takes in all, which others make longer. */
function expectation({ logicalCpus }: Machine, load: MachineLoad): string {
  const busy = loadWarning(load, logicalCpus) !== null;
  return busy
    ? `${QUIET_SECONDS} s of work, and longer here: other programs use ${short(load.busyCpus ?? 0)} of ${logicalCpus} CPUs`
    : `about ${QUIET_SECONDS} s in all`;
}

/** Tells of each part that ended, and how long the others will take; the clock (in milliseconds) is given only by tests. */
export function parts(on: OnStep, step: string, noun: string, clock: () => number = now): OnPart {
  const beganMs = clock();
  return (done, total) => {
    const leftSeconds = (secondsBetween(beganMs, clock()) / done) * (total - done);
    on(step, `${done} of ${total} ${noun}, about ${roughTime(leftSeconds)} left`);
  };
}

async function diskFacts(folder: string): Promise<DiskFacts> {
  try {
    const seconds = await syncTimes(folder, SYNCS);
    return { folder, medianSeconds: median([...seconds]), slowestSeconds: Math.max(...seconds) };
  } catch (error) {
    return { folder, problem: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}
