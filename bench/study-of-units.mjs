// A whole study of one of the units here, through the public API, and what its journal and this process tell.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRecording, runStudy } from '../dist/src/index.js';

/** Runs a study; gives its trials' records, each row's units a second, and the supervisor's highest resident memory in bytes. */
export async function study({ unit, ...options }) {
  const out = await mkdtemp(join(tmpdir(), 'kneepoint-bench-'));
  try {
    const { report, paths } = await runStudy({ ...options, task: fileURLToPath(unit), out });
    const { study: record, trials } = await readRecording(paths.folder);
    const throughputs = report.cells.map(({ throughput }) => throughput?.value);
    return { cells: record.plan.cells, trials, throughputs, supervisorBytes: process.resourceUsage().maxRSS * 1024 };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
