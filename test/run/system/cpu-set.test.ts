import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CpuFacts } from '../../../src/plan/affinity.js';
import { confineProcess, pickCpuSet } from '../../../src/run/system/cpu-set.js';
import { makeQuotaGroup, type QuotaGroup } from '../../../src/run/system/quota-group.js';
import { readTopology } from '../../../src/run/system/topology.js';

/** Four cores of two threads each, numbered as Linux does it on most machines: 0-3, and their siblings 4-7. */
const SMT: readonly CpuFacts[] = Array.from({ length: 8 }, (_, cpu) => {
  return { cpu, core: cpu % 4, package: 0, kind: 'performance' } as const;
});
const PLAIN = SMT.slice(0, 4);

describe('picking a set', () => {
  test('is no larger than what a quota leaves', () => {
    expect(() => pickCpuSet(PLAIN, 2, 1.5)).toThrow('a set of 2 CPUs is asked for, and 1.5 CPUs are available here');
  });

  test('takes both threads of a core, as clouds do', () => {
    expect(pickCpuSet(SMT, 2)).toMatchObject({ cpus: 2, list: [0, 4], quotaCpus: null });
    expect(pickCpuSet(SMT, 4).list).toEqual([0, 1, 4, 5]);
    expect(pickCpuSet(PLAIN, 3).list).toEqual([0, 1, 2]);
  });

  test('a fraction needs a quota', () => {
    expect(pickCpuSet(PLAIN, 0.5)).toMatchObject({ cpus: 0.5, list: [0], quotaCpus: 0.5 });
    expect(pickCpuSet(PLAIN, 1.5)).toMatchObject({ cpus: 1.5, list: [0, 1], quotaCpus: 1.5 });
  });

  test('tells what it does not emulate', () => {
    expect(pickCpuSet(SMT, 8).gaps).toEqual([]);
    expect(pickCpuSet(SMT, 2).gaps).toEqual(['shared', 'counted']);
    expect(pickCpuSet(SMT, 1).gaps).toEqual(['shared', 'counted', 'halfCore']);
    expect(pickCpuSet(PLAIN, 0.5).gaps).toEqual(['shared', 'counted', 'quota']);
  });

  test.each([
    [PLAIN, 5, 'a set of 5 CPUs is asked for, and 4 CPUs are available here'],
    [PLAIN.slice(0, 1), 2, '1 CPU is available'],
    [PLAIN, 0, 'a set of 0 CPUs is none'],
    [[], 1, 'this system does not show its CPUs'],
  ])('refuses what is not there', (machine, cpus, reason) => {
    expect(() => pickCpuSet(machine, cpus)).toThrow(reason);
  });
});

describe('a set in use', () => {
  const [first] = readTopology('/').map(({ cpu }) => cpu) as [number, ...number[]];

  test('holds for what a confined process starts', async () => {
    const script = 'read line; grep Cpus_allowed_list /proc/self/status';
    const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    confineProcess(child.pid as number, [first]);
    child.stdin.end('go\n');
    const [output] = await once(child.stdout.setEncoding('utf8'), 'data');
    expect(output.split(/\s+/)[1]).toBe(String(first));
  });

  test('CPUs that are not there are refused with what the system says', () => {
    expect(() => confineProcess(process.pid, [4095])).toThrow('the system refuses the CPUs 4095');
  });
});

describe('a quota', () => {
  test('halves what a busy program gets, or is refused in words', async () => {
    let group: QuotaGroup;
    try {
      group = makeQuotaGroup('/', `kneepoint-test-${process.pid}`, 0.25);
    } catch (error) {
      expect(String(error)).toContain('which this user may not make here');
      return;
    }
    const child = spawn('/bin/sh', ['-c', 'read line; while :; do :; done'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      group.enter(child.pid as number);
      child.stdin?.end('go\n');
      const throttled = () => /nr_throttled (\d+)/.exec(readFileSync(`${group.folder}/cpu.stat`, 'utf8'))?.[1];
      await expect.poll(() => Number(throttled()), { timeout: 60_000 }).toBeGreaterThan(2);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await expect.poll(() => group.remove()).toBe(true);
  });

  test('is refused where there are no control groups', () => {
    expect(() => makeQuotaGroup('/no/such/root', 'x', 0.5)).toThrow('needs a control group');
  });
});
