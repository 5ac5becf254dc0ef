import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cgroupLimits, throttledSeconds } from '../../../src/run/system/cgroup.js';
import { cpuList } from '../../../src/run/system/cpu-list.js';
import { effectiveCpus, readMachine } from '../../../src/run/system/machine.js';
import { cpuSeconds, rssBytes, treeOf } from '../../../src/run/system/process-tree.js';

const MIB = 2 ** 20;

/** The root of a machine of test/support/machines. */
function root(machine: string): string {
  return fileURLToPath(new URL(`../../support/machines/${machine}`, import.meta.url));
}

describe('CPUs, quota and memory of a container', () => {
  test.each([
    { machine: 'free', cpus: 8, quota: null, memory: null },
    { machine: 'v2-ancestor', cpus: 1.5, quota: 1.5, memory: 1024 * MIB },
    { machine: 'v2-container', cpus: 0.5, quota: 0.5, memory: 512 * MIB },
    { machine: 'v1', cpus: 0.5, quota: 0.5, memory: 256 * MIB },
    { machine: 'v1-nested', cpus: 2.5, quota: 2.5, memory: null },
    { machine: 'hybrid', cpus: 0.75, quota: 0.75, memory: 128 * MIB },
    { machine: 'no-such-machine', cpus: 16, quota: null, memory: null },
  ])('$machine: $cpus CPUs', (expected) => {
    const limits = cgroupLimits(root(expected.machine));
    expect(limits).toEqual({ quotaCpus: expected.quota, memoryLimitBytes: expected.memory });
    expect(effectiveCpus(16, limits, root(expected.machine))).toBe(expected.cpus);
  });

  test('affinity binds where no quota is tighter', () => {
    expect(effectiveCpus(16, { quotaCpus: 8, memoryLimitBytes: null }, root('v1-nested'))).toBe(4);
  });

  test.each([
    ['0', 1],
    ['0-3', 4],
    ['0-3,8', 5],
    ['1,3,5-6,10-11', 6],
    ['0-63,128-191', 128],
  ])('the list %s names %i CPUs', (list, count) => {
    expect(cpuList(list).length).toBe(count);
  });
});

describe('throttled time', () => {
  test.each([
    ['v2-ancestor', 2.5],
    ['v1', 1.25],
    ['free', null],
    ['no-such-machine', null],
  ])('%s: %s s', (machine, seconds) => {
    expect(throttledSeconds(root(machine))).toBe(seconds);
  });
});

describe('memory of a process tree', () => {
  test('is the sum over a process and all below it, zombies apart, and nobody else', () => {
    expect(rssBytes(root('tree'), treeOf(root('tree'), 100))).toBe((1000 + 200 + 30) * 1024);
    expect(rssBytes(root('tree'), treeOf(root('tree'), 101))).toBe((200 + 30) * 1024);
    expect(rssBytes(root('tree'), treeOf(root('tree'), 102))).toBe(30 * 1024);
  });

  test('is unknown for a process that is not there', () => {
    expect(treeOf(root('tree'), 4242)).toEqual([]);
    expect(rssBytes(root('tree'), [4242])).toBeNull();
    expect(cpuSeconds(root('tree'), [4242])).toBeNull();
  });
});

describe('this machine', () => {
  test('is described without a name of its own', () => {
    const machine = readMachine(7);
    expect(machine).toMatchObject({ uvThreadpool: 7, node: process.versions.node, platform: process.platform });
    expect(machine.effectiveCpus).toBeGreaterThan(0);
    expect(machine.effectiveCpus).toBeLessThanOrEqual(cpus().length);
    expect(machine.logicalCpus).toBe(cpus().length);
  });
});
