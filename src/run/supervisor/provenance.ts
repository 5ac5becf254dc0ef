import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Provenance } from '../../model/journal.js';
import type { Study } from '../../model/study.js';
import { askedOf } from '../../plan/changes.js';
import { modulePathOf } from '../../seams/subject.js';
import type { PreparedTask } from './preflight.js';

/** Where a result comes from; `command` is what the user typed, without the path of Node, `instance` what he calls the machine. */
export function provenanceOf(
  study: Study,
  tasks: readonly PreparedTask[],
  command: readonly string[],
  instance: string | null,
  startedAt: Date,
): Provenance {
  const hashes = tasks.flatMap(({ task, hash }) => (hash === null ? [] : [[task.name, hash] as const]));
  return {
    seed: study.seed,
    command,
    configHash: studyHash(study),
    taskHashes: Object.fromEntries(hashes),
    gitCommit: gitCommit(study),
    instance,
    startedAt: startedAt.toISOString(),
    tool: toolIdentity(),
    resumed: [],
  };
}

/** SHA-256 of what was asked, in hexadecimal. */
export function studyHash(study: Study): string {
  return createHash('sha256')
    .update(JSON.stringify(askedOf(study)))
    .digest('hex');
}

/** This package's name and version. */
export function toolIdentity(): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'));
  return { name, version };
}

/** The commit that the task's folder stands at; null outside a repository or without git. */
function gitCommit({ tasks: [task] }: Study): string | null {
  const path = task === undefined ? null : modulePathOf(task);
  if (path === null) return null;
  try {
    const cwd = dirname(path);
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd,
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return commit.toString().trim() || null;
  } catch {
    return null;
  }
}
