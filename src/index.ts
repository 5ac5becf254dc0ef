/** The public API. */
export {
  analyse,
  type CamelCased,
  type RunOptions,
  readRecording,
  runStudy,
  type StudyOptions,
  type StudyResult,
} from './api.js';
export type * from './model/advice.js';
export type * from './model/comparison.js';
export type * from './model/curve.js';
export type * from './model/estimate.js';
export type * from './model/events.js';
export type * from './model/finding.js';
export type * from './model/history.js';
export type * from './model/journal.js';
export type * from './model/load.js';
export type * from './model/measurement.js';
export type * from './model/plan.js';
export type * from './model/report.js';
export type * from './model/row.js';
export type * from './model/setup.js';
export type * from './model/sizing.js';
export type * from './model/study.js';
export type * from './model/trial.js';
export type { Rng } from './random.js';
export { defineTask, type SetupContext, type Task, type UnitContext } from './seams/task.js';
