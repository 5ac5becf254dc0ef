/** Whether a process was killed for want of memory, from counters written as the systems write them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryKills } from '../../../src/run/system/cgroup.js';
import { KillCounter } from '../../../src/run/system/want-of-memory.js';
import { writeFiles } from '../../support/cli.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kneepoint-kills-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Each system's counter, and where it lies. */
const SYSTEMS = {
  'groups of version 2': {
    'proc/self/cgroup': '0::/user.slice/run\n',
    'sys/fs/cgroup/user.slice/run/memory.events': 'low 0\nmax 9\noom 4\noom_kill N\noom_group_kill 0\n',
  },
  'a group above': {
    'proc/self/cgroup': '0::/user.slice/run\n',
    'sys/fs/cgroup/user.slice/memory.events': 'oom_kill N\n',
    'sys/fs/cgroup/user.slice/run/memory.events': 'oom_kill 0\n',
  },
  'groups of version 1': {
    'proc/self/cgroup': '4:memory:/docker/abc\n',
    'sys/fs/cgroup/memory/docker/abc/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill N\n',
  },
  'no groups': { 'proc/vmstat': 'pgfault 12\noom_kill N\ndrop_pagecache 0\n' },
};

function write(system: keyof typeof SYSTEMS, kills: number): void {
  const files = Object.entries(SYSTEMS[system]);
  writeFiles(root, Object.fromEntries(files.map(([path, text]) => [path, text.replace('N', String(kills))])));
}

describe.each(Object.keys(SYSTEMS) as (keyof typeof SYSTEMS)[])('%s', (system) => {
  test('a kill that the system counts explains a SIGKILL, and no other end', () => {
    write(system, 2);
    expect(memoryKills(root)).toBe(2);
    const kills = new KillCounter(root);
    expect(kills.explain('SIGKILL', null)).toMatch(/counted no kill/);
    write(system, 3);
    expect(kills.explain('SIGKILL', null)).toMatch(/^likely for want of memory/);
    expect(kills.explain('SIGTERM', null)).toBeNull();
    expect(new KillCounter(root).explain('SIGKILL', null)).toMatch(/counted no kill/);
  });
});

test('without a counter nothing is claimed', () => {
  expect(memoryKills(root)).toBeNull();
  expect(new KillCounter(root).explain('SIGKILL', null)).toBe('sent by somebody, or by the system for want of memory');
});

test('a group’s own counter counts, and not the machine’s', () => {
  write('groups of version 2', 1);
  write('no groups', 70);
  expect(memoryKills(root)).toBe(1);
});

test('V8’s end for a full heap is told by what it prints', () => {
  const kills = new KillCounter(root);
  expect(kills.explain('SIGABRT', 'FATAL ERROR: … - JavaScript heap out of memory\n')).toMatch(/JavaScript heap/);
  expect(kills.explain('SIGABRT', 'assertion failed')).toBeNull();
  expect(kills.explain('SIGABRT', null)).toBeNull();
});
