/** Which functions the cells' workers spent their time in, and allocated in. */
import type { CellProfile, Recording } from '../model.js';

/** The profiles of every cell that has any, in the plan's order; the last of a cell counts. */
export function cellProfiles({ study, profiles }: Recording): readonly CellProfile[] {
  const byCell = new Map(profiles.filter((each) => each.profiles.length > 0).map((each) => [each.cellId, each]));
  return study.plan.cells.flatMap(({ id, name, task, executor, workers }) =>
    (byCell.get(id)?.profiles ?? []).map((profile) => ({ name, task: task.name, executor, workers, ...profile })),
  );
}
