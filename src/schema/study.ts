/**
 * The shape of what the user asked, as journals of both versions hold it. What version 1 did not know is optional: older
 * journals lack it.
 */
import * as z from 'zod';
import type { CommandSubject } from '../model/command.js';
import type { ServiceStart, StudyService } from '../model/service.js';
import type {
  CpuAffinity,
  ExecutorTraits,
  Limits,
  ModuleSubject,
  Point,
  ProfileKinds,
  SimulatedLaw,
  Study,
  StudyTask,
} from '../model/study.js';
import {
  amount,
  count,
  few,
  figure,
  flag,
  lazily,
  list,
  named,
  object,
  shortText,
  text,
  value,
  word,
} from './parts.js';

/** Arguments of one task. */
export const MOST_ARGS = 1_000_000;

/** What is kept of the units' order. */
export const order = () => word(['none', 'key', 'completion']);

const program = () => z.union([z.looseObject({ argv: list(text, 10_000) }), z.looseObject({ shell: text })]);

function subject(): z.ZodType {
  return z.union([
    object<ModuleSubject>({ kind: z.literal('module'), path: text }),
    z.looseObject({ kind: z.literal('law'), law: law() }),
    object<CommandSubject>({
      kind: z.literal('command'),
      program: program(),
      cwd: text,
      env: named(text),
      hooks: named(program(), 4),
      input: text.nullable(),
      output: z.union([word(['pipe', 'null', 'inherit']), z.looseObject({ file: text })]),
      ignoreFailure: z.union([z.literal('all'), list(few, 300)]),
      runTimeoutSeconds: amount,
      expect: z.looseObject({ files: list(text).nullable(), normalise: list(text) }).nullable(),
    }),
  ]);
}

const law = () => object<SimulatedLaw>({ cpus: figure, lambda: figure, sigma: figure, kappa: figure, noise: figure });

const point = () =>
  object<Point>({
    subject: text,
    values: named(z.union([text, figure, flag]), 1_000),
    ofServices: list(text, 1_000).optional(),
  }).optional();

function task(): z.ZodType {
  const parts = { name: text, given: text, args: list(value, MOST_ARGS).nullable(), point: point() };
  return z.union([
    object<StudyTask>({ ...parts, subject: subject() }),
    z.looseObject({ ...parts, modulePath: text.nullable(), law: law().nullable() }),
  ]);
}

const traits = () =>
  object<ExecutorTraits>({
    runs: z.union([word(['module', 'law', 'command']), list(shortText, 10)]),
    workersAre: word(['streams', 'inside']).optional(),
    handsOut: flag,
    oneThread: flag,
    sharesLibuvPool: flag,
    fewestWorkers: few,
    mostWorkers: count(),
    bytesPerWorker: amount,
  });

const rate = () => ({ kind: z.literal('rate'), durationSeconds: figure, arrivals: word(['poisson', 'uniform']) });

/** When units start; `perSecond` is a rate, or several. */
export function load(perSecond: z.ZodType, more: { readonly [member: string]: z.ZodType } = {}): z.ZodType {
  return z.union([
    z.looseObject({ kind: z.literal('count'), units: count() }),
    z.looseObject({
      kind: z.literal('window'),
      warmupSeconds: figure,
      durationSeconds: figure,
      windowSeconds: figure,
    }),
    z.looseObject({ ...rate(), perSecond, ...more }),
  ]);
}

function service(): z.ZodType {
  return object<StudyService>({
    name: text,
    start: object<ServiceStart>({ given: text, program: program(), cwd: text, env: named(text) }).nullable(),
    url: text.nullable(),
    ready: z.looseObject({
      kind: word(['tcp', 'started', 'task', 'url', 'prints']),
      url: text.optional(),
      text: text.optional(),
    }),
    readySeconds: figure,
    cpus: figure.optional(),
  });
}

const latencyLimits = () => ({ p50Ms: amount, p99Ms: amount });

/** A study. */
export const studySchema = lazily(() =>
  object<Study>({
    tasks: list(task(), 10_000),
    ab: z.literal(true).optional(),
    services: list(service(), 1_000).optional(),
    executors: list(shortText, 100),
    traits: named(traits(), 100).optional(),
    workers: list(few, 10_000),
    words: list(shortText, 1_000).optional(),
    inFlight: list(few, 10_000),
    cpus: list(figure, 10_000).optional(),
    load: load(list(figure, 10_000), { findMaxRate: flag }),
    dispatch: word(['pool', 'self']),
    orders: list(order(), 10),
    keys: count(),
    chunk: count(),
    rounds: few,
    planOrder: word(['random', 'listed']),
    listedWorkers: list(few, 10_000).optional(),
    seed: figure,
    timeoutSeconds: amount,
    warmupSeconds: figure,
    waitAfterRunnerSeconds: figure,
    waitAfterIterationSeconds: figure,
    gcAfterIteration: flag,
    uvThreadpoolSize: figure,
    baseline: few.optional(),
    limits: object<Limits>({
      ...latencyLimits(),
      rssMb: amount,
      errorRate: amount,
      labels: named(z.looseObject(latencyLimits())).optional(),
    }),
    capacities: named(figure).optional(),
    targetPerSecond: figure.optional(),
    budgetSeconds: amount,
    machineCeiling: flag.nullable(),
    probes: list(shortText, 1_000).nullable(),
    sampleIntervalSeconds: figure,
    maxLatencySamples: count().optional(),
    cpuAffinity: object<CpuAffinity>({
      strategy: shortText,
      performanceCores: list(few).nullable(),
      efficiencyCores: list(few).nullable(),
    }).nullable(),
    retryDisturbed: few,
    retryFailed: few.optional(),
    profile: object<ProfileKinds>({ cpu: flag, heap: flag }),
    cache: z.union([text, z.literal(false)]).optional(),
    free: list(shortText, 10).optional(),
    cutFrom: z.looseObject({ units: figure.optional(), rounds: figure.optional() }).optional(),
    dataset: z.literal(true).optional(),
    quick: flag,
  }),
);
