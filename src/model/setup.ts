/** What a task tells of itself, and what its setup does. */

/** Facts by name, as a task tells them of itself: `implementation` → `node:crypto`. Hostile texts. */
export type TaskFacts = { readonly [name: string]: string };

/** What a task's units met, by name, as the task counts it: `retries` → 3. Hostile names. */
export type TaskCounts = { readonly [name: string]: number };

/** What came of a task's call for something that it keeps, where it was not just found. */
export interface CacheUse {
  /** As the task names it: hostile text. */
  readonly key: string;
  /** `replaced`: what was found was not taken; `not-kept`: it could not be written, and will be made again. */
  readonly outcome: 'made' | 'replaced' | 'not-kept';
  /** Why it was not taken, or could not be kept; null where nothing was wrong. */
  readonly reason: string | null;
  /** How long making it took. */
  readonly seconds: number;
}

/** What a task's setup tells: facts of itself, and what it made for its cache. */
export interface SetupReport {
  readonly facts: TaskFacts;
  readonly cache: readonly CacheUse[];
}
