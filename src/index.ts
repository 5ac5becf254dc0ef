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
export type * from './model.js';
export { defineTask, type SetupContext, type Task, type UnitContext } from './plugin.js';
export type { Rng } from './random.js';
