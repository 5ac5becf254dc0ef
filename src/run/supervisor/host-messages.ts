/**
 * What a host may tell. A task cannot reach its channel by any name, but it runs in the same process: nothing that comes
 * from there is gone by before it has the right shape, and no more of it is read than a host could mean.
 */
import * as z from 'zod';
import { PHASES } from '../../model/phase.js';
import {
  count,
  figure,
  figures,
  flag,
  lazily,
  list,
  misfit,
  named,
  object,
  text,
  value,
  word,
} from '../../schema/parts.js';
import { descriptionSchema } from '../../schema/task.js';
import { faultSchema, measurementSchema, telemetrySchema } from '../../schema/trial.js';
import type { HostMessage, TrialResult } from '../host/host-protocol.js';
import type { MemorySample, ResultFacts, TaskInspection } from '../host/inspection.js';
import type { UnfilledParameters } from '../host/parameters.js';

/** The longest message: ten times what a trial with all its samples comes to. */
export const MOST_MESSAGE_BYTES = 64 * 1024 * 1024;

const inspection = lazily(() =>
  object<TaskInspection>({
    summary: text.nullable(),
    args: list(value, 1_000_000),
    unfilled: object<UnfilledParameters>({
      names: list(text).nullable(),
      taken: figure,
      given: figure,
      isCertain: flag,
    }).nullable(),
    deterministic: flag,
    units: count(),
    digest: figures,
    result: object<ResultFacts>({
      bytes: figure.nullable(),
      cloneSeconds: figure.nullable(),
      obstacle: text.nullable(),
    }),
    firstServiceSeconds: figure,
    serviceSeconds: figures,
    // The clock's step is infinite where it was not seen to move.
    clock: z.looseObject({
      stepSeconds: z.union([figure, z.literal(Number.POSITIVE_INFINITY)]),
      readingSeconds: figure,
    }),
    poolRequests: named(figure),
    addOns: list(text),
    started: z.looseObject({ threads: figure, processes: figure }),
    cpuSeconds: figure,
    elapsedSeconds: figure,
    memory: list(object<MemorySample>({ units: count(), retainedBytes: figure, rssBytes: figure })),
    leftOpen: named(figure),
    unitsRun: count(),
  }),
);

const result = lazily(() =>
  object<TrialResult>({
    measurement: measurementSchema().nullable(),
    fault: faultSchema().nullable(),
    telemetry: telemetrySchema().nullable(),
  }).refine((one) => {
    const { measurement, fault } = one as TrialResult;
    return measurement !== null || fault !== null;
  }, 'neither a measurement nor a fault'),
);

const MESSAGES: { readonly [kind in HostMessage['kneepoint']]: () => z.ZodType } = {
  phase: lazily(() => z.looseObject({ phase: word(PHASES) })),
  progress: lazily(() => z.looseObject({ unitsDone: count() })),
  described: lazily(() => z.looseObject({ description: descriptionSchema() })),
  'empty-run': lazily(() => z.looseObject({ seconds: figure })),
  'warmed-up': lazily(() => z.looseObject({ fault: faultSchema().nullable() })),
  refused: lazily(() =>
    z.looseObject({
      fault: faultSchema(),
      unknownArgument: z.looseObject({ name: text, known: list(text) }).optional(),
    }),
  ),
  inspected: lazily(() => z.looseObject({ inspection: inspection() })),
  batches: lazily(() => z.looseObject({ seconds: figures })),
  ended: lazily(() => z.looseObject({ result: result() })),
};

/** What is wrong with a message, in one clause of our own words; null for one that a host may send. */
export function wrongIn(message: unknown): string | null {
  const kind = (message as Partial<HostMessage> | null | undefined)?.kneepoint;
  if (typeof kind !== 'string' || !Object.hasOwn(MESSAGES, kind)) return 'a message of no known kind';
  const wrong = misfit(MESSAGES[kind](), message);
  return wrong === null ? null : `a message "${kind}" with ${wrong}`;
}
