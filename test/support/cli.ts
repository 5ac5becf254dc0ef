/** Runs the built command line as a user would: a real process, in a folder of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { StudyRecord } from '../../src/model/journal.js';
import type { Report } from '../../src/model/report.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { readJournal } from '../../src/store/read-journal.js';

/** The launcher of this checkout. */
export const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url));

/** The Node that runs kneepoint: the one under test may be another than the one that runs the tests. */
export const NODE = process.env.KNEEPOINT_NODE ?? process.execPath;

/** How a process ended, and all that it printed. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A folder for one test file; removed when the file is through. */
export function ownFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kneepoint-e2e-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files, given as path below `folder` → text, and makes the folders that they need. */
export function writeFiles(folder: string, files: { readonly [path: string]: string | Uint8Array }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Starts a command and collects what it prints. */
export function start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(command, args, {
    cwd,
    env: { ...userEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Starts kneepoint. */
export function startKneepoint(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Started {
  return start(NODE, [MAIN, ...args], cwd, env);
}

/** Runs kneepoint to its end. */
export function kneepoint(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startKneepoint(args, cwd, env).ended;
}

/** Without what the test runner adds for itself. */
function userEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1' };
}

/** What one run left in its folder of results. */
export interface RunFiles {
  readonly folder: string;
  readonly csv: string;
  /** Read when it is asked for. */
  readonly csvText: string;
  readonly report: Report;
  readonly study: StudyRecord;
  readonly trials: readonly TrialRecord[];
  /** True when the journal ends with its last record, whole. */
  readonly isWhole: boolean;
}

/** Reads the only run in a folder of results; throws when there is not exactly one. */
export async function readRun(out: string): Promise<RunFiles> {
  const folders = readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const [only] = folders;
  if (only === undefined || folders.length > 1) throw new Error(`${folders.length} runs in ${out}`);
  const folder = join(out, only.name);
  const { recording, tornBytes } = await readJournal(join(folder, 'journal.jsonl'));
  return {
    folder,
    csv: `${folder}.csv`,
    get csvText() {
      return readFileSync(`${folder}.csv`, 'utf8');
    },
    report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')),
    study: recording.study,
    trials: recording.trials,
    isWhole: recording.end !== null && tornBytes === 0,
  };
}
