import { describe, expect, test } from 'vitest';
import { readTopology } from '../../../src/run/system/topology.js';
import { FixtureMachine, topology } from '../../support/fixture-machine.js';

const kinds = (machine: FixtureMachine) =>
  readTopology(machine.root)
    .map(({ kind }) => (kind === 'performance' ? 'P' : 'E'))
    .join('');

describe('the CPUs of a machine', () => {
  test('cores, packages, threads', () => {
    const machine = new FixtureMachine(topology([{ core: 0 }, { core: 1 }, { core: 0 }, { core: 1, package: 1 }]));
    expect(readTopology(machine.root)).toEqual([
      { cpu: 0, core: 0, package: 0, kind: 'performance' },
      { cpu: 1, core: 1, package: 0, kind: 'performance' },
      { cpu: 2, core: 0, package: 0, kind: 'performance' },
      { cpu: 3, core: 1, package: 1, kind: 'performance' },
    ]);
  });

  test('only those that this process may use', () => {
    const machine = new FixtureMachine({
      ...topology([{ core: 0 }, { core: 1 }, { core: 2 }, { core: 3 }]),
      'proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t1,3',
    });
    expect(readTopology(machine.root).map(({ cpu }) => cpu)).toEqual([1, 3]);
  });

  test('Intel lists its economical cores', () => {
    const cpus = [0, 1, 2, 3].map((core) => ({ core, maxKhz: 5_000_000 }));
    const machine = new FixtureMachine({ ...topology(cpus), 'sys/devices/cpu_atom/cpus': '2-3' });
    expect(kinds(machine)).toBe('PPEE');
  });

  test('Arm tells capacities', () => {
    const cpus = [446, 446, 1024, 1024].map((capacity, core) => ({ core, capacity }));
    expect(kinds(new FixtureMachine(topology(cpus)))).toBe('EEPP');
  });

  test('elsewhere the top clock tells; a favoured core is no other kind', () => {
    const hybrid = [5_200_000, 5_100_000, 3_900_000].map((maxKhz, core) => ({ core, maxKhz, capacity: 1024 }));
    expect(kinds(new FixtureMachine(topology(hybrid)))).toBe('PPE');
    const favoured = [4_500_000, 4_300_000].map((maxKhz, core) => ({ core, maxKhz }));
    expect(kinds(new FixtureMachine(topology(favoured)))).toBe('PP');
  });

  test('a system that shows none has none', () => {
    expect(readTopology(new FixtureMachine().root)).toEqual([]);
  });
});
