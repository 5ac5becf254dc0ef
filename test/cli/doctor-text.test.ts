/** An examination as people see it: right at any width, and whatever the machine calls itself. */
import { expect, test } from 'vitest';
import { renderDoctor } from '../../src/cli/doctor-text.js';
import { judge } from '../../src/doctor/judge.js';
import type { Examination } from '../../src/doctor/model.js';
import { examination } from '../support/examination.js';

const SCREEN = { width: 80, colour: false, unicode: true };
const render = (over: Partial<Examination>, screen: Partial<typeof SCREEN> = {}) =>
  renderDoctor(judge(examination(over)), { ...SCREEN, ...screen });

test('a sound machine: what was seen, and the verdict', () => {
  expect(render({})).toBe(`machine    a CPU, Node 24.0.0, linux x64
CPUs       8 effective of 8 logical, no quota, 1 thread a core
speed      governor performance, turbo off
clock      step 100 ns, a reading 60.0 ns; a sleep of 1 ms is 100 µs late
others     0.10 CPUs busy and 0.00 CPUs stolen while nothing ran here
disk       an append to /results is safe after 1.00 ms (slowest 10.0 ms)
noise      1.0 % in one thread, 2.0 % on 8 workers
self-test  1 of 1 parts held, in 20 simulated studies

With 10 rounds this machine can show a difference of 2.9 % (4.8 % with 5, 1.9 %
with 20, 1.3 % with 40).
`);
});

test('findings with their cures, where nothing could be written', () => {
  const text = render({ disk: { folder: '/results', problem: 'EACCES' } });
  expect(text).toContain('disk       /results: EACCES\n');
  expect(text).toContain('critical: Results cannot be written to /results: EACCES.\n  Try: Give another folder');
});

test('hostile names stay text, in ASCII where there is no Unicode, and no line is too long', () => {
  const hostile = { machine: { ...examination({}).machine, cpuModel: 'evil\u001b[2J\u202e CPU' } };
  const text = render(hostile, { unicode: false, width: 40 });
  expect(text).toContain('evil\\x1b[2J\\u{202e} CPU');
  expect(text).toMatch(/^[\n -~]*$/);
  expect(text.split('\n').every((line) => line.length <= 40)).toBe(true);
});

test('colour is for labels and the verdict only', () => {
  const text = render({ cpu: { threadsPerCore: 2, governors: null, turbo: null } }, { colour: true });
  expect(text).toContain('\u001b[36minfo: \u001b[39m2 hardware threads');
  expect(text).toContain('\u001b[1mWith 10 rounds');
});
