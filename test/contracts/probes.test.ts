/** What every probe has to keep, by being a file in src/probes. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Probe } from '../../src/plugin.js';
import { machine } from '../reporters/sample-report.js';

const names = readdirSync(new URL('../../src/probes/', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
const probes = await Promise.all(
  names.map(async (name) => [name, (await import(`../../src/probes/${name}.ts`)).default as Probe] as const),
);
const empty = mkdtempSync(join(tmpdir(), 'kneepoint-root-'));
afterAll(() => rmSync(empty, { recursive: true, force: true }));

const isLinux = existsSync('/proc/self/stat');

describe.each(probes)('%s', (name, probe) => {
  test('has the shape of a probe, and tells every figure', () => {
    expect(probe.name).toBe(name);
    expect(probe.summary).toMatch(/^\S.*[^.\s]$/);
    expect(Object.keys(probe.figures).length).toBeGreaterThan(0);
    for (const meaning of Object.values(probe.figures)) expect(meaning.length).toBeGreaterThan(10);
  });

  test('reads the figures that it tells, and no others, as plain JSON', () => {
    const reading = probe.start({ hostPid: process.pid, root: '/', machine })();
    expect(Object.keys(reading).sort()).toEqual(Object.keys(probe.figures).sort());
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
  });

  test.each([empty, join(empty, 'gone')])(
    'on a machine without its files it reads nothing, and does not throw',
    (root) => {
      const reading = probe.start({ hostPid: 2 ** 22 + 1, root, machine })();
      expect(Object.keys(reading).sort()).toEqual(Object.keys(probe.figures).sort());
      for (const [figure, value] of Object.entries(reading)) {
        expect(value === null || (figure === 'samples' && value === 0), `${figure} is ${value}`).toBe(true);
      }
    },
  );

  test.runIf(isLinux)('reads plausible figures of this machine: none below zero, none endless', () => {
    const reading = probe.start({ hostPid: process.pid, root: '/', machine })();
    for (const value of Object.values(reading)) {
      if (typeof value === 'number') expect(value >= 0 && Number.isFinite(value)).toBe(true);
    }
  });

  test('can be started twice at a time', () => {
    const target = { hostPid: process.pid, root: '/', machine };
    const [first, second] = [probe.start(target), probe.start(target)];
    expect(Object.keys(first())).toEqual(Object.keys(second()));
  });
});
