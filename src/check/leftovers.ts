/** What units leave behind: open handles, timers, memory. */

import type { MemorySample, TaskInspection } from '../run/host/inspection.js';
import { fitLine, type Line } from '../statistics/regression.js';
import { bytes } from '../words/numbers.js';
import type { CheckResult } from './model.js';

/** Whether anything keeps the process alive after teardown that did not before the import. */
export function checkLeftOpen({ leftOpen, unitsRun }: TaskInspection): CheckResult {
  const check = 'open handles';
  const kinds = Object.entries(leftOpen).map(([kind, count]) => `${count} ${kind}`);
  if (kinds.length === 0) return { check, verdict: 'passed', text: 'no handle and no timer is left open' };
  const finding = {
    code: 'leaves-open',
    severity: 'warning',
    text: `Left open after ${unitsRun} units and teardown: ${kinds.join(', ')}.`,
    cure: 'Close them in the unit, or in "teardown" what "setup" opened: what goes on between units disturbs those of others.',
    evidence: { ...leftOpen, unitsRun },
  } as const;
  return { check, verdict: 'found', finding };
}

/** The first batches warm up: code is compiled, caches fill. */
const WARMING = 4;
const LEAST_SAMPLES = 8;
/** Growth over the series that is worth a word: of what was retained, and of the resident set. */
const RETAINED_BYTES = 2 ** 18;
const RESIDENT_BYTES = 2 ** 25;
/** A slope is steady when its interval's lower bound is that share of it at least. */
const STEADY = { retained: 0.5, resident: 0.8 } as const;

/** Whether memory grows with the units that ran: by V8's own account after collections, else by the system's. */
export function checkMemory({ memory }: TaskInspection): CheckResult {
  const check = 'memory';
  const samples = memory.slice(WARMING);
  if (samples.length < LEAST_SAMPLES) {
    return {
      check,
      verdict: 'unknown',
      text: 'too few units ran to see whether memory grows; give it more time (--seconds)',
    };
  }
  const retained = growth(samples, ({ retainedBytes }) => retainedBytes);
  const resident = growth(samples, ({ rssBytes }) => rssBytes);
  if (isLeak(retained, STEADY.retained, RETAINED_BYTES)) return found(retained, 'retained', samples);
  if (isLeak(resident, STEADY.resident, RESIDENT_BYTES)) return found(resident, 'resident', samples);
  const units = (samples.at(-1) as MemorySample).units;
  return { check, verdict: 'passed', text: `memory does not grow over ${units} units` };
}

interface Growth {
  readonly line: Line;
  /** The lower bound of the growth over the series. */
  readonly bytesLow: number;
}

function growth(samples: readonly MemorySample[], figure: (sample: MemorySample) => number): Growth | null {
  const line = fitLine(samples.map((sample) => ({ x: sample.units, y: figure(sample) })));
  if (line === null) return null;
  const units = (samples.at(-1) as MemorySample).units - (samples[0] as MemorySample).units;
  return { line, bytesLow: line.slopeLow * units };
}

function isLeak(found: Growth | null, steady: number, least: number): found is Growth {
  return found !== null && found.bytesLow >= least && found.line.slopeLow >= steady * found.line.slope;
}

function found({ line }: Growth, kind: 'retained' | 'resident', samples: readonly MemorySample[]): CheckResult {
  const { slope, slopeLow, slopeHigh } = line;
  const units = (samples.at(-1) as MemorySample).units;
  const where = kind === 'retained' ? 'Memory that is still in use' : 'Resident memory outside V8';
  const finding = {
    code: 'memory-grows',
    severity: 'warning',
    text: `${where} grows by ${bytes(slope)} per unit [${bytes(slopeLow)}, ${bytes(slopeHigh)}], over ${units} units.`,
    cure: 'Does something collect in a global, a cache or a listener? Then a long run slows down, or dies. A cache that fills up once is harmless: give the check more time (--seconds) to see it end.',
    evidence: { kind, bytesPerUnit: slope, bytesPerUnitLow: slopeLow, bytesPerUnitHigh: slopeHigh, units },
  } as const;
  return { check: 'memory', verdict: 'found', finding };
}
