/** What `kneepoint doctor` saw of a machine without a fault: eight CPUs, little noise. */
import type { Examination, NoiseCell } from '../../src/doctor/model.js';

const SOUND: Examination = {
  machine: {
    cpuModel: 'a CPU',
    logicalCpus: 8,
    effectiveCpus: 8,
    quotaCpus: null,
    memoryBytes: 2 ** 34,
    memoryLimitBytes: null,
    platform: 'linux',
    arch: 'x64',
    node: '24.0.0',
    v8: '13',
    uvThreadpool: 4,
  },
  cpu: { threadsPerCore: 1, governors: ['performance'], turbo: false },
  timers: { stepSeconds: 1e-7, readingSeconds: 6e-8, lateSeconds: 1e-4 },
  idle: { seconds: 1, busyCpus: 0.1, stolenCpus: 0 },
  disk: { folder: '/results', medianSeconds: 0.001, slowestSeconds: 0.01 },
  noise: { cells: [noiseCell(0, 0.01), noiseCell(8, 0.02)], stolenSeconds: 0, throttledSeconds: 0, workSeconds: 10 },
  selfTest: [{ name: 'a law', studies: 20, right: 20, least: 16 }],
};

/** A cell whose throughput varies by `spread` over ten rounds. */
export function noiseCell(workers: number, spread: number): NoiseCell {
  return { workers, rounds: 10, coefficientOfVariation: spread, spread };
}

/** An examination without a fault; `over` says what the test is about. */
export function examination(over: Partial<Examination>): Examination {
  return { ...SOUND, ...over };
}
