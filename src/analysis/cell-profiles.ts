/** Which functions the cells' workers spent their time in, and allocated in. */

import type { Recording } from '../model/journal.js';
import type { CellProfile } from '../model/report.js';
import type { ProfileRecord } from '../model/trial.js';
import { wayFields } from './ways.js';

/** The profiled trial of each cell: its last, for a run that was cut takes the missing ones again. */
export function lastProfiles({ profiles }: Pick<Recording, 'profiles'>): readonly ProfileRecord[] {
  return [...new Map(profiles.map((record) => [record.cellId, record])).values()];
}

/** The profiles of every cell that has any, in the plan's order. */
export function cellProfiles(recording: Recording): readonly CellProfile[] {
  const byCell = new Map(lastProfiles(recording).map((record) => [record.cellId, record]));
  return recording.study.plan.cells.flatMap(({ id, name, way, workers }) =>
    (byCell.get(id)?.profiles ?? []).map((profile) => ({ name, ...wayFields(way), workers, ...profile })),
  );
}
