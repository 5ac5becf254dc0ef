import type { StudyLoad } from '../model/load.js';
import type { Study } from '../model/study.js';

/** Two rounds of at most 20 units, or of about a second, with hardly any warm-up and no rests: a first look, and marked as one. */
export function quickStudy(study: Study): Study {
  return {
    ...study,
    rounds: Math.min(2, study.rounds),
    load: quickLoad(study.load),
    warmupSeconds: Math.min(0.05, study.warmupSeconds),
    waitAfterRunnerSeconds: 0,
    waitAfterIterationSeconds: 0,
    quick: true,
  };
}

/** The same load, short enough for a first look. */
function quickLoad(load: StudyLoad): StudyLoad {
  if (load.kind === 'count') return { kind: 'count', units: Math.min(20, load.units) };
  if (load.kind === 'rate') return { ...load, durationSeconds: Math.min(1, load.durationSeconds) };
  const shorter = Math.min(1, 1.2 / load.durationSeconds);
  return {
    kind: 'window',
    warmupSeconds: load.warmupSeconds * shorter,
    durationSeconds: load.durationSeconds * shorter,
    windowSeconds: load.windowSeconds * shorter,
  };
}
