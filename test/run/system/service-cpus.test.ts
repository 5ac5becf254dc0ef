/** Which CPUs services have for themselves, on machines that this is not. */
import { describe, expect, test } from 'vitest';
import type { CpuFacts } from '../../../src/plan/affinity.js';
import { placesApart, placesAsked } from '../../../src/run/system/service-cpus.js';

/** So many cores, each with so many threads; the second threads come after all first ones, as Linux numbers them. */
function machine(cores: number, threads = 1): readonly CpuFacts[] {
  return Array.from({ length: cores * threads }, (_, cpu) => ({
    ...{ cpu, core: cpu % cores, package: 0 },
    kind: 'performance',
  }));
}

describe('services that ask for CPUs', () => {
  test('get them one after the other, and the clients have the rest', () => {
    const services = [{ name: 'store', cpus: 2 }, { name: 'shop', cpus: 1 }, { name: 'log' }];
    expect(placesAsked(machine(6), services)).toEqual({
      clients: [3, 4, 5],
      services: { store: [0, 1], shop: [2], log: [3, 4, 5] },
    });
  });

  test('get whole cores first', () => {
    expect(placesAsked(machine(4, 2), [{ name: 'store', cpus: 4 }])).toEqual({
      clients: [2, 3, 6, 7],
      services: { store: [0, 1, 4, 5] },
    });
  });

  test.each([
    [machine(2), 2, /2 CPUs are asked for, and of the 2 CPUs here one has to be left/],
    [machine(1), 1, /one has to be left for the clients/],
    [[], 1, /this system does not show its CPUs/],
  ])('are refused where no CPU is left (%#)', (cpus, count, message) => {
    expect(() => placesAsked(cpus, [{ name: 'store', cpus: count }])).toThrow(message);
  });
});

describe('clients of a service that does not ask', () => {
  const services = [{ name: 'service' }];

  test('have the last core where each worker has a CPU, and one is to spare', () => {
    expect(placesApart(machine(4), services, 2)).toEqual({ clients: [3], services: { service: [0, 1, 2] } });
    expect(placesApart(machine(4, 2), services, 4)).toEqual({
      clients: [3, 7],
      services: { service: [0, 1, 2, 4, 5, 6] },
    });
  });

  test.each([
    [2, 1],
    [4, 3],
    [1, 1],
  ])('share all of %i CPUs with %i workers', (cores, workers) => {
    expect(placesApart(machine(cores), services, workers)).toBeNull();
  });
});
