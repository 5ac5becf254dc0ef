import { setTimeout as sleep } from 'node:timers/promises';
import { median } from 'simple-statistics';
import { now, secondsBetween } from '../clock.js';
import { clockFacts } from '../run/system/clock-facts.js';
import { readCpuTimes } from '../run/system/cpu-times.js';
import type { IdleFacts, TimerFacts } from './model.js';

const SLEEPS = 50;
const SLEEP_MS = 1;

/** Reads the clock, and sleeps a little. */
export async function timerFacts(): Promise<TimerFacts> {
  const late: number[] = [];
  for (let i = 0; i < SLEEPS; i++) {
    const began = now();
    await sleep(SLEEP_MS);
    late.push(secondsBetween(began, now()) - SLEEP_MS / 1000);
  }
  return { ...clockFacts(), lateSeconds: Math.max(0, median(late)) };
}

/** Does nothing for `seconds`, and sees what others do. */
export async function idleFacts(seconds: number): Promise<IdleFacts> {
  const from = readCpuTimes('/')?.all;
  const began = now();
  await sleep(seconds * 1000);
  const slept = secondsBetween(began, now());
  const to = readCpuTimes('/')?.all;
  const cpus = (before: number | undefined, after: number | undefined) =>
    before === undefined || after === undefined ? null : (after - before) / slept;
  return {
    seconds: slept,
    busyCpus: cpus(from?.busySeconds, to?.busySeconds),
    stolenCpus: cpus(from?.stealSeconds, to?.stealSeconds),
  };
}
