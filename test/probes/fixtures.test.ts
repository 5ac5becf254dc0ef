/** Probes on machines made of files, which change between start and stop as real ones do. */
import { describe, expect, test } from 'vitest';
import battery from '../../src/probes/battery.js';
import clock from '../../src/probes/clock.js';
import contextSwitches from '../../src/probes/context-switches.js';
import cpu from '../../src/probes/cpu.js';
import cpuCount from '../../src/probes/cpu-count.js';
import energy from '../../src/probes/energy.js';
import frequency from '../../src/probes/frequency.js';
import load from '../../src/probes/load.js';
import memory from '../../src/probes/memory.js';
import pressure from '../../src/probes/pressure.js';
import system from '../../src/probes/system.js';
import temperature from '../../src/probes/temperature.js';
import throttling from '../../src/probes/throttling.js';
import { cgroupLimits } from '../../src/run/system/cgroup.js';
import { treeOf } from '../../src/run/system/process-tree.js';
import { FixtureMachine, procProcess, procStat, rapl } from '../support/fixture-machine.js';

const GOVERNED = {
  'sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': 4_000_000,
  'sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': 5_000_000,
  'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave',
  'sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq': 2_000_000,
  'sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq': 3_000_000,
  'sys/devices/system/cpu/cpu1/cpufreq/scaling_governor': 'powersave',
};

describe('a laptop with RAPL and a battery', () => {
  const laptop = () =>
    new FixtureMachine({
      ...rapl('intel-rapl:0', 5_000_000),
      ...rapl('intel-rapl:0:0', 1_000_000),
      ...GOVERNED,
      'sys/class/power_supply/AC/type': 'Mains',
      'sys/class/power_supply/BAT0/type': 'Battery',
      'sys/class/power_supply/BAT0/status': 'Discharging',
      'sys/class/power_supply/BAT0/capacity': 71,
      'sys/class/power_supply/hidpp_battery_0/type': 'Battery',
      'sys/class/power_supply/hidpp_battery_0/scope': 'Device',
      'sys/class/hwmon/hwmon0/name': 'acpitz',
      'sys/class/hwmon/hwmon0/temp1_input': 99_000,
      'sys/class/hwmon/hwmon1/name': 'coretemp',
      'sys/class/hwmon/hwmon1/temp1_input': 50_000,
      'sys/class/hwmon/hwmon1/temp2_input': 48_000,
      'sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp',
      'sys/class/thermal/thermal_zone0/temp': 52_000,
    });

  test('energy is what the package counted; its parts are in it already', () => {
    const { reading } = laptop().observe(energy, [
      { ...rapl('intel-rapl:0', 8_500_000), ...rapl('intel-rapl:0:0', 9e6) },
    ]);
    expect(reading.joules).toBeCloseTo(3.5, 9);
    expect(reading).toMatchObject({ idleWatts: null, netJoules: null, reason: 'the machine was not seen at rest' });
  });

  test('a counter that turns over goes on, also twice', () => {
    const range = 10_000_000;
    const machine = new FixtureMachine(rapl('intel-rapl:0', 9_000_000, range));
    const turns = [500_000, 9_900_000, 200_000].map((micros) => rapl('intel-rapl:0', micros, range));
    expect(machine.observe(energy, turns).reading.joules).toBeCloseTo(1.5 + 9.4 + 0.3, 9);
  });

  test('several packages add up, and what the machine takes at rest is taken off', () => {
    const machine = new FixtureMachine({ ...rapl('intel-rapl:0', 0), ...rapl('intel-rapl:1', 1_000_000) });
    const steps = [{ ...rapl('intel-rapl:0', 2_000_000), ...rapl('intel-rapl:1', 4_000_000) }];
    const { reading } = machine.observe(energy, steps, { idle: { joules: 6, seconds: 2, idleWatts: null } });
    expect(reading).toMatchObject({ joules: 5, idleWatts: 3, reason: null });
    expect(reading.netJoules).toBeCloseTo(5 - 3 * Number(reading.seconds), 9);
  });

  test('a counter that only root may read gives nothing, not zero', () => {
    const machine = new FixtureMachine({ 'sys/class/powercap/intel-rapl:0/max_energy_range_uj': 1e9 });
    const { reading, samples } = machine.observe(energy);
    expect(reading.joules).toBeNull();
    expect(String(reading.reason)).toContain('root');
    expect(samples).toEqual([{ watts: null }]);
  });

  test('temperature is the hottest of the CPU’s own sensors', () => {
    const { reading, samples } = laptop().observe(temperature, [
      { 'sys/class/hwmon/hwmon1/temp2_input': 83_500 },
      { 'sys/class/hwmon/hwmon1/temp2_input': 60_000 },
    ]);
    expect(samples.map((sample) => sample.temperatureCelsius)).toEqual([52, 83.5, 60]);
    expect(reading).toEqual({ startCelsius: 52, peakCelsius: 83.5, reason: null });
  });

  test('without a sensor of the CPU’s own, that of the machine; a broken one is left out', () => {
    const machine = new FixtureMachine({
      'sys/class/thermal/thermal_zone0/type': 'acpitz',
      'sys/class/thermal/thermal_zone0/temp': 41_000,
      'sys/class/thermal/thermal_zone1/type': 'INT3400',
      'sys/class/thermal/thermal_zone1/temp': -274_000,
    });
    expect(machine.observe(temperature).reading.peakCelsius).toBe(41);
  });

  test('the clock is the mean over CPUs; its fall is seen', () => {
    const { reading } = laptop().observe(frequency, [
      { 'sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': 2_000_000 },
    ]);
    expect(reading).toEqual({
      meanMHz: 2500,
      fastestMHz: 3000,
      lowestMHz: 2000,
      highestMHz: 3000,
      limitMHz: 5000,
      governor: 'powersave',
      reason: null,
    });
  });

  test('the battery of a mouse is not the machine’s', () => {
    expect(laptop().observe(battery).reading).toEqual({ discharging: true, percent: 71, reason: null });
  });
});

describe('a virtual machine with steal', () => {
  const before = {
    ...procStat([
      [1000, 5000, 10],
      [2000, 4000, 0],
    ]),
    ...procProcess(100, { ticks: 50, children: [101] }),
    ...procProcess(101, { ticks: 10 }),
  };
  const after = {
    ...procStat([
      [1080, 5000, 30],
      [2025, 4075, 0],
    ]),
    ...procProcess(100, { ticks: 100, children: [101] }),
    ...procProcess(101, { ticks: 30 }),
  };

  test('CPU time of everybody, and stolen time', () => {
    const { busySeconds, stealSeconds } = new FixtureMachine(before).observe(system, [after]).reading;
    expect(busySeconds).toBeCloseTo(1.05, 9);
    expect(stealSeconds).toBeCloseTo(0.2, 9);
  });

  test('CPU time of the tree and of others, and what each CPU did', () => {
    const { reading, samples } = new FixtureMachine(before).observe(cpu, [after]);
    expect(reading.treeSeconds).toBeCloseTo(0.7, 9);
    expect(reading.foreignSeconds).toBeCloseTo(0.35, 9);
    expect(reading.coreShares).toEqual([0.8, 0.25]);
    expect(samples[0]).toMatchObject({ cpuShare: null, 'cpuShare.0': null });
    const [, { cpuShare, treeCpuShare, ...cpus } = {}] = samples;
    expect([cpuShare, treeCpuShare, cpus['cpuShare.0'], cpus['cpuShare.1']].map((share) => share?.toFixed(6))).toEqual(
      [1.05 / 2, 0.7 / 2, 0.8, 0.25].map((share) => share.toFixed(6)),
    );
  });

  test('what fixtures took is neither of the tree nor foreign', () => {
    const machine = new FixtureMachine({ ...before, ...procProcess(200, { ticks: 5 }) });
    const later = { ...after, ...procProcess(200, { ticks: 25 }) };
    const { reading } = machine.observe(cpu, [later], { fixtureTree: () => treeOf(machine.root, 200) });
    expect(reading.treeSeconds).toBeCloseTo(0.7, 9);
    expect(reading.serviceSeconds).toBeCloseTo(0.2, 9);
    expect(reading.foreignSeconds).toBeCloseTo(0.15, 9);
  });

  test('load: runnable threads at their most', () => {
    const machine = new FixtureMachine({ 'proc/loadavg': '1.50 1.00 0.50 3/200 4242' });
    const steps = ['2.00 1.00 0.50 9/210 4243', '1.75 1.00 0.50 1/210 4244'].map((text) => ({ 'proc/loadavg': text }));
    expect(machine.observe(load, steps).reading).toEqual({ load1: 1.75, runnablePeak: 9, reason: null });
  });

  test('time asleep is what the time since boot went on beyond the clock', () => {
    const machine = new FixtureMachine({ 'proc/uptime': '1000.00 900.00' });
    const { reading } = machine.observe(clock, [{ 'proc/uptime': '1100.00 900.00' }]);
    expect(Math.round(Number(reading.suspendedSeconds) / 10)).toBe(10);
    expect(reading.reason).toBeNull();
  });

  test('CPUs that are taken away, and a quota that changes', () => {
    const machine = new FixtureMachine({
      'sys/devices/system/cpu/online': '0-3',
      'proc/self/cgroup': '0::/',
      'sys/fs/cgroup/cpu.max': 'max 100000',
    });
    const steps = [{ 'sys/devices/system/cpu/online': '0-2', 'sys/fs/cgroup/cpu.max': '150000 100000' }];
    const { reading } = machine.observe(cpuCount, steps);
    expect(reading).toEqual({ onlineBefore: 4, onlineAfter: 3, quotaBefore: 0, quotaAfter: 1.5, reason: null });
  });
});

describe('a throttled container', () => {
  test('version 2: the group that was stopped longest, of this one and all above', () => {
    const machine = new FixtureMachine({
      'proc/self/cgroup': '0::/pod/app',
      'sys/fs/cgroup/pod/app/cpu.stat': 'usage_usec 1\nthrottled_usec 100000',
      'sys/fs/cgroup/pod/cpu.stat': 'throttled_usec 1500000',
      'sys/fs/cgroup/cpu.stat': 'usage_usec 1',
    });
    const steps = [{ 'sys/fs/cgroup/pod/cpu.stat': 'throttled_usec 2250000' }];
    expect(machine.observe(throttling, steps).reading).toEqual({ throttledSeconds: 0.75, reason: null });
  });

  test.each(['cpu', 'cpu,cpuacct'])('version 1, mounted as %s: in nanoseconds', (mount) => {
    const machine = new FixtureMachine({
      'proc/self/cgroup': '4:memory:/x\n3:cpu,cpuacct:/docker/one',
      [`sys/fs/cgroup/${mount}/docker/one/cpu.cfs_quota_us`]: 50_000,
      [`sys/fs/cgroup/${mount}/docker/one/cpu.cfs_period_us`]: 100_000,
      [`sys/fs/cgroup/${mount}/docker/one/cpu.stat`]: 'nr_periods 10\nnr_throttled 5\nthrottled_time 1000000000',
    });
    const steps = [{ [`sys/fs/cgroup/${mount}/docker/one/cpu.stat`]: 'nr_throttled 9\nthrottled_time 1250000000' }];
    expect(machine.observe(throttling, steps).reading.throttledSeconds).toBeCloseTo(0.25, 9);
    expect(cgroupLimits(machine.root).quotaCpus).toBe(0.5);
  });

  test('pressure: what was added to each total', () => {
    const stalls = (cpuMicros: number, memoryMicros: number) => ({
      'proc/pressure/cpu': `some avg10=9.00 avg60=0.00 avg300=0.00 total=${cpuMicros}`,
      'proc/pressure/memory': `some avg10=0.00 avg60=0.00 avg300=0.00 total=${memoryMicros}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7`,
      'proc/pressure/io': 'some avg10=0.00 total=5\nfull avg10=0.00 total=5',
    });
    const { reading } = new FixtureMachine(stalls(1_000_000, 0)).observe(pressure, [stalls(1_500_000, 20_000)]);
    expect(reading).toEqual({
      cpuSomeSeconds: 0.5,
      memorySomeSeconds: 0.02,
      memoryFullSeconds: 0,
      ioSomeSeconds: 0,
      ioFullSeconds: 0,
      reason: null,
    });
  });
});

describe('the processes of a trial', () => {
  const tree = (rssKib: number, switches: readonly [number, number]) => ({
    ...procProcess(100, { rssKib, switches, children: [101] }),
    ...procProcess(101, { rssKib: 1000, switches: [5, 5] }),
    ...procProcess(200, { rssKib: 9999, switches: [99, 99] }),
  });

  test('that ended before the first look says so; a system without /proc says that', () => {
    const ended = new FixtureMachine(procProcess(1, {}));
    const reasons = [memory, cpu, contextSwitches].map((probe) => ended.observe(probe).reading.reason);
    expect(reasons).toEqual(Array(3).fill('the trial ended before the first look'));
    const other = [memory, cpu, contextSwitches].map((probe) => new FixtureMachine().observe(probe).reading.reason);
    for (const reason of other) expect(reason).toMatch(/^there is no \/proc that shows /);
  });

  test('memory: the highest sum of all samples', () => {
    const machine = new FixtureMachine(tree(100, [0, 0]));
    const { reading, samples } = machine.observe(memory, [tree(700, [0, 0]), tree(300, [0, 0])]);
    expect(reading).toEqual({ rssPeakBytes: 1700 * 1024, samples: 3, reason: null });
    expect(samples.map(({ rssBytes }) => rssBytes)).toEqual([1100 * 1024, 1700 * 1024, 1300 * 1024]);
  });

  test('context switches: of the tree and nobody else', () => {
    const machine = new FixtureMachine(tree(1, [10, 20]));
    const { reading } = machine.observe(contextSwitches, [tree(1, [14, 27])]);
    expect(reading).toEqual({ voluntary: 4, involuntary: 7, reason: null });
  });
});
