/** The shape of a journal's records as they are written, versions 1 and 2. */
import * as z from 'zod';
import { count, figure, list, misfit, named, shortText, text, value } from '../schema/parts.js';
import { profileSchema, trialSchema } from '../schema/trial.js';

/** More cells than any study of use has; what is drawn and compared grows with them. */
const MOST_CELLS = 5_000;
/** Of one sitting or several. */
const MOST_TRIALS = 2_000_000;

const few = count(1_000_000);
const objects = list(z.looseObject({}), MOST_TRIALS);

const machine = z.looseObject({
  cpuModel: shortText,
  logicalCpus: few,
  effectiveCpus: figure,
  memoryBytes: figure,
  memoryLimitBytes: figure.nullable(),
  platform: shortText,
  arch: shortText,
  node: shortText,
});

const provenance = z.looseObject({
  command: list(text),
  configHash: shortText,
  taskHashes: named(shortText),
  gitCommit: shortText.nullable(),
  instance: shortText.nullable().optional(),
  startedAt: shortText,
  tool: z.looseObject({ name: shortText, version: shortText }),
});

const study = z.looseObject({
  tasks: list(z.looseObject({ name: shortText, args: list(value, 1_000_000).nullable() }), 1_000),
  executors: list(shortText, 100),
  workers: list(few, 10_000),
  inFlight: list(few, 10_000).optional(),
  rounds: few,
  seed: figure,
});

const RECORDS: { readonly [kind: string]: z.ZodType } = {
  study: z.looseObject({
    study,
    plan: z.looseObject({ cells: list(z.looseObject({ id: text, name: text, workers: few }), MOST_CELLS) }),
    tasks: objects,
    machine,
    provenance,
  }),
  trial: trialSchema,
  profile: profileSchema,
  choice: z.looseObject({ trials: list(z.looseObject({ cellId: text, round: few }), MOST_TRIALS) }),
  resume: z.looseObject({ startedAt: shortText, command: list(text), changed: list(text) }),
  end: z.looseObject({
    endedAt: shortText,
    interruptedBy: shortText.nullable(),
    stopped: text.nullable(),
    clockSkewSeconds: figure.optional(),
  }),
};

/** What is wrong with a record, by its member; null for one that can be read. */
export function wrongInRecord(record: unknown): string | null {
  const kind = (record as { kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(RECORDS, kind)) return 'its record is of no known kind';
  const wrong = misfit(RECORDS[kind] as z.ZodType, record);
  return wrong === null ? null : `its record "${kind}" does not fit: ${wrong}`;
}
