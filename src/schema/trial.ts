/** The shape of what trials leave: as hosts tell it, and as journals hold it. */
import * as z from 'zod';
import { PHASES } from '../model/phase.js';
import { OUTCOMES } from '../model/trial.js';
import { count, figure, figures, figuresOrNull, list, named, shortText, text, value } from './parts.js';

const amount = figure.nullish();
/** Simulated units may be fractions; so may what is counted of them. Workers, streams, rounds: nothing measures a million of them. */
const few = count(1_000_000);

/** A fault, with its hostile texts. */
export const faultSchema = z.looseObject({
  phase: z.enum(PHASES),
  message: text,
  stack: text.nullish(),
  unit: count().nullish(),
});

/** Rows over time. */
export const telemetrySchema = z.looseObject({ atSeconds: figures, series: named(figuresOrNull) });

const histogram = z.looseObject({ buckets: figures, counts: figures, sumNs: figure, minNs: figure, maxNs: figure });
const latency = z.looseObject({ waiting: histogram, transfer: histogram, service: histogram, sojourn: histogram });

const unitError = z.looseObject({ phase: z.enum(PHASES), message: text, unit: count().nullish() });

const sample = z.looseObject({ unit: count(), atSeconds: figure, sojournMs: figure, label: text.nullish() });

const memory = z.looseObject({
  rssBytes: amount,
  heapBytes: figure,
  externalBytes: figure,
  retainedBytes: figure.optional(),
});

const placement = z.looseObject({
  plannedCpu: few.nullish(),
  refusal: text.nullish(),
  allowedCpus: text.nullish(),
  lastCpu: figure.nullish(),
});

const worker = z.looseObject({
  worker: few,
  streams: few,
  units: figure,
  startedSeconds: amount,
  doneSeconds: amount,
  busySeconds: figure,
  checkSeconds: figure,
  queuedSeconds: amount,
  cpuSeconds: amount,
  runQueueSeconds: amount,
  gc: z.looseObject({ count: count(), seconds: figure }).nullish(),
  contextSwitches: z.looseObject({ voluntary: figure, involuntary: figure }).nullish(),
  loopUtilisation: amount,
  memory: memory.nullish(),
  placement: placement.nullish(),
});

const warmUp = z.looseObject({
  units: figure,
  seconds: figure,
  firstServiceSeconds: amount,
  lastServiceSeconds: amount,
  late: z.looseObject({ units: figure, serviceSeconds: figure }).optional(),
});

const windowed = z.looseObject({
  seconds: figure,
  workers: list(
    z.looseObject({ units: figure, unitShares: figure, busySeconds: figure, checkSeconds: figure }),
    1_000_000,
  ),
});

const openLoop = z.looseObject({
  arrivals: count(),
  seconds: figure,
  completedInTime: count(),
  arrivalsSecondHalf: count(),
  inSystemAtHalf: figure,
  inSystemAtEnd: figure,
  late: count(),
  lateByDispatcher: count(),
  dropped: count(),
});

const commandRun = z.looseObject({
  index: count(),
  wallSeconds: figure,
  userSeconds: amount,
  systemSeconds: amount,
  rssBytes: amount,
  processes: amount,
  threads: amount,
  status: count(100_000),
  digest: shortText.nullish(),
});

const commandRuns = z.looseObject({
  runs: list(commandRun, 1_000_000),
  cpuSource: z.looseObject({ name: shortText, resolutionSeconds: figure }).nullish(),
  warmedUp: z.boolean(),
  leftBehind: list(text),
});

/** All that an executor measured; journals of older versions lack some of it. */
export const measurementSchema = z.looseObject({
  initSeconds: figure,
  workSeconds: figure,
  cleanupSeconds: figure,
  setupSeconds: figure,
  unitsCompleted: figure,
  unitsFailed: figure,
  unitErrors: list(unitError).optional(),
  latency,
  labels: list(z.looseObject({ label: text, latency })).optional(),
  command: commandRuns.optional(),
  latencySamples: list(sample, 1_000_000).nullish(),
  workers: list(worker, 1_000_000),
  warmUp,
  kernels: z.looseObject({ spin: figure, memory: figure }).nullish(),
  hostLoop: z
    .looseObject({ utilisation: figure, delayP50Ms: figure, delayP99Ms: figure, delayMaxMs: figure })
    .nullish(),
  digest: figures.nullish(),
  window: windowed.nullish(),
  openLoop: openLoop.nullish(),
  simulated: z.boolean(),
});

const reading = z.union([figure, text, z.boolean(), z.null(), figures]);

const disturbance = z.looseObject({ kind: shortText, text, figures: named(amount), own: z.boolean() });

/** What a trial and a profiled trial have in common. */
const ended = {
  cellId: text,
  round: few,
  outcome: z.enum(OUTCOMES as [string, ...string[]]),
  fault: faultSchema.nullish(),
  startedAt: shortText,
  hostSeconds: figure,
  outputTail: text.nullish(),
};

/** A trial's record; its cell, where it has one of its own, is the plan's business. */
export const trialSchema = z.looseObject({
  kind: z.literal('trial'),
  ...ended,
  cell: value.optional(),
  measurement: measurementSchema.nullish(),
  readings: named(named(reading)),
  telemetry: telemetrySchema.nullish(),
  disturbances: list(disturbance),
});

/** A path below a run's folder, as kneepoint names the files of profiles. */
const profileFile = z.string().regex(/^profiles\/[\w.-]{1,200}$/);

const profileRow = z.looseObject({ functionName: text, location: text, self: figure, total: figure, share: figure });

/** A profiled trial's record. */
export const profileSchema = z.looseObject({
  kind: z.literal('profile'),
  ...ended,
  profiles: list(
    z.looseObject({ kind: z.enum(['cpu', 'heap']), rows: list(profileRow), files: list(profileFile) }),
    10,
  ),
});
