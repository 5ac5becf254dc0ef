import type { StudyLoad } from '../model/load.js';
import type { Study } from '../model/study.js';

/** Two rounds of at most 20 units, or of about a second, with hardly any warm-up and no rests: a first look, and marked as one. */
export function quickStudy(study: Study): Study {
  return {
    ...study,
    rounds: Math.min(2, study.rounds),
    load: quickLoad(study.load, leastUnits(study)),
    warmupSeconds: Math.min(0.05, study.warmupSeconds),
    waitAfterRunnerSeconds: 0,
    waitAfterIterationSeconds: 0,
    quick: true,
  };
}

/** Copies of a command need a run for each of them. */
function leastUnits({ tasks, workers }: Study): number {
  return tasks.some(({ subject }) => subject.kind === 'command') ? Math.max(0, ...workers) : 0;
}

/** The same load, short enough for a first look. */
function quickLoad(load: StudyLoad, least: number): StudyLoad {
  if (load.kind === 'count') return { kind: 'count', units: Math.min(Math.max(20, least), load.units) };
  if (load.kind === 'rate') return { ...load, durationSeconds: Math.min(1, load.durationSeconds) };
  const shorter = Math.min(1, 1.2 / load.durationSeconds);
  return {
    kind: 'window',
    warmupSeconds: load.warmupSeconds * shorter,
    durationSeconds: load.durationSeconds * shorter,
    windowSeconds: load.windowSeconds * shorter,
  };
}
