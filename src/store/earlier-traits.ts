import asynchronous from '../executors/async.js';
import processes from '../executors/processes.js';
import sequential from '../executors/sequential.js';
import simulated from '../executors/simulated.js';
import threads from '../executors/threads.js';
import type { StudyRecord } from '../model/journal.js';
import type { Study } from '../model/study.js';

/** The executors that there were when journals did not keep traits. A newer one needs no place here. */
const EARLIER = [asynchronous, processes, sequential, simulated, threads];

/** A study's record with its executors' traits, which journals of earlier versions lack. */
export function withTraits(record: StudyRecord): StudyRecord {
  const { study, plan } = record;
  if ((study.traits as Study['traits'] | undefined) !== undefined) return record;
  const names = [...plan.cells.map(({ executor }) => executor), ...study.executors];
  const used = EARLIER.filter(({ name }) => names.includes(name));
  const traits = Object.fromEntries(used.map(({ name, traits }) => [name, traits]));
  return { ...record, study: { ...study, traits } };
}
