/** The shape of what trials leave: as hosts tell it, and as journals hold it. Older journals lack some of it. */
import * as z from 'zod';
import type { CommandRun, CommandRuns } from '../model/command.js';
import type {
  EncodedHistogram,
  EventLoop,
  KernelRates,
  LabelledLatency,
  LatencyParts,
  LatencySample,
  LateWarmUp,
  Measurement,
  OpenLoopMeasurement,
  Placement,
  UnitError,
  WarmUp,
  WindowMeasurement,
  WorkerMeasurement,
  WorkerMemory,
  WorkerWindow,
} from '../model/measurement.js';
import { PHASES } from '../model/phase.js';
import {
  type Disturbance,
  type Fault,
  OUTCOMES,
  type ProfileCall,
  type ProfileRecord,
  type ProfileRow,
  type Telemetry,
  type TrialProfile,
  type TrialRecord,
} from '../model/trial.js';
import {
  amount,
  count,
  few,
  figure,
  figures,
  figuresOrNull,
  flag,
  lazily,
  list,
  named,
  object,
  shortText,
  text,
  word,
} from './parts.js';
import { cellSchema } from './plan.js';
import { setupSchema } from './task.js';

const phase = word(PHASES);

/** A fault, with its hostile texts. */
export const faultSchema = lazily(() =>
  object<Fault>({ phase, message: text, stack: text.nullable(), unit: count().nullable() }),
);

/** Rows over time. */
export const telemetrySchema = lazily(() => object<Telemetry>({ atSeconds: figures, series: named(figuresOrNull) }));

/** All that an executor measured. Simulated units may be fractions, and so may what is counted of them. */
export const measurementSchema = lazily(() => {
  const latency = latencyParts();
  return object<Measurement>({
    initSeconds: figure,
    workSeconds: figure,
    cleanupSeconds: figure,
    setupSeconds: figure,
    setup: setupSchema().optional(),
    counts: named(figure).optional(),
    unitsCompleted: figure,
    unitsFailed: figure,
    unitErrors: list(object<UnitError>({ phase, message: text, unit: count().nullable() })).optional(),
    unitErrorKinds: named(figure).optional(),
    latency,
    labels: list(object<LabelledLatency>({ label: text, latency })),
    command: commandRuns().optional(),
    latencySamples: list(
      object<LatencySample>({ unit: count(), atSeconds: figure, sojournMs: figure, label: text.nullable() }),
      1_000_000,
    ).nullish(),
    workers: list(worker(), 1_000_000),
    warmUp: object<WarmUp>({
      units: figure,
      seconds: figure,
      firstServiceSeconds: amount,
      lastServiceSeconds: amount,
      late: object<LateWarmUp>({ units: figure, serviceSeconds: figure }).optional(),
    }),
    kernels: object<KernelRates>({ spin: figure, memory: figure }).nullable(),
    hostLoop: object<EventLoop>({
      utilisation: figure,
      delayP50Ms: figure,
      delayP99Ms: figure,
      delayMaxMs: figure,
    }).nullable(),
    digest: figures.nullable(),
    window: object<WindowMeasurement>({
      seconds: figure,
      workers: list(
        object<WorkerWindow>({ units: figure, unitShares: figure, busySeconds: figure, checkSeconds: figure }),
        1_000_000,
      ),
    }).nullable(),
    openLoop: openLoop().nullable(),
    simulated: flag,
  });
});

function latencyParts(): z.ZodType {
  const part = object<EncodedHistogram>({
    buckets: figures,
    counts: figures,
    sumNs: figure,
    minNs: figure,
    maxNs: figure,
  }).refine((one) => {
    const { buckets, counts } = one as EncodedHistogram;
    return buckets.length === counts.length;
  }, 'a histogram whose buckets and counts are not as many');
  return object<LatencyParts>({ waiting: part, transfer: part, service: part, sojourn: part });
}

function worker(): z.ZodType {
  return object<WorkerMeasurement>({
    worker: few,
    streams: few,
    units: figure,
    startedSeconds: amount,
    doneSeconds: amount,
    busySeconds: figure,
    checkSeconds: figure,
    queuedSeconds: amount.optional(),
    cpuSeconds: amount,
    runQueueSeconds: amount,
    gc: z.looseObject({ count: count(), seconds: figure }).nullable(),
    contextSwitches: z.looseObject({ voluntary: figure, involuntary: figure }).nullable(),
    loopUtilisation: amount,
    memory: object<WorkerMemory>({
      rssBytes: amount,
      heapBytes: figure,
      externalBytes: figure,
      retainedBytes: figure.optional(),
    }).nullable(),
    placement: object<Placement>({
      plannedCpu: few.nullable(),
      refusal: text.nullable(),
      allowedCpus: text.nullable(),
      lastCpu: amount,
    }).nullable(),
  });
}

function openLoop(): z.ZodType {
  return object<OpenLoopMeasurement>({
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
}

function commandRuns(): z.ZodType {
  const run = object<CommandRun>({
    index: count(),
    wallSeconds: figure,
    userSeconds: amount,
    systemSeconds: amount,
    rssBytes: amount,
    processes: amount,
    threads: amount,
    status: count(100_000),
    digest: shortText.nullable(),
  });
  return object<CommandRuns>({
    runs: list(run, 1_000_000),
    cpuSource: z.looseObject({ name: shortText, resolutionSeconds: figure }).nullable(),
    warmedUp: flag,
    leftBehind: list(text),
  });
}

/** What a trial and a profiled trial have in common. */
const ended = () => ({
  cellId: text,
  cell: cellSchema().optional(),
  round: few,
  outcome: word(OUTCOMES),
  fault: faultSchema().nullable(),
  startedAt: shortText,
  hostSeconds: figure,
  sampledFrom: shortText.optional(),
  outputTail: text.nullable(),
  outputLines: count().optional(),
});

/** A trial's record. */
export const trialSchema = lazily(() =>
  object<TrialRecord>({
    kind: z.literal('trial'),
    ...ended(),
    measurement: measurementSchema().nullable(),
    readings: named(named(z.union([figure, text, flag, z.null(), figures]))),
    telemetry: telemetrySchema().nullable(),
    disturbances: list(object<Disturbance>({ kind: shortText, text, figures: named(amount), own: flag })),
  }).refine((one) => {
    const { outcome, measurement } = one as TrialRecord;
    return outcome !== 'completed' || measurement != null;
  }, 'a completed trial without a measurement'),
);

/** A path below a run's folder, as kneepoint names the files of profiles. */
const FILE = /^profiles\/[\w.-]{1,200}$/;

/** A profiled trial's record. */
export const profileSchema = lazily(() => {
  const row = { functionName: text, location: text, total: figure, share: figure };
  return object<ProfileRecord>({
    kind: z.literal('profile'),
    ...ended(),
    profiles: list(
      object<TrialProfile>({
        kind: word(['cpu', 'heap']),
        rows: list(object<ProfileRow>({ ...row, self: figure })),
        calls: list(object<ProfileCall>({ ...row, depth: count(100_000) })).optional(),
        files: list(z.string().regex(FILE)),
      }),
      10,
    ),
  });
});
