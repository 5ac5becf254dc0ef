/** The `load` key: when units start. */
import type { StudyLoad } from '../model/load.js';
import type { Inquiry } from './inquiry.js';
import { DURATION_SECONDS, RAMP_SECONDS } from './load-schema.js';
import type { Config } from './schema.js';
import { distinctAscending } from './workers.js';

/** A longer schedule would be made and kept for nothing: no study of latency needs as many units. */
const MAX_ARRIVALS = 5_000_000;

/** The study's load; null after a complaint. */
export function chooseLoad(inquiry: Inquiry): StudyLoad | null {
  const { load, task_count: units } = inquiry.config;
  if (load === undefined) return null;
  if (inquiry.config.find_max_rate === true && load.kind !== 'rate') {
    inquiry.complain(
      'find_max_rate',
      [],
      'false, or "load": {"kind": "rate", …}',
      'only rates can be searched: add --rate and --duration',
    );
  }
  if (load.kind === 'count') return units === undefined ? null : { kind: 'count', units };
  if (inquiry.setting('task_count') !== undefined)
    inquiry.notes.push(`task_count has no effect with a load of the kind "${load.kind}": time ends a trial.`);
  return load.kind === 'window' ? windowLoad(load, inquiry) : rateLoad(load, inquiry);
}

function windowLoad(given: Extract<Config['load'], { kind: 'window' }>, inquiry: Inquiry): StudyLoad | null {
  const durationSeconds = given.duration ?? durationFor(given);
  const warmupSeconds = given.warmup ?? Math.min(RAMP_SECONDS, durationSeconds / 4);
  // 0.7 − 2 · 0.1 is not quite 0.5 in binary.
  const windowSeconds = given.window ?? Number((durationSeconds - 2 * warmupSeconds).toPrecision(12));
  if (windowSeconds > 0 && warmupSeconds + windowSeconds <= durationSeconds)
    return { kind: 'window', warmupSeconds, durationSeconds, windowSeconds };
  const leftSeconds = durationSeconds - warmupSeconds;
  if (given.window === undefined)
    inquiry.complain(
      'load',
      ['duration'],
      `more than ${2 * warmupSeconds} seconds, for a warmup of ${warmupSeconds} on each side of the window`,
    );
  else if (leftSeconds <= 0)
    inquiry.complain('load', ['warmup'], `less than the duration of ${durationSeconds} seconds`);
  else
    inquiry.complain(
      'load',
      ['window'],
      `at most ${leftSeconds} seconds: the duration of ${durationSeconds} less the warmup of ${warmupSeconds}`,
    );
  return null;
}

/** As long as is usual, or as the window and what stands on each side of it need. */
function durationFor({ warmup = RAMP_SECONDS, window }: Extract<Config['load'], { kind: 'window' }>): number {
  return window === undefined ? DURATION_SECONDS : Math.max(DURATION_SECONDS, window + 2 * warmup);
}

function rateLoad(given: Extract<Config['load'], { kind: 'rate' }>, inquiry: Inquiry): StudyLoad | null {
  const { duration: durationSeconds, arrivals } = given;
  const { counts: perSecond, repeated } = distinctAscending([given.per_second].flat());
  if (repeated.length > 0)
    inquiry.notes.push(`load.per_second names ${repeated.join(', ')} more than once; each is measured once.`);
  const most = (perSecond.at(-1) ?? 0) * durationSeconds;
  if (most > MAX_ARRIVALS) {
    inquiry.refuse(
      'load',
      [],
      `about ${Math.round(most)} arrivals are more than ${MAX_ARRIVALS}`,
      'shorten the duration',
    );
    return null;
  }
  checkHandOut(inquiry);
  return { kind: 'rate', perSecond, durationSeconds, arrivals, findMaxRate: inquiry.config.find_max_rate === true };
}

/** An arrival is handed out when it comes: that leaves workers nothing to take, and nothing to chunk. */
function checkHandOut(inquiry: Inquiry): void {
  if (inquiry.config.dispatch === 'self')
    inquiry.complain('dispatch', [], '"pool" for a load of the kind "rate"', 'arrivals are handed out one by one');
  if ((inquiry.config.chunk ?? 1) > 1)
    inquiry.complain('chunk', [], '1 for a load of the kind "rate"', 'arrivals are handed out one by one');
  if (inquiry.config.find_max_rate === true && (inquiry.config.budget ?? null) !== null) {
    const hint = 'the search decides itself how many trials it needs';
    inquiry.complain('budget', [], 'null with find_max_rate', hint);
  }
}
