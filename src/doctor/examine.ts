/** The examination of a machine before its figures are believed. */
import { median } from 'simple-statistics';
import { readMachine } from '../run/system/machine.js';
import { syncTimes } from '../store/sync-time.js';
import { readCpuSettings } from './cpu-settings.js';
import { judge, largestSpread } from './judge.js';
import type { DiskFacts, DoctorReport, OnStep } from './model.js';
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
const SYNCS = 20;
/** A self-test needs a noise even where none could be measured. */
const ASSUMED_SPREAD = 0.05;

/** Examines this machine; rejects with the signal's reason when it is aborted. */
export async function examine({ out, uvThreadpool, rounds, on, signal }: ExamineOptions): Promise<DoctorReport> {
  const machine = readMachine(uvThreadpool);
  on('watching what others do');
  const idle = await idleFacts(IDLE_SECONDS);
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
    on: (done, total) => on(work, `${done} of ${total} trials`),
  });
  const laws = 'running planted laws';
  on(laws);
  const tested = await selfTest(largestSpread(noise) ?? ASSUMED_SPREAD, signal, (done, total) =>
    on(laws, `${done} of ${total} studies`),
  );
  const cpu = readCpuSettings(machine.logicalCpus);
  return judge({ machine, cpu, timers, idle, disk, noise, selfTest: tested });
}

async function diskFacts(folder: string): Promise<DiskFacts> {
  try {
    const seconds = await syncTimes(folder, SYNCS);
    return { folder, medianSeconds: median([...seconds]), slowestSeconds: Math.max(...seconds) };
  } catch (error) {
    return { folder, problem: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}
