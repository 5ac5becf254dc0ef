/** Which functions the cells' workers spent their time in, and allocated in. */

import type { Recording } from '../model/journal.js';
import type { WayFields } from '../model/plan.js';
import type { CellProfile } from '../model/report.js';
import type { ProfileCall, ProfileRecord, ProfileRow, TrialProfile } from '../model/trial.js';
import { TOP } from './profile.js';
import { wayFields } from './ways.js';

/** The profiled trial of each cell: its last, for a run that was cut takes the missing ones again. */
export function lastProfiles({ profiles }: Pick<Recording, 'profiles'>): readonly ProfileRecord[] {
  return [...new Map(profiles.map((record) => [record.cellId, record])).values()];
}

/** The profiles of every cell that has any, in the plan's order, each beside that of its fewest workers. */
export function cellProfiles(recording: Recording): readonly CellProfile[] {
  const byCell = new Map(lastProfiles(recording).map((record) => [record.cellId, record]));
  const all = recording.study.plan.cells.flatMap(({ id, name, way, workers }) =>
    (byCell.get(id)?.profiles ?? []).map((profile) => ({ name, ...wayFields(way), workers, ...profile })),
  );
  return all.map((profile) => compared(profile, baseOf(profile, all)));
}

type Plain = TrialProfile & Pick<CellProfile, 'name' | 'workers' | keyof WayFields>;

/** The profile of the fewest workers of its way, else of the sequential row; null where it is that itself. */
function baseOf(profile: Plain, all: readonly Plain[]): Plain | null {
  const alike = all.filter(({ kind, workers }) => kind === profile.kind && workers < profile.workers);
  const [fewest] = alike.filter(({ way }) => way === profile.way).toSorted((a, b) => a.workers - b.workers);
  const sequential = alike.find(
    ({ task, workers, cpus }) => task === profile.task && workers === 0 && cpus === profile.cpus,
  );
  return fewest ?? sequential ?? null;
}

function compared({ calls = [], rows, ...profile }: Plain, base: Plain | null): CellProfile {
  const functions = new Map((base?.rows ?? []).map((row) => [keyOf(row), row.share]));
  // A list that is not full holds every function: what is missing there took nothing.
  const missing = base !== null && base.rows.length < TOP ? 0 : null;
  const baseCalls = base?.calls ?? [];
  const shares = new Map(pathsOf(baseCalls).map((path, i) => [path, baseCalls[i]?.share ?? null]));
  const paths = pathsOf(calls);
  return {
    ...profile,
    against: base?.name ?? null,
    rows: rows.map((row) => ({ ...row, baseShare: functions.get(keyOf(row)) ?? missing })),
    calls: calls.map((call, i) => ({ ...call, baseShare: shares.get(paths[i] as string) ?? null })),
  };
}

function keyOf({ functionName, location }: Pick<ProfileRow, 'functionName' | 'location'>): string {
  return JSON.stringify([functionName, location]);
}

/** What tells each call from the others: itself and its callers. */
function pathsOf(calls: readonly ProfileCall[]): readonly string[] {
  const above: string[] = [];
  return calls.map((call) => {
    above.length = Math.min(above.length, call.depth);
    above.push(keyOf(call));
    return above.join();
  });
}
