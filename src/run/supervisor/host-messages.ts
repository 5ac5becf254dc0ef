/**
 * What a host may tell. A task cannot reach its channel by any name, but it runs in the same process: nothing that comes
 * from there is gone by before it has the right shape, and no more of it is read than a host could mean.
 */
import * as z from 'zod';
import { PHASES } from '../../model/phase.js';
import { count, figure, figures, list, misfit, named, text, value } from '../../schema/parts.js';
import { faultSchema, measurementSchema, telemetrySchema } from '../../schema/trial.js';
import type { HostMessage } from '../host/host-protocol.js';

/** The longest message: ten times what a trial with all its samples comes to. */
export const MOST_MESSAGE_BYTES = 64 * 1024 * 1024;

const costs = z.looseObject({
  startSeconds: figure.optional(),
  setupSeconds: figure.optional(),
  unit: z.looseObject({ wallSeconds: figure, cpuSeconds: figure }).optional(),
});

const description = z.looseObject({
  name: text,
  summary: text.nullable(),
  args: list(value, 1_000_000),
  deterministic: z.boolean(),
  repeats: z.boolean().nullable(),
  unitSeconds: figure.nullable(),
  costs: costs.optional(),
});

const unfilled = z.looseObject({
  names: list(text).nullable(),
  taken: figure,
  given: figure,
  isCertain: z.boolean(),
});

/** The clock's step is infinite where it was not seen to move. */
const step = z.union([figure, z.literal(Number.POSITIVE_INFINITY)]);

const inspection = z.looseObject({
  summary: text.nullable(),
  args: list(value, 1_000_000),
  unfilled: unfilled.nullable(),
  deterministic: z.boolean(),
  units: count(),
  digest: figures,
  result: z.looseObject({ bytes: figure.nullable(), cloneSeconds: figure.nullable(), obstacle: text.nullable() }),
  firstServiceSeconds: figure,
  serviceSeconds: figures,
  clock: z.looseObject({ stepSeconds: step, readingSeconds: figure }),
  poolRequests: named(figure),
  addOns: list(text),
  started: z.looseObject({ threads: figure, processes: figure }),
  cpuSeconds: figure,
  elapsedSeconds: figure,
  memory: list(z.looseObject({ units: count(), retainedBytes: figure, rssBytes: figure })),
  leftOpen: named(figure),
  unitsRun: count(),
});

const result = z
  .looseObject({
    measurement: measurementSchema.nullable(),
    fault: faultSchema.nullable(),
    telemetry: telemetrySchema.nullable(),
  })
  .refine(({ measurement, fault }) => measurement !== null || fault !== null, 'neither a measurement nor a fault');

const MESSAGES: { readonly [kind in HostMessage['kneepoint']]: z.ZodType } = {
  phase: z.looseObject({ phase: z.enum(PHASES) }),
  progress: z.looseObject({ unitsDone: count() }),
  described: z.looseObject({ description }),
  'empty-run': z.looseObject({ seconds: figure }),
  'warmed-up': z.looseObject({ fault: faultSchema.nullable() }),
  refused: z.looseObject({ fault: faultSchema }),
  inspected: z.looseObject({ inspection }),
  batches: z.looseObject({ seconds: figures }),
  ended: z.looseObject({ result }),
};

/** What is wrong with a message, in one clause of our own words; null for one that a host may send. */
export function wrongIn(message: unknown): string | null {
  const kind = (message as Partial<HostMessage> | null | undefined)?.kneepoint;
  if (typeof kind !== 'string' || !Object.hasOwn(MESSAGES, kind)) return 'a message of no known kind';
  const wrong = misfit(MESSAGES[kind], message);
  return wrong === null ? null : `a message "${kind}" with ${wrong}`;
}
