import type { Rule } from '../analysis/compare/rules.js';
import { type LoadedStudy, loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import { measureStudy, type SessionOptions } from '../study.js';
import { judge, parseRules, showVersions } from './compare.js';
import { EXIT } from './exit-status.js';
import { measureAndShow } from './measure.js';
import { resumeCommand } from './resume.js';
import { usageError } from './runs.js';
import { paint } from './screen.js';
import type { ShowOptions } from './show-run.js';
import { screens, tell } from './terminal.js';

/** What the command line gave. */
export interface RunRequest extends ShowOptions {
  readonly task: string | undefined;
  readonly config?: string | undefined;
  readonly quick?: boolean | undefined;
  /** Two tasks to compare. */
  readonly ab?: readonly string[] | undefined;
  readonly failOn?: readonly string[] | undefined;
  /** The folder of the run to continue. */
  readonly resume?: string | undefined;
  readonly force?: boolean | undefined;
  readonly salvage?: boolean | undefined;
  /** Flags by config key. */
  readonly flags: Record<string, string | boolean>;
}

/** `kneepoint run`: measures, writes, shows. Gives the exit status. */
export async function runCommand(request: RunRequest): Promise<number> {
  if (request.resume !== undefined) return goOn(request.resume, request);
  for (const flag of ['force', 'salvage'] as const) {
    if (request[flag] === true)
      throw usageError(`--${flag}`, 'it needs a run to continue', 'add --resume DIR, or leave it out');
  }
  const rules = rulesOf(request);
  const { study, out, instance } = await load(request);
  const measure = (session: SessionOptions) => measureStudy(study, { ...session, out, instance });
  if (request.ab === undefined) return measureAndShow(request, measure);
  return measureAndShow(request, measure, async (measured, status) => {
    const comparison = await showVersions(measured, request);
    const judged = comparison === null ? EXIT.done : judge(comparison, rules);
    // A broken rule counts where the run itself is sound.
    return status === EXIT.done ? judged : status;
  });
}

async function goOn(dir: string, request: RunRequest): Promise<number> {
  if (request.failOn !== undefined) {
    const hint = 'when the run is done, use kneepoint compare DIR --fail-on';
    throw usageError('--fail-on', 'a resumed run is not compared', hint);
  }
  const { task, config, ab, quick, flags } = request;
  const isGiven = [task, config, ab, quick, ...Object.values(flags)].some((one) => one !== undefined);
  return resumeCommand(dir, request, isGiven ? (await load(request)).study : null, '--resume');
}

function rulesOf({ ab, failOn = [] }: RunRequest): readonly Rule[] {
  if (ab === undefined && failOn.length > 0)
    throw usageError('--fail-on', 'there is nothing to compare with', 'add --ab OLD NEW, or use kneepoint compare');
  return parseRules(failOn);
}

/** The study, after a word on what is odd about its config. */
async function load(request: RunRequest): Promise<LoadedStudy> {
  const loaded = loadStudy({
    ...(await studyContext(process.cwd())),
    configFile: request.config,
    positionalTask: request.task,
    ab: request.ab,
    flags: request.flags,
    quick: request.quick,
  });
  if (request.quiet === true) return loaded;
  for (const note of loaded.notes) tell(`${paint(screens.err.colour, 'yellow', 'note:')} ${note}`);
  return loaded;
}
