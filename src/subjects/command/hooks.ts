/** Commands around the timed runs, under the names that hyperfine gives them. They are not measured. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandHook } from '../../model/command.js';
import type { CommandRunner } from './command-runner.js';
import { CommandError, programText } from './program.js';
import type { RunFacts, RunSpec } from './run-facts.js';

/** What a hook is told of the run: its output is kept for failures only, and what it starts may go on. */
export type HookSpec = Omit<RunSpec, 'input' | 'output' | 'mayLeave'>;

/** A hook that failed: the run that it belongs to cannot be trusted. */
export interface HookFailure {
  readonly hook: CommandHook;
  /** As a person would type it. Not escaped, nor are the lines. */
  readonly command: string;
  /** `ended with status 2`, `was ended by SIGKILL` and the like. */
  readonly reason: string;
  readonly lastLines: readonly string[];
}

/** Runs a hook to its end; null when it succeeded. Never rejects: a hook that cannot be started has failed. */
export async function runHook(runner: CommandRunner, hook: CommandHook, spec: HookSpec): Promise<HookFailure | null> {
  const folder = mkdtempSync(join(runner.folder, 'hook-'));
  const failure = (reason: string, lastLines: readonly string[]) => {
    return { hook, command: programText(spec.program), reason, lastLines };
  };
  try {
    // A file, and no pipe: a server that the hook starts may write to it for as long as it likes.
    const output = { file: join(folder, 'output') };
    const facts = await runner.start({ ...spec, input: null, output, mayLeave: true }).done;
    const reason = failureOf(facts);
    return reason === null ? null : failure(reason, facts.lastLines);
  } catch (error) {
    const reason = error instanceof CommandError ? error.message : `could not be started: ${String(error)}`;
    return failure(reason, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why a run counts as failed, such as `ended with status 2`; null for status 0. */
export function failureOf({ exitCode, exitSignal, stopped }: RunFacts): string | null {
  if (stopped === 'timeout') return 'did not end in its time';
  if (stopped === 'aborted') return 'was interrupted';
  if (exitSignal !== null) return `was ended by ${exitSignal}`;
  return exitCode === 0 ? null : `ended with status ${exitCode}`;
}
