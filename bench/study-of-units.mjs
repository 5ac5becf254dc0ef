// A whole study of one of the units here, through the public API, and what its journal and this process tell.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRecording, runStudy } from '../dist/src/index.js';

/** Runs a study; gives its trials' records, and the supervisor's highest resident memory in bytes. */
export async function study({ unit, ...options }) {
  const out = await mkdtemp(join(tmpdir(), 'kneepoint-bench-'));
  try {
    const { paths } = await runStudy({ ...options, task: fileURLToPath(unit), out });
    const { study: record, trials } = await readRecording(paths.folder);
    return { cells: record.plan.cells, trials, supervisorBytes: process.resourceUsage().maxRSS * 1024 };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
