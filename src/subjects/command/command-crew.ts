/** A crew of slots: each runs one run of a command at a time, as processes of its own. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { now } from '../../clock.js';
import type { CommandHook, CommandRun, CommandRuns, CommandSubject, Program } from '../../model/command.js';
import { trialMark } from '../../run/system/marked-processes.js';
import { fingerprint } from '../../run/worker/digest.js';
import { statedFault } from '../../run/worker/fault.js';
import { TrialFault } from '../../run/worker/trial-fault.js';
import {
  type Crew,
  type CrewAnswers,
  type CrewOp,
  type CrewOrder,
  type TimedUnit,
  UNKNOWN_USAGE,
} from '../../seams/crew.js';
import type { TrialSpec } from '../../seams/executor.js';
import { commandOf } from '../../seams/subject.js';
import { CommandRunner } from './command-runner.js';
import { filesDigest, type NormaliseRule, outputDigest, parseNormaliseRule } from './expect.js';
import { failureOf, runHook } from './hooks.js';
import { PLACEHOLDERS, Placeholders, type PlaceholderValues, placeholderEnvironment } from './placeholders.js';
import { changeTexts } from './program.js';
import { type RunFacts, statusOf } from './run-facts.js';

/** Hires `members` slots for a trial of a command. */
export async function hireSlots(members: number, spec: TrialSpec, stop: AbortSignal): Promise<CommandCrew> {
  return new CommandCrew(await CommandRunner.open(spec.scratch, members), members, spec, stop);
}

/** Runs a command for each unit, in as many slots as there are members. */
export class CommandCrew implements Crew {
  readonly streams = 1;
  /** A run that dies is a run that failed; the slot goes on. */
  readonly death = null;
  readonly #subject: CommandSubject;
  readonly #placeholders = new Placeholders(PLACEHOLDERS, () => null);
  readonly #runs: CommandRun[] = [];
  readonly #leftBehind = new Set<string>();
  /** CPU time of each slot's runs so far; null where the system tells none. */
  readonly #cpuSeconds: (number | null)[];
  readonly #rules: readonly NormaliseRule[];
  #cpuSource: CommandRuns['cpuSource'] = null;
  #programsStarted = 0;

  constructor(
    readonly runner: CommandRunner,
    readonly members: number,
    readonly spec: TrialSpec,
    readonly stop: AbortSignal,
  ) {
    this.#subject = commandOf(spec.subject);
    this.#cpuSeconds = new Array(members).fill(0);
    this.#rules = this.#subject.expect?.normalise.map(parseNormaliseRule) ?? [];
  }

  /** Slots share their hooks and their warm-up: one order does it for all. */
  async tell<Op extends CrewOp>({ op }: CrewOrder<Op>): Promise<readonly CrewAnswers[Op][]> {
    if (op === 'setup') await this.#hook('setup', this.#values(0, 0));
    if (op === 'warm-up') await this.#warmUp();
    if (op === 'teardown') await this.#hook('cleanup', this.#values(0, 0));
    return this.#cpuSeconds.map((cpuSeconds) => {
      const usage = { ...UNKNOWN_USAGE, cpuSeconds };
      const answers: Partial<CrewAnswers> = { setup: null, 'warm-up': null, labels: null, usage, teardown: null };
      return answers[op] as CrewAnswers[Op];
    });
  }

  async ask<Op extends CrewOp>(order: CrewOrder<Op>): Promise<CrewAnswers[Op]> {
    const [answer] = await this.tell(order);
    return answer as CrewAnswers[Op];
  }

  handOut(slot: number, index: number): Promise<TimedUnit> {
    return this.#run(slot, index, 'run');
  }

  open(_slot: number, reply: unknown): TimedUnit {
    return reply as TimedUnit;
  }

  /** The runs so far, without those that warmed up. */
  commandRuns(): CommandRuns {
    return {
      runs: this.#runs,
      cpuSource: this.#cpuSource,
      warmedUp: this.spec.isWarm === true,
      leftBehind: [...this.#leftBehind],
    };
  }

  async dismiss(): Promise<void> {
    this.runner.close();
  }

  /** One run for each slot: what a command reads is in memory from then on. */
  async #warmUp(): Promise<void> {
    if (this.spec.warmupSeconds === 0) return;
    const runs = await Promise.all(Array.from({ length: this.members }, (_, slot) => this.#run(slot, slot, 'warm-up')));
    const fault = runs.find((run) => run.fault !== null)?.fault;
    if (fault && !this.stop.aborted) throw new TrialFault(fault);
  }

  async #run(slot: number, index: number, phase: 'run' | 'warm-up'): Promise<TimedUnit> {
    const values = this.#values(slot, index);
    const beganMs = now();
    await this.#hook('prepare', values);
    const outputFile = join(this.spec.scratch, `output-${slot}`);
    const facts = await this.#start(this.#subject.program, values, outputFile);
    const endedMs = facts.startedMs + facts.wallSeconds * 1000;
    const fault = this.#faultOf(facts, index, phase);
    await this.#hook('conclude', values);
    const digest = fault === null && this.#subject.expect !== null ? await this.#digest(values, outputFile) : null;
    for (const { command } of facts.leftBehind) this.#leftBehind.add(command);
    if (phase === 'run') this.#keep(slot, index, facts, digest);
    const untimedMs = facts.startedMs - beganMs;
    return {
      worker: slot,
      startedMs: facts.startedMs,
      finishedMs: endedMs,
      untimedMs,
      checkMs: untimedMs + (now() - endedMs),
      freeMs: 0,
      print: digest === null ? 0 : fingerprint(digest),
      fault,
      label: null,
    };
  }

  async #start(program: Program, values: PlaceholderValues, outputFile: string): Promise<RunFacts> {
    const { input, output, runTimeoutSeconds, expect } = this.#subject;
    const taken = expect !== null && expect.files === null;
    const spec = {
      ...this.#place(program, values),
      input,
      output: taken ? { file: outputFile } : output,
      timeoutSeconds: runTimeoutSeconds,
      mayLeave: false,
    };
    return this.runner.start(spec).done;
  }

  #place(program: Program, values: PlaceholderValues) {
    const { cwd, env } = this.#subject;
    const filled = Object.entries(env).map(([name, value]) => [name, this.#placeholders.fill(value, values)]);
    return {
      program: changeTexts(program, (text) => this.#placeholders.fill(text, values)),
      cwd,
      env: { ...placeholderEnvironment(values), ...Object.fromEntries(filled) },
      mark: this.#mark(),
      signal: this.stop,
    };
  }

  /** @throws TrialFault with the hook's own last lines when it fails */
  async #hook(hook: CommandHook, values: PlaceholderValues): Promise<void> {
    const program = this.#subject.hooks[hook];
    if (program === undefined) return;
    const failure = await runHook(this.runner, hook, { ...this.#place(program, values), timeoutSeconds: null });
    if (failure === null) return;
    const what = `the ${hook} command ${failure.command} ${failure.reason}`;
    throw new TrialFault(statedFault(withLines(what, failure.lastLines), hook));
  }

  async #digest(values: PlaceholderValues, outputFile: string): Promise<string | null> {
    const { expect, cwd } = this.#subject;
    if (expect === null) return null;
    if (expect.files === null) {
      const digest = await outputDigest(outputFile, this.#rules);
      rmSync(outputFile, { force: true });
      return digest;
    }
    const patterns = expect.files.map((pattern) => this.#placeholders.fill(pattern, values));
    const { digest, files } = await filesDigest(cwd, patterns, this.#rules);
    if (files > 0) return digest;
    throw new TrialFault(
      statedFault(`no file matches ${patterns.join(', ')} in ${cwd}: nothing can be compared`, 'verify'),
    );
  }

  #keep(slot: number, index: number, facts: RunFacts, digest: string | null): void {
    const { cpu, peaks, wallSeconds } = facts;
    const [userSeconds, systemSeconds] = [cpu?.userSeconds ?? null, cpu?.systemSeconds ?? null];
    const { rssBytes, processes, threads } = peaks;
    const status = statusOf(facts);
    this.#runs.push({ index, wallSeconds, userSeconds, systemSeconds, rssBytes, processes, threads, status, digest });
    if (cpu !== null) this.#cpuSource = { name: cpu.source, resolutionSeconds: cpu.resolutionSeconds };
    const before = this.#cpuSeconds[slot] ?? null;
    this.#cpuSeconds[slot] = cpu === null || before === null ? null : before + cpu.userSeconds + cpu.systemSeconds;
  }

  #faultOf(facts: RunFacts, index: number, phase: 'run' | 'warm-up') {
    const reason = failureOf(facts);
    if (reason === null || (facts.stopped === null && this.#isIgnored(statusOf(facts)))) return null;
    return statedFault(withLines(`the command ${reason}`, facts.lastLines), phase, index);
  }

  #isIgnored(status: number): boolean {
    const { ignoreFailure } = this.#subject;
    return ignoreFailure === 'all' || ignoreFailure.includes(status);
  }

  #mark(): string {
    return `${trialMark(this.spec.scratch)}${this.#programsStarted++}`;
  }

  #values(worker: number, index: number): PlaceholderValues {
    return { workers: this.spec.word ?? this.spec.workers, index, worker, round: this.spec.round };
  }
}

/** The last lines of a program that failed tell most. */
function withLines(what: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${what}, and wrote nothing` : `${what}:\n${lines.join('\n')}`;
}
