/**
 * One session of a simulated study, to be killed: starts a run in a folder of results, or resumes the one
 * that is there. Tells each trial on a line of its own once it is in the journal. The test bundles it: loading the
 * modules one by one is half of what a session takes.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { resumeStudy } from '../../dist/src/resume.js';
import { measureStudy } from '../../dist/src/study.js';

const [out, study] = [process.argv[2], JSON.parse(process.argv[3])];

const on = (event) => {
  if (event.kind === 'study-start') process.stdout.write('begun\n');
  if (event.kind === 'trial-end') process.stdout.write(`${event.record.round} ${event.record.cellId}\n`);
};
const [run] = existsSync(out) ? readdirSync(out).filter((name) => !name.endsWith('.csv')) : [];
const { report } =
  run === undefined
    ? await measureStudy(study, { out, command: [], on })
    : await resumeStudy(join(out, run), { study, force: false, trust: false, command: [], on });
process.stdout.write(`ended ${report.status}\n`);
