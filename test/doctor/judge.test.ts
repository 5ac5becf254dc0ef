/** The rules of `kneepoint doctor` on machines of our own. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/doctor/judge.js';
import type { DoctorCode, Examination } from '../../src/doctor/model.js';
import { noiseCell as cell, examination } from '../support/examination.js';

const SOUND = examination({});

function codes(over: Partial<Examination>): readonly DoctorCode[] {
  return judge(examination(over)).findings.map(({ code }) => code);
}

const withMachine = (over: Partial<Examination['machine']>) => ({ machine: { ...SOUND.machine, ...over } });
const withCpu = (over: Partial<Examination['cpu']>) => ({ cpu: { ...SOUND.cpu, ...over } });
const withTimers = (over: Partial<Examination['timers']>) => ({ timers: { ...SOUND.timers, ...over } });
const withNoise = (over: Partial<Examination['noise']>) => ({ noise: { ...SOUND.noise, ...over } });

test('a sound machine has no finding, and a verdict at its noisiest', () => {
  const report = judge(SOUND);
  expect(report.findings).toEqual([]);
  expect(report.status).toBe('passed');
  // (t(0.975) + t(0.8)) · √2 · 0.02 / √10 with 9 degrees of freedom: 2.85 %.
  expect(report.verdict).toBe(
    'With 10 rounds this machine can show a difference of 2.9 % (4.8 % with 5, 1.9 % with 20, 1.3 % with 40).',
  );
  expect(report.detectable.map(({ rounds }) => rounds)).toEqual([5, 10, 20, 40]);
});

test('a busy machine makes the verdict provisional, in its first sentence', () => {
  const idle = { ...SOUND.idle, busyCpus: 0.9 };
  const { verdict } = judge(examination({ idle }));
  expect(verdict).toMatch(/^Other programs took 0\.9 of \d+ CPUs: provisional\. With 10 rounds/);
});

describe('a finding', () => {
  test.each<[DoctorCode, Partial<Examination>]>([
    ['self-test-failed', { selfTest: [{ name: 'a law', studies: 20, right: 15, least: 16 }] }],
    ['results-not-writable', { disk: { folder: '/results', problem: 'EACCES' } }],
    ['slow-disk', { disk: { folder: '/results', medianSeconds: 0.06, slowestSeconds: 1 } }],
    ['noisy', withNoise({ cells: [cell(0, 0.01), cell(8, 0.06)] })],
    ['noisy', withNoise({ cells: [] })],
    ['other-load', { idle: { ...SOUND.idle, busyCpus: 0.9 } }],
    ['cpu-stolen', withNoise({ stolenSeconds: 1 })],
    ['throttled', withNoise({ throttledSeconds: 0.2 })],
    ['few-cpus', withMachine({ effectiveCpus: 1.5 })],
    ['cpu-quota', withMachine({ effectiveCpus: 2, quotaCpus: 2 })],
    ['smt', withCpu({ threadsPerCore: 2 })],
    ['governor', withCpu({ governors: ['performance', 'powersave'] })],
    ['turbo', withCpu({ turbo: true })],
    ['coarse-clock', withTimers({ stepSeconds: 1e-4 })],
    ['late-timers', withTimers({ lateSeconds: 0.015 })],
  ])('%s', (code, over) => {
    expect(codes(over)).toEqual([code]);
  });

  test('is not made of what the system does not tell', () => {
    const unknown: Partial<Examination> = {
      cpu: { threadsPerCore: null, governors: null, turbo: null },
      idle: { seconds: 1, busyCpus: null, stolenCpus: null },
      ...withNoise({ stolenSeconds: null, throttledSeconds: null }),
    };
    expect(codes(unknown)).toEqual([]);
  });

  test('that is critical fails the machine, and comes first', () => {
    const report = judge({
      ...SOUND,
      ...withCpu({ turbo: true, governors: ['powersave'] }),
      ...withNoise({ cells: [cell(0, 0.3), cell(8, 0.1)] }),
    });
    expect(report.findings.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info']);
    expect(report.status).toBe('failed');
    expect(judge({ ...SOUND, ...withCpu({ governors: ['powersave'] }) }).status).toBe('warned');
  });
});

test('nothing is claimed of a machine whose noise is not known', () => {
  const report = judge({ ...SOUND, ...withNoise({ cells: [] }) });
  expect(report.detectable).toEqual([]);
  expect(report.verdict).toContain('not known');
});
