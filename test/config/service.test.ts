import { describe, expect, test } from 'vitest';
import { loadKeys, messageOf } from './loading.js';

const http = (service: unknown, more: object = {}) => loadKeys({ task: 'sum', service, ...more });
const refusal = (service: unknown, more: object = {}) => messageOf(() => http(service, more));
const knob = { command: ['node', '{workers}'] };

describe('a service', () => {
  test('with {workers} is what the worker count turns, and needs no sequential row', () => {
    const { study } = http({ ...knob, workers: [1, 4, 8] });
    expect([study.executors, study.workers, Object.keys(study.traits)]).toEqual([['service'], [1, 4, 8], ['service']]);
    // Ten clients for each of the most workers.
    expect(study.inFlight).toEqual([80]);
    // Kernels would run in workers of ours.
    expect(study.machineCeiling).toBe(false);
    expect(http(knob, { workers: [1, 2], in_flight: [5, 20] }).study).toMatchObject({
      workers: [1, 2],
      inFlight: [5, 20],
    });
    expect(http({ command: 'node', env: { N: '{workers}' } }, { workers: ['auto', 2] }).study.words).toEqual(['auto']);
  });

  test('without it stands beside the workers that are counted', () => {
    const { study } = http({ command: 'node server.js' }, { workers: [0, 1] });
    expect([study.executors, study.workers]).toEqual([['threads'], [0, 1]]);
    expect(study.services).toEqual([
      {
        name: 'service',
        start: { given: 'node server.js', program: { argv: ['node', 'server.js'] }, cwd: expect.any(String), env: {} },
        url: null,
        ready: { kind: 'tcp' },
        readySeconds: 30,
      },
    ]);
  });

  test.each([
    [{}, {}, /nothing says how the service "service" is started; give its command, or the url/],
    [{ command: 'no-such-server' }, {}, /there is no program "no-such-server" on the PATH/],
    [{ command: 'node a | b' }, {}, /.*shell/],
    [{ ...knob, workers: [1] }, { workers: [2] }, /worker counts are given twice/],
    [{ command: 'node', workers: [1, 2] }, {}, /no service has \{workers\}/],
    [knob, { executors: ['threads'] }, /executors: expected service, or nothing, found \["threads"\]/],
    [knob, { workers: [0, 1] }, /workers: expected counts from 1 up/],
    [{ command: 'node {wrokers}' }, {}, /unknown placeholder \{wrokers\}: did you mean \{workers\}/],
    [{ command: 'node', ready: 'soon' }, {}, /expected "tcp", a URL, "prints TEXT", "task" or "started", found "soon"/],
    [{ url: 'http://127.0.0.1:80', ready: 'prints up' }, {}, /what a running service prints is not seen/],
    [{ url: 'ftp://127.0.0.1' }, {}, /expected a URL that begins with http/],
    [
      { url: 'http://example.com/' },
      {},
      /"example\.com" is not this machine; with its owner's leave, add "allow_target"/,
    ],
    [{ command: 'node', ready: 'http://10.0.0.1/' }, {}, /"10\.0\.0\.1" is not this machine/],
    [
      [
        { command: 'node', name: 'a' },
        { command: 'node', name: 'a' },
      ],
      {},
      /service\[1\]\.name: expected a name that no other/,
    ],
    [{ command: 'node' }, { task: undefined, command: ['true'] }, /a service is there for the units of a task/],
    [{ url: 'http://127.0.0.1:80', cpus: 1 }, {}, /a service that runs already stays where it is/],
    [{ ...knob, cpus: 1 }, { cpus: [2] }, /"cpus" keeps the whole trial on CPUs, its services included; use one/],
    [{ command: 'node', cpus: 0.5 }, {}, /expected a whole number of CPUs, or null, found 0\.5/],
    [
      { command: 'node {size}' },
      { matrix: { include: [{ size: 1 }, { other: 2 }] } },
      /the point \{"other": 2\} has no value for \{size\}/,
    ],
    [{ command: 'node {port}' }, { matrix: { port: [1] } }, /kneepoint's own placeholder takes no values of a matrix/],
    [{ comand: 'node' }, {}, /unknown key "comand" in service; did you mean "command"/],
  ])('%j with %j is refused', (service, more, message) => {
    expect(refusal(service, more)).toMatch(message);
  });

  test.each(['http://localhost:80', 'http://127.0.0.1:80/a', 'http://[::1]:80', 'https://127.1.2.3'])(
    '%s is this machine',
    (url) => {
      expect(http({ url }).study.services?.[0]?.start).toBeNull();
    },
  );

  test('elsewhere is measured where its host is named', () => {
    expect(http({ url: 'http://staging.example/' }, { allow_target: ['staging.example'] }).study.services).toHaveLength(
      1,
    );
  });
});

test('the executor is not on offer without a service that has {workers}', () => {
  const message = messageOf(() => loadKeys({ task: 'sum', executors: ['service'] }));
  expect(message).toContain('service turns {workers} in the command or env of a service: there is none');
});
