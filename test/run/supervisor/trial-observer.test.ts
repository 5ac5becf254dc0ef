import { describe, expect, test } from 'vitest';
import battery from '../../../src/probes/battery.js';
import energy from '../../../src/probes/energy.js';
import load from '../../../src/probes/load.js';
import memory from '../../../src/probes/memory.js';
import { readIdle } from '../../../src/run/supervisor/idle-readings.js';
import { TelemetryLog } from '../../../src/run/supervisor/telemetry-log.js';
import { rehearse, TrialObserver } from '../../../src/run/supervisor/trial-observer.js';
import type { Probe } from '../../../src/seams/probe.js';
import { FixtureMachine, procProcess, rapl } from '../../support/fixture-machine.js';

/** The tests sample by hand: the timer of an observer is never due. */
const NEVER_SECONDS = 3600;

describe('observing a trial', () => {
  test('samples become telemetry, readings carry what they cost', () => {
    const machine = new FixtureMachine({
      ...procProcess(100, { rssKib: 10 }),
      'proc/loadavg': '1.00 1.00 1.00 2/9 1',
    });
    const target = { ...machine.target(), sampleIntervalSeconds: NEVER_SECONDS };
    const observer = new TrialObserver([memory, load, battery], target, new Map());
    machine.write({ ...procProcess(100, { rssKib: 30 }), 'proc/loadavg': '1.50 1.00 1.00 7/9 1' });
    observer.sample();
    machine.write(procProcess(100, { rssKib: 20 }));
    const { readings, telemetry } = observer.stop();
    expect(telemetry?.series).toEqual({ rssBytes: [10 * 1024, 30 * 1024], load1: [1, 1.5], runnable: [2, 7] });
    expect(telemetry?.atSeconds).toHaveLength(2);
    expect(readings.memory).toMatchObject({ rssPeakBytes: 30 * 1024, samples: 3, reason: null });
    expect(readings.battery).toMatchObject({ discharging: null, reason: 'no battery' });
    for (const { costSeconds } of Object.values(readings)) expect(costSeconds).toBeGreaterThan(0);
    expect(observer.stop()).toEqual({ readings, telemetry });
  });

  test('no probes, no telemetry', () => {
    const observer = new TrialObserver([], new FixtureMachine().target(), new Map());
    expect(observer.stop()).toEqual({ readings: {}, telemetry: null });
  });
});

test('one look walks the processes once for all probes, and each look sees them anew', () => {
  const machine = new FixtureMachine(procProcess(100, {}));
  const seen: (readonly number[])[] = [];
  const looking = (name: string): Probe => ({
    name,
    summary: '',
    figures: {},
    start({ tree }) {
      seen.push(tree());
      return {
        sample: () => ({ processes: seen.push(tree()) }),
        stop: () => ({ looks: seen.push(tree()), reason: null, costSeconds: 0 }),
      };
    },
  });
  const target = { ...machine.target(), sampleIntervalSeconds: NEVER_SECONDS };
  const observer = new TrialObserver([looking('one'), looking('other')], target, new Map());
  machine.write({ ...procProcess(100, { children: [101] }), ...procProcess(101, {}) });
  observer.sample();
  machine.write(procProcess(100, {}));
  observer.stop();
  expect(seen).toEqual([[100], [100], [100], [100], [100, 101], [100, 101], [100], [100], [100], [100]]);
  expect(new Set(seen).size).toBe(3);
});

test('a rehearsal does with this process what is done with a trial, and ends all that it starts', () => {
  const calls = { start: 0, sample: 0, stop: 0 };
  const pids = new Set<number>();
  const counting: Probe = {
    name: 'counting',
    summary: '',
    figures: {},
    start({ hostPid }) {
      calls.start++;
      pids.add(hostPid);
      return {
        sample: () => ({ seen: calls.sample++ }),
        stop: () => ({ stops: calls.stop++, reason: null, costSeconds: 0 }),
      };
    },
  };
  rehearse([counting], { ...new FixtureMachine().target(), sampleIntervalSeconds: NEVER_SECONDS });
  expect(pids).toEqual(new Set([process.pid]));
  expect(calls.stop).toBe(calls.start);
  expect(calls.sample).toBeGreaterThan(20);
});

describe('telemetry of a long trial', () => {
  test('is thinned out evenly, and keeps its last instant', () => {
    const log = new TelemetryLog();
    for (let i = 0; i <= 10_000; i++) log.add(i, { rssBytes: i });
    log.end(10_000.9, { rssBytes: 1 }, 0.5);
    const { atSeconds, series } = log.encode() ?? { atSeconds: [], series: {} };
    expect(atSeconds.length).toBeLessThanOrEqual(601);
    expect(atSeconds.length).toBeGreaterThan(250);
    const steps = atSeconds.slice(1, -1).map((at, i) => at - (atSeconds[i] as number));
    expect(new Set(steps).size).toBe(1);
    expect(atSeconds.at(-1)).toBe(10_000.9);
    expect(series.rssBytes?.slice(0, -1)).toEqual(atSeconds.slice(0, -1).map((at) => Number(at.toPrecision(4))));
  });

  test('of many series has fewer instants', () => {
    const log = new TelemetryLog();
    const sample = Object.fromEntries(Array.from({ length: 300 }, (_, cpu) => [`cpuShare.${cpu}`, 0.5]));
    for (let i = 0; i < 500; i++) log.add(i, sample);
    const values = Object.values(log.encode()?.series ?? {}).reduce((sum, { length }) => sum + length, 0);
    expect(values).toBeLessThanOrEqual(30_000 + 300);
  });

  test('leaves out series that were never known', () => {
    const log = new TelemetryLog();
    log.add(0, { rssBytes: null, temperatureCelsius: null });
    log.add(1, { rssBytes: 5, temperatureCelsius: null });
    expect(log.encode()?.series).toEqual({ rssBytes: [null, 5] });
  });
});

describe('a machine at rest', () => {
  const target = (machine: FixtureMachine) => ({ ...machine.target(), hostPid: undefined, idle: undefined });

  test('is shown to the probes that ask and can read', async () => {
    const machine = new FixtureMachine(rapl('intel-rapl:0', 1_000_000));
    const quick = { ...energy, idleSeconds: 0.02 };
    const idle = readIdle([quick, memory], target(machine), new AbortController().signal);
    machine.write(rapl('intel-rapl:0', 1_250_000));
    expect([...(await idle).keys()]).toEqual(['energy']);
    expect((await idle).get('energy')).toMatchObject({ joules: 0.25 });
  });

  test('takes no time where there is nothing to read', async () => {
    const slow = { ...energy, idleSeconds: 1e6 };
    expect(await readIdle([slow], target(new FixtureMachine()), new AbortController().signal)).toEqual(new Map());
  });
});
