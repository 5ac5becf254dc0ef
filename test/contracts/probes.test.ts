/** What every probe has to keep, by being a file in src/probes. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Reading } from '../../src/model/trial.js';
import { treeOf } from '../../src/run/system/process-tree.js';
import type { Probe, ProbeTarget, Sample } from '../../src/seams/probe.js';
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
    const { reading } = observe(probe, target());
    expect(figuresOf(reading)).toEqual(Object.keys(probe.figures).sort());
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
  });

  test('samples the series that it tells, and no others', () => {
    const { sample } = observe(probe, target());
    const told = Object.keys(probe.series ?? {});
    const names = Object.keys(sample).map((series) => series.replace(/\.\d+$/, '.N'));
    expect(names.filter((series) => !told.includes(series))).toEqual([]);
    expect(told.filter((series) => !series.endsWith('.N') && !names.includes(series))).toEqual([]);
    for (const value of Object.values(sample)) expect(value === null || Number.isFinite(value)).toBe(true);
  });

  test.each([empty, join(empty, 'gone')])(
    'on a machine without its files it reads nothing of them, says why, and does not throw',
    (root) => {
      const { reading, sample } = observe(probe, target(2 ** 22 + 1, root));
      expect(figuresOf(reading)).toEqual(Object.keys(probe.figures).sort());
      expect(Object.values(reading)).toContain(null);
      expect(reading.reason).toMatch(/\w{2}/);
      expect(Object.values(sample).every((value) => value === null)).toBe(true);
    },
  );

  test('gives a reason exactly where a figure is null', () => {
    const { reason, ...figures } = observe(probe, target()).reading;
    expect(reason !== null).toBe(Object.values(figures).includes(null));
  });

  test.runIf(isLinux)(
    'reads plausible figures of this machine: none endless, none below zero but steps of a clock',
    () => {
      const { reading } = observe(probe, target());
      for (const [figure, value] of Object.entries(reading)) {
        if (typeof value === 'number') expect(Number.isFinite(value) && (value >= 0 || /Step/.test(figure))).toBe(true);
      }
    },
  );

  test('can be started twice at a time', () => {
    const [first, second] = [probe.start(target()), probe.start(target())];
    expect(figuresOf(first.stop())).toEqual(figuresOf(second.stop()));
  });
});

function target(hostPid = process.pid, root = '/'): ProbeTarget {
  const own = { hostPid, tree: () => treeOf(root, hostPid), fixtureTree: () => [] };
  return { ...own, root, machine, sampleIntervalSeconds: 0.25, idle: null };
}

function observe(probe: Probe, at: ProbeTarget): { readonly reading: Reading; readonly sample: Sample } {
  const observation = probe.start(at);
  const sample = observation.sample?.() ?? {};
  return { sample, reading: observation.stop() };
}

function figuresOf(reading: Reading): string[] {
  return Object.keys(reading)
    .filter((figure) => figure !== 'reason')
    .sort();
}
