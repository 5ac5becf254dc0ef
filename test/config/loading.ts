/** Loads configs from real files in a folder of the test's own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { StudyContext } from '../../src/config/inquiry.js';
import { ConfigError, type Problem } from '../../src/config/problems.js';
import { type LoadedStudy, loadStudy, type StudyRequest } from '../../src/config/study.js';
import { traits } from '../support/traits.js';

/** The folder that tests write in; removed when the test file is through. */
export const folder = mkdtempSync(join(tmpdir(), 'kneepoint-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A machine with two CPUs and three built-in tasks. */
export const context: StudyContext = {
  cwd: folder,
  executors: traits,
  probes: ['cpu', 'memory', 'system'],
  builtIns: ['sort', 'sum', 'password'],
  builtInPath: (name) => `/builtin/${name}.js`,
  effectiveCpus: 2,
};

/** Writes a file below the folder and returns its relative path. */
export function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return name;
}

/** Loads the study of a file's text; the extension tells the format. */
export function load(name: string, text: string | Uint8Array, request: Partial<StudyRequest> = {}): LoadedStudy {
  return loadStudy({ ...context, flags: {}, config: write(name, text), ...request });
}

/** Loads the study of keys, as JSON, with `task` sort unless told otherwise. */
export function loadKeys(keys: object, request: Partial<StudyRequest> = {}): LoadedStudy {
  return load('keys.json', JSON.stringify({ task: 'sort', ...keys }), request);
}

/** The problems with which `run` ends; fails when it ends otherwise. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('expected a ConfigError, but there was none');
}

/** The message of the ConfigError with which `run` ends. */
export function messageOf(run: () => unknown): string {
  return new ConfigError(problemsOf(run)).message;
}
