import { now, wallClock } from '../clock.js';
import type { StudyEvent } from '../model/events.js';
import type { JournalRecord, Recording } from '../model/journal.js';
import type { Study } from '../model/study.js';
import { preflight } from '../run/supervisor/preflight.js';
import { Scratch } from '../run/supervisor/scratch.js';
import { superviseStudy } from '../run/supervisor/supervisor.js';
import { studyRecord } from '../study.js';

/** Runs a study and gives back what was seen, without writing anything. Rejects with TaskProblem or Interruption. */
export async function observeStudy(
  study: Study,
  signal: AbortSignal,
  on: (event: StudyEvent) => void = () => {},
): Promise<Recording> {
  const startedMs = now();
  const scratch = new Scratch();
  try {
    const seen = await preflight(study, scratch, signal, on);
    const record = await studyRecord(study, seen, { command: [], instance: null }, wallClock());
    const records: JournalRecord[] = [];
    const end = await superviseStudy({
      record,
      tasks: seen.tasks,
      scratch,
      journal: async (one) => void records.push(one),
      saveProfile: async (name) => name,
      saveOutput: async () => {},
      earlier: { trials: [], profiles: [], chosen: [] },
      startedMs,
      on,
      signal,
    });
    return { study: record, trials: records.filter((one) => one.kind === 'trial'), profiles: [], end };
  } finally {
    scratch.remove();
  }
}
