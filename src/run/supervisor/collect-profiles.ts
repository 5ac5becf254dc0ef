/** From the files that a profiled trial's workers left to tables, and to files that any viewer opens. */
import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { functionCosts, topFunctions } from '../../analysis/profile.js';
import { topCalls } from '../../analysis/profile-calls.js';
import type { CallFrame } from '../../analysis/profile-tree.js';
import type { Cell } from '../../model/plan.js';
import type { Study } from '../../model/study.js';
import type { TrialProfile } from '../../model/trial.js';
import { traitsOf } from '../../seams/executor.js';
import { modulePathOf } from '../../seams/subject.js';
import { isHarness, placeText, SourcePlaces } from './source-places.js';

/** Keeps a profile with the results and gives its path in the run's folder. */
export type SaveProfile = (name: string, extension: string, text: string) => Promise<string>;

/** One kind of profile as a trial's workers left it. */
export interface CollectedProfile extends Omit<TrialProfile, 'files'> {
  /** JSON, one a worker. */
  readonly texts: readonly string[];
}

/** Bytes of the longest profile that is read: what a task's process wrote may be anything. */
const LARGEST = 256 * 2 ** 20;

/** Reads the profiles of a cell's trial from `folder` and merges them over the workers; throws what is wrong with one. */
export function collectProfiles(cell: Cell, study: Study, folder: string): readonly CollectedProfile[] {
  const places = new SourcePlaces();
  const taskFolder = dirname(modulePathOf(cell.way.task) ?? '');
  const wanted = (['cpu', 'heap'] as const).filter((kind) => study.profile[kind]);
  const threads = traitsOf(study, cell.way.executor).oneThread ? 1 : cell.workers;
  return wanted.map((kind) => {
    const profiles = Array.from({ length: threads }, (_, worker) =>
      readProfile(join(folder, `${worker}.${kind}profile`), places),
    );
    const locate = (frame: CallFrame) => placeText(frame, taskFolder);
    const costs = profiles.map((profile) => functionCosts(kind, profile, locate));
    const calls = topCalls(kind, profiles, { locate, isHarness });
    return { kind, rows: topFunctions(costs), calls, texts: profiles.map((profile) => JSON.stringify(profile)) };
  });
}

/** Keeps what was collected; rejects with what `save` rejects with. */
export async function saveProfiles(
  cell: Cell,
  collected: readonly CollectedProfile[],
  save: SaveProfile,
): Promise<readonly TrialProfile[]> {
  const saved: TrialProfile[] = [];
  for (const { texts, ...merged } of collected) {
    const files: string[] = [];
    for (const [worker, text] of texts.entries()) {
      files.push(await save(`${cell.name}__worker_${worker}`, `${merged.kind}profile`, text));
    }
    saved.push({ ...merged, files });
  }
  return saved;
}

/** A profile with every function at its place in the source; viewers then open the right file. */
function readProfile(path: string, places: SourcePlaces): unknown {
  const found = lstatSync(path);
  if (!found.isFile() || found.size > LARGEST) throw new RangeError(`${path} is no profile, or too large to read`);
  return JSON.parse(readFileSync(path, 'utf8'), (key, value) => {
    if (key === 'callFrame' && isFrame(value)) return places.original(value);
    // Lines of the file that ran: they would point at the wrong lines of the source.
    return key === 'positionTicks' ? undefined : value;
  });
}

function isFrame(value: unknown): value is CallFrame {
  const { url, lineNumber, columnNumber } = (value ?? {}) as Partial<CallFrame>;
  return typeof url === 'string' && typeof lineNumber === 'number' && typeof columnNumber === 'number';
}
