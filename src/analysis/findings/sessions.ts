/** Findings on a run's sittings: that it was cut and went on, and that its wall clock jumped. */
import type { Finding } from '../../model/finding.js';
import { short } from '../../words/numbers.js';
import type { FindingContext } from './context.js';

const WHOLE_STUDY = { task: null, executor: null, likelihood: 'likely' } as const;

/** Clocks are set by less than this all the time. */
const SKEW_SECONDS = 2;

/** A resumed run, and a wall clock that was set or stood still. */
export function sessionFindings(context: FindingContext): readonly Finding[] {
  return [...resumed(context), ...clockSkew(context)];
}

function resumed({ recording: { study, trials } }: FindingContext): readonly Finding[] {
  const { resumed: sessions } = study.provenance;
  if (sessions.length === 0) return [];
  const after = sessions.map(({ trialsBefore }) => trialsBefore);
  const changed = [...new Set(sessions.flatMap((session) => session.changed))];
  const split = after.flatMap((count) =>
    splitRound(
      trials.map(({ round }) => round),
      count,
    ),
  );
  const times = sessions.length === 1 ? 'once' : `${sessions.length} times`;
  const pairs = split.length === 0 ? '' : ` Round ${split.map((round) => round + 1).join(', ')} spans two sessions.`;
  const changes = changed.length === 0 ? '' : ` It was resumed although something had changed: ${changed.join('; ')}.`;
  return [
    {
      code: 'resumed',
      severity: changed.length === 0 ? 'info' : 'warning',
      text: `The run was cut and resumed ${times}, after ${after.join(', ')} of ${trials.length} trials.${pairs}${changes}`,
      cure: changed.length === 0 ? null : 'Measure again without interruption before you rely on these figures.',
      ...WHOLE_STUDY,
      evidence: { sessions: sessions.length + 1, splitRounds: split.length, changes: changed.length },
    },
  ];
}

/** The round that was cut when so many trials were recorded; its pairs hold what changed in between. */
function splitRound(rounds: readonly number[], trialsBefore: number): readonly number[] {
  const last = rounds[trialsBefore - 1];
  return last !== undefined && rounds[trialsBefore] === last ? [last] : [];
}

function clockSkew({ recording: { end } }: FindingContext): readonly Finding[] {
  if (end === null || !(Math.abs(end.clockSkewSeconds) >= SKEW_SECONDS)) return [];
  const seconds = end.clockSkewSeconds;
  const what = seconds > 0 ? 'it was set forward, or the machine slept' : 'it was set back';
  return [
    {
      code: 'clock-skew',
      severity: 'info',
      text: `The wall clock moved by ${short(seconds)} s against the monotonic clock: ${what}. Durations are not affected.`,
      cure: null,
      ...WHOLE_STUDY,
      evidence: { skewSeconds: seconds },
    },
  ];
}
