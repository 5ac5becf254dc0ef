import { setTimeout as sleep } from 'node:timers/promises';
import { median } from 'simple-statistics';
import { now, secondsBetween } from '../clock.js';
import type { MachineLoad } from '../model/journal.js';
import { clockFacts } from '../run/system/clock-facts.js';
import { LoadLook } from '../run/system/load-look.js';
import type { TimerFacts } from './model.js';

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
export async function idleFacts(seconds: number): Promise<MachineLoad> {
  const look = new LoadLook();
  await sleep(seconds * 1000);
  return look.end();
}
