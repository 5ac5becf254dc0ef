/** Where CPU time went, or what allocated, as a flame graph: with the most workers, and how that differs from the fewest. */
import type { CellProfile } from '../../model/report.js';
import { percent } from '../../words/numbers.js';
import { missingBase } from '../columns/profile.js';
import { rowName } from '../text/cell-figures.js';
import type { CurveGroup } from './curve-series.js';
import type { FlamePicture, Frame } from './picture.js';

/** Flame graphs of a task. */
const MOST_FLAMES = 6;

/** The least change of a share that a caption tells. */
const TOLD = 0.02;

/** For each way and kind of profile the row with the most workers; none for profiles of before there were trees. */
export function flamePictures({ report, task }: CurveGroup, firstIndex: number): readonly FlamePicture[] {
  const own = report.profiles.filter((profile) => profile.task === task && profile.calls.length > 0);
  const most = own.filter(
    (each) =>
      !own.some(
        (other) =>
          other.kind === each.kind && other.workers > each.workers && (other.way === each.way || each.workers === 0),
      ),
  );
  return most.slice(0, MOST_FLAMES).map((profile, i) => draw(profile, `flame-${firstIndex + i + 1}`));
}

function draw(profile: CellProfile, id: string): FlamePicture {
  const frames = framesOf(profile);
  const what = profile.kind === 'cpu' ? 'Where CPU time went' : 'Where memory was allocated';
  return {
    kind: 'flame',
    id,
    title: `${what}: ${rowName(profile)}`,
    caption: caption(profile),
    depth: frames.reduce((most, { depth }) => Math.max(most, depth + 1), 0),
    frames,
  };
}

/** Siblings stand side by side from where their caller starts. */
function framesOf({ calls, against }: CellProfile): readonly Frame[] {
  const next: number[] = [];
  return calls.map(({ functionName, location, depth, share, baseShare }) => {
    const from = next[depth] ?? 0;
    next[depth] = from + share;
    next[depth + 1] = from;
    const place = location === '' || location === 'native' ? '' : `, ${location}`;
    const base = against === null ? '' : `, in ${against} ${baseShare === null ? missingBase : percent(baseShare)}`;
    const change = against === null ? null : share - (baseShare ?? 0);
    return {
      name: functionName,
      label: `${functionName}${place}: ${percent(share)}${base}`,
      depth,
      from,
      share,
      change,
    };
  });
}

/** How to read it, and which function changed most by itself. */
function caption({ kind, rows, against }: CellProfile): string {
  const whole = kind === 'cpu' ? 'CPU time' : 'what was allocated';
  const read = `A bar is as wide as its share of ${whole}, and what it called stands below it.`;
  if (against === null) return read;
  const base = `in ${against}`;
  const changes = rows.flatMap(({ functionName, location, share, baseShare }) => {
    const name = functionName === '(anonymous)' ? `${functionName} in ${location}` : functionName;
    return baseShare === null ? [] : [{ name, share, baseShare, change: share - baseShare }];
  });
  const most = changes.reduce<(typeof changes)[0] | null>(
    (a, b) => (a === null || Math.abs(b.change) > Math.abs(a.change) ? b : a),
    null,
  );
  const colours = `Orange bars have a larger share than ${base}, blue ones a smaller.`;
  if (most === null || Math.abs(most.change) < TOLD)
    return `${read} No function's own share differs by ${percent(TOLD)} from that ${base}.`;
  return `${read} ${colours} By itself ${most.name} changed most: ${percent(most.baseShare)} ${base}, ${percent(most.share)} here.`;
}
