/** A service: what a study's units call, started for each trial outside the workers that are measured. */
import type { Program } from './command.js';

/** A service as the user gave it. */
export interface StudyService {
  /** What tasks call it: `context.services.NAME`. */
  readonly name: string;
  /** How each trial starts one of its own; null for one that runs already, which is left as it is. */
  readonly start: ServiceStart | null;
  /** Where it is reached. `{port}` and the like stand in it; null for the first port on the loopback interface. */
  readonly url: string | null;
  /** What shows that it can be used. */
  readonly ready: ServiceReady;
  /** Seconds that it gets until then. */
  readonly readySeconds: number;
  /** How many CPUs it has for itself; absent for none. */
  readonly cpus?: number;
}

/** A program to start. Placeholders stand in its texts. */
export interface ServiceStart {
  /** As a person would type it. */
  readonly given: string;
  readonly program: Program;
  /** The folder that it runs in (absolute). */
  readonly cwd: string;
  /** Variables beside kneepoint's own. */
  readonly env: { readonly [name: string]: string };
}

/**
 * What shows that a service can be used: it takes connections (`tcp`), a GET is answered with a status below 500
 * (`url`), it prints a text (`prints`), the task's own `ready` says so (`task`), or nothing is waited for (`started`).
 */
export type ServiceReady =
  | { readonly kind: 'tcp' | 'started' | 'task' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'prints'; readonly text: string };
