/** What the preflight sees of a task, with real host processes: those that were built. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CommandSubject } from '../../../src/model/command.js';
import type { StudyEvent } from '../../../src/model/events.js';
import type { TaskDescription } from '../../../src/model/journal.js';
import type { Study, StudyTask } from '../../../src/model/study.js';
import type { Preflight } from '../../../src/run/supervisor/preflight.js';
import { PreflightWatch } from '../../../src/run/supervisor/preflight-watch.js';
import { TOOL } from '../../analysis/commands.js';
import { study as example } from '../../reporters/sample-report.js';
import { ModuleFolder } from '../../support/modules.js';

const BUILT = new URL('../../../dist/src/run/supervisor/', import.meta.url).href;
const modules = new ModuleFolder();

/** The preflight of a module with that text, before trials of three units. */
async function look(text: string, more: Partial<Study> = {}, events: StudyEvent[] = []) {
  const { preflight } = await import(`${BUILT}preflight.js`);
  const { Scratch } = await import(`${BUILT}scratch.js`);
  const scratch = new Scratch();
  const path = modules.write(text);
  const task: StudyTask = { name: 'planted', given: 'planted', args: null, subject: { kind: 'module', path } };
  const study: Study = { ...example, load: { kind: 'count', units: 3 }, tasks: [task], ...more };
  try {
    const seen: Preflight = await preflight(study, scratch, new AbortController().signal, (event: StudyEvent) =>
      events.push(event),
    );
    return { ...seen, description: seen.tasks[0]?.description as TaskDescription, events };
  } finally {
    scratch.remove();
  }
}

describe.concurrent('the preflight', () => {
  test('knows the pace of a task that waits, its CPU time, and what a start costs', async () => {
    const { description, load } = await look(
      'export default { run: () => new Promise((resolve) => setTimeout(() => resolve(1), 60)) };',
    );
    const { startSeconds, setupSeconds, unit } = description.costs ?? {};
    expect(description).toMatchObject({ deterministic: true, repeats: true });
    expect(unit?.wallSeconds).toBeGreaterThan(0.055);
    expect(unit?.cpuSeconds).toBeLessThan(unit?.wallSeconds as number);
    expect(startSeconds).toBeGreaterThan(0);
    expect(setupSeconds).toBeGreaterThanOrEqual(0);
    expect(load?.seconds).toBeGreaterThanOrEqual(startSeconds as number);
  });

  test('runs unit 0 twice, and then units that no trial counts, no more than a trial has', async () => {
    const file = join(modules.path, 'indices.txt');
    const { description } = await look(`import { appendFileSync } from 'node:fs';
      export default { run: ({ index }) => { appendFileSync(${JSON.stringify(file)}, index + ' '); return 1; } };`);
    expect(readFileSync(file, 'utf8')).toBe('0 0 3 4 ');
    expect(description.repeats).toBe(true);
  });

  test('keeps what it saw of unit 0 when a later one hangs, and waits no longer than a moment', async () => {
    const { description } = await look('export default { run: ({ index }) => { while (index > 0); return 1; } };');
    expect(description).toMatchObject({ repeats: true, unitSeconds: expect.any(Number) });
    expect(description.costs?.unit).toBeDefined();
  });

  test('says while it waits that unit 0 runs, and refuses one that has not ended in time', async () => {
    const events: StudyEvent[] = [];
    const looked = look('export default { run: () => { for (;;); } };', { timeoutSeconds: 4 }, events);
    await expect(looked).rejects.toThrow(/unit 0 was still going on after 4 s/);
    expect(events).toContainEqual({ kind: 'preflight', task: 'planted', phase: 'unit', seconds: expect.any(Number) });
  });

  test('refuses a unit 0 that fails, unless units or trials may fail: then it has no pace', async () => {
    const text = "export default { run: () => { throw new Error('planted'); } };";
    await expect(look(text)).rejects.toThrow(/"run" of unit 0 throws: Error: planted/);
    for (const more of [{ retryFailed: 1 }, { limits: { ...example.limits, errorRate: 0.1 } }])
      expect((await look(text, more)).description.costs?.unit).toBeUndefined();
  });

  test('results that cannot be sent matter only where they are', async () => {
    const text = 'export default () => () => 1;';
    expect((await look(text, { dispatch: 'self' })).description.costs?.unit).toBeDefined();
    expect((await look(text, { workers: [0] })).description.costs?.unit).toBeDefined();
  });

  test('sees the machine before a command long enough to tell, and what a run that does nothing costs', async () => {
    const subject: CommandSubject = { ...TOOL, program: { argv: ['sleep', '100'] } };
    const task: StudyTask = { name: 'sleep', given: 'sleep 100', args: null, subject };
    const { description, load } = await look('', { tasks: [task], executors: ['knob'], warmupSeconds: 0 });
    expect(load?.seconds).toBeGreaterThan(0.4);
    expect(description.costs?.emptyRunSeconds).toBeGreaterThan(0.0001);
    expect(description.costs?.emptyRunSeconds).toBeLessThan(1);
  });

  describe('of a command', () => {
    /** The preflight of `sh -c script`, whose $1 is the worker count; gives its calls too. */
    async function warmUp(script: string, more: Partial<Study> = {}, around: Partial<CommandSubject> = {}) {
      const calls = join(modules.path, `calls-${randomUUID()}`);
      const argv = ['sh', '-c', `echo $1 >> ${calls}; ${script}`, 'sh', '{workers}'];
      const subject: CommandSubject = { ...TOOL, cwd: modules.path, program: { argv }, ...around };
      const task: StudyTask = { name: 'sh', given: 'sh', args: null, subject };
      const study = { tasks: [task], executors: ['knob'], workers: [1, 2, 4], words: ['auto'], ...more };
      const looked = look('', study).then(
        ({ tasks: [prepared] }) => [...(prepared?.warmCells ?? [])],
        (problem: Error) => `${problem.name}: ${problem.message}`,
      );
      const seen = await looked;
      return { seen, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').join(' ') : '' };
    }

    test('runs each worker count once, words first', async () => {
      expect(await warmUp('true')).toEqual({
        seen: ['0/parallel_auto', '0/parallel_4', '0/parallel_2', '0/parallel_1'],
        calls: 'auto 4 2 1',
      });
    });

    test('runs none without a warm-up, and in a budget no more than its share', async () => {
      expect((await warmUp('true', { warmupSeconds: 0 })).calls).toBe('');
      expect((await warmUp('sleep 0.1', { budgetSeconds: 0.2 })).calls).toBe('auto');
    });

    test('leaves a count that fails to the rounds, and a word that fails once', async () => {
      const script = '[ $1 = 4 ] && exit 1; [ $1 = auto ] && mkdir once && exit 1; exit 0';
      const { seen, calls } = await warmUp(script);
      expect([seen.length, calls]).toEqual([4, 'auto auto 4 2 1']);
    });

    test.each([
      [
        'a word that fails twice',
        '[ $1 = auto ] && { echo no such number >&2; exit 2; }; exit 0',
        {},
        /^CommandProblem: with \{workers\} = auto the command ended with status 2:\n {2}no such number\nLeave "auto" out/,
      ],
      [
        'a command that fails at every count',
        '[ $1 = auto ] || { echo broken $1; exit 3; }',
        {},
        /^CommandProblem: with each worker count \(1, 2 and 4\) the command ended with status 3:\n {2}broken 1\nRun it/,
      ],
      [
        'a hook that fails',
        'true',
        { hooks: { prepare: { argv: ['sh', '-c', 'echo no disk; exit 5'] } } },
        /^CommandProblem: the prepare command sh -c .* ended with status 5:\n {2}no disk$/,
      ],
    ])('refuses %s, with its last lines', async (_, script, around, problem) => {
      expect((await warmUp(script, {}, around)).seen).toMatch(problem);
    });
  });

  test('a law has neither costs nor a machine that could be busy', async () => {
    const law = { cpus: 8, lambda: 1, sigma: 0, kappa: 0, noise: 0 };
    const task: StudyTask = { name: 'law', given: 'law', args: null, subject: { kind: 'law', law } };
    const { description, load, events } = await look('', { tasks: [task] });
    expect([description.costs, load, events]).toEqual([undefined, null, []]);
  });
});

test('a phase is told of from two seconds on, each from its own begin', () => {
  const events: StudyEvent[] = [];
  const clock = { ms: 0 };
  const watch = new PreflightWatch(
    'sort',
    (event) => events.push(event),
    () => clock.ms,
  );
  const at = (ms: number) => {
    clock.ms = ms;
    watch.tick();
  };
  at(1000);
  at(2000);
  watch.enter('unit');
  at(3000);
  at(14_500);
  watch.stop();
  expect(events).toEqual([
    { kind: 'preflight', task: 'sort', phase: 'import', seconds: 2 },
    { kind: 'preflight', task: 'sort', phase: 'unit', seconds: 12.5 },
  ]);
});
