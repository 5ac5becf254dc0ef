import { describe, expect, it } from 'vitest';
import { type CommandFacts, type CommandLook, judgeCommand } from '../../src/check/judge-command.js';
import type { CommandRun } from '../../src/model/command.js';
import type { StudyTask } from '../../src/model/study.js';

const TASK = { name: 'xz', given: 'xz -T{workers} f', args: null } as StudyTask;

const run = (over: Partial<CommandRun> = {}): CommandRun => ({
  ...{ index: 0, wallSeconds: 2, userSeconds: 1.9, systemSeconds: 0.1, rssBytes: 2 ** 20 },
  ...{ processes: 1, threads: 1, status: 0, digest: 'a' },
  ...over,
});

const look = (workers: number, runs: readonly CommandRun[], over: Partial<CommandLook> = {}): CommandLook => ({
  ...{ workers, runs, leftBehind: [], fault: null, isHanging: false },
  ...over,
});

function judged(looks: readonly CommandLook[], isKnob = looks.length > 1) {
  const machine = { effectiveCpus: 2, logicalCpus: 2 };
  const load = { seconds: 1, busyCpus: null } as unknown as CommandFacts['load'];
  return judgeCommand(TASK, { looks, isKnob, comparesFiles: false, emptyRunSeconds: 0.001, machine, load });
}

const codes = (looks: readonly CommandLook[]) => judged(looks).findings.map(({ code }) => code);

describe('a command', () => {
  it('is ready where it ends, is long enough, writes the same and turns with its knob', () => {
    const fast = { wallSeconds: 1, threads: 3 };
    const report = judged([look(1, [run(), run()]), look(2, [run(fast), run(fast)])]);
    expect(report).toMatchObject({ status: 'passed', command: 'xz -T{workers} f', findings: [] });
    expect(report.results.map(({ verdict }) => verdict)).toEqual(Array(5).fill('passed'));
  });

  it('that ignores its knob is told so, whatever the noise of single runs', () => {
    const noisy = [run(), run({ wallSeconds: 2.6 })];
    expect(codes([look(1, noisy), look(4, [run({ wallSeconds: 2.3 }), run()])])).toEqual(['knob-ignored']);
  });

  it('that fails or hangs has that one finding, and what it left behind', () => {
    const fault = 'xz ended with status 3:\nbroken\nfile';
    const failed = judged([look(1, [run({ status: 3 })], { fault, leftBehind: ['sleep 5'] })]);
    expect(failed.status).toBe('failed');
    expect(failed.findings.map(({ code }) => code)).toEqual(['run-fails', 'leaves-processes']);
    expect(failed.findings[0]?.text).toBe('It fails: xz ended with status 3: broken / file.');
    expect(codes([look(1, [run()], { fault: 'xz did not end in its time', isHanging: true })])).toEqual(['unfinished']);
  });

  it('that is short, or whose output varies, is told so', () => {
    expect(codes([look(1, [run({ wallSeconds: 0.01 }), run({ wallSeconds: 0.01 })])])).toEqual(['short-run']);
    expect(codes([look(1, [run(), run({ digest: 'b' })])])).toEqual(['output-varies']);
    const other = { digest: 'b', threads: 2 };
    const report = judged([look(1, [run(), run()]), look(2, [run(other), run(other)])]);
    expect(report.findings.map(({ text }) => text)).toEqual(['Its output differs between 1 and 2 workers.']);
  });
});
