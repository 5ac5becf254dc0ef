/** Reports made by hand: each figure is computed here from a few plain ones, so that they agree. */
import { spreadOf } from '../../src/analysis/change.js';
import type { Advice, Answer, StudyAnswer } from '../../src/model/advice.js';
import type { Estimate, Percentiles } from '../../src/model/estimate.js';
import type { Finding } from '../../src/model/finding.js';
import type { Machine } from '../../src/model/journal.js';
import type { Report } from '../../src/model/report.js';
import type { CellReport, EfficiencyBand } from '../../src/model/row.js';
import type { Study } from '../../src/model/study.js';
import type { Outcome } from '../../src/model/trial.js';
import { flatTask } from '../../src/seams/subject.js';
import { traits } from '../support/traits.js';

export const machine: Machine = {
  cpuModel: 'Example CPU 2000',
  logicalCpus: 4,
  effectiveCpus: 2,
  quotaCpus: 2,
  memoryBytes: 16 * 2 ** 30,
  memoryLimitBytes: 4 * 2 ** 30,
  platform: 'linux',
  arch: 'x64',
  node: '20.20.2',
  v8: '11.3',
  uvThreadpool: 4,
};

export const study: Study = {
  tasks: [{ name: 'sort', given: 'sort', args: [1_000_000], subject: { kind: 'module', path: '/tasks/sort.js' } }],
  executors: ['threads'],
  traits,
  workers: [0, 1, 2, 4],
  inFlight: [1],
  load: { kind: 'count', units: 100 },
  dispatch: 'pool',
  orders: ['none'],
  keys: 16,
  chunk: 1,
  rounds: 5,
  planOrder: 'random',
  seed: 7,
  timeoutSeconds: null,
  warmupSeconds: 1,
  waitAfterRunnerSeconds: 0,
  waitAfterIterationSeconds: 0,
  gcAfterIteration: true,
  uvThreadpoolSize: 4,
  limits: { p50Ms: null, p99Ms: null, rssMb: null, errorRate: null },
  budgetSeconds: null,
  machineCeiling: null,
  probes: null,
  sampleIntervalSeconds: 0.25,
  maxLatencySamples: 0,
  cpuAffinity: null,
  retryDisturbed: 0,
  retryFailed: 0,
  profile: { cpu: false, heap: false },
  quick: false,
};

const NO_OUTCOMES: { readonly [outcome in Outcome]: number } = {
  completed: 0,
  failed: 0,
  timed_out: 0,
  lost: 0,
  interrupted: 0,
};

function estimate(value: number, rounds: number): Estimate {
  return rounds < 5 ? { value, low: null, high: null } : { value, low: value * 0.98, high: value * 1.02 };
}

function percentiles(ms: number): Percentiles {
  return {
    mean: ms * 1.01,
    p50: ms,
    p90: ms * 1.05,
    p95: ms * 1.1,
    p99: ms * 1.2,
    p999: null,
    max: ms * 2,
    intervals: null,
  };
}

export interface CellFacts {
  readonly workers: number;
  readonly workSeconds: number;
  /** Of the sequential cell; null for no baseline. */
  readonly baselineSeconds: number | null;
  readonly rounds: number;
  readonly initSeconds?: number;
}

function changed({ value, low, high }: Estimate): Estimate {
  return { value: value - 1, low: low === null ? null : low - 1, high: high === null ? null : high - 1 };
}

/** A cell of 100 units, all of whose rounds went alike but for a small drift. */
export function cell({ workers, workSeconds, baselineSeconds, rounds, initSeconds = 0 }: CellFacts): CellReport {
  const throughput = 100 / workSeconds;
  const speedup = baselineSeconds === null ? null : baselineSeconds / workSeconds;
  const taskAvg = (workSeconds * Math.max(workers, 1)) / 100;
  return {
    name: workers === 0 ? 'sequential' : `parallel_${workers}`,
    way: workers === 0 ? '0/sequential' : '0/threads',
    point: null,
    task: 'sort',
    facts: {},
    counts: {},
    args: [1_000_000],
    executor: workers === 0 ? 'sequential' : 'threads',
    workers,
    word: null,
    inFlight: 1,
    cpus: null,
    order: 'none',
    load: { kind: 'count', units: 100 },
    dispatch: workers === 0 ? null : 'pool',
    rounds,
    outcomes: { ...NO_OUTCOMES, completed: rounds },
    wrong: false,
    limits: null,
    initSeconds: estimate(initSeconds, rounds),
    workSeconds: estimate(workSeconds, rounds),
    taskAvgSeconds: estimate(taskAvg, rounds),
    totalSeconds: estimate(workSeconds + initSeconds, rounds),
    throughput: estimate(throughput, rounds),
    speedup: speedup === null ? null : estimate(speedup, rounds),
    unitsPerTrial: 100,
    openLoop: null,
    efficiency: speedup === null ? null : estimate(speedup / Math.max(workers, 1), rounds),
    ...efficiencyOf(workers, speedup, rounds),
    units: { completed: 100 * rounds, failed: 0, errors: [], errorKinds: [] },
    command: null,
    service: null,
    resources: {
      cpusUsed: estimate(Math.min(Math.max(workers, 1), 2) * 1.03, rounds),
      rssPeakBytes: (90 + 12 * workers) * 2 ** 20,
      rssGrowthBytes: estimate(1.5 * 2 ** 20, rounds),
      peakCelsius: null,
      watts: null,
      joulesPerUnit: null,
      unitsPerJoule: null,
    },
    change:
      speedup === null || workers === 0
        ? null
        : { baseline: 'sequential', relative: changed(estimate(speedup, rounds)) },
    spread:
      rounds === 0 ? null : spreadOf(Array.from({ length: rounds }, (_, round) => throughput / (1 + 0.01 * round))),
    withoutOutliers: null,
    latency: {
      waiting: percentiles(0),
      transfer: percentiles(0.03),
      service: percentiles(taskAvg * 1000),
      sojourn: percentiles(taskAvg * 1000 + 0.03),
    },
    latencyByLabel: [],
    latencySamples: null,
    distribution: { shares: [0, 0.5, 1], atMostMs: [0.8, 1, 2].map((factor) => factor * taskAvg * 1000) },
    points: Array.from({ length: rounds }, (_, round) => ({
      round,
      workSeconds: workSeconds * (1 + 0.01 * round),
      throughput: throughput / (1 + 0.01 * round),
      speedup,
      p50Ms: taskAvg * 1000 + 0.03,
      outlier: null,
    })),
    results: Array.from({ length: rounds }, (_, round) => ({
      ...{ round, outcome: 'completed' as const, attempts: 1, units: 100, initSeconds, speedup, run: null },
      workSeconds: workSeconds * (1 + 0.01 * round),
      totalSeconds: initSeconds + workSeconds * (1 + 0.01 * round),
      throughput: throughput / (1 + 0.01 * round),
      p50Ms: taskAvg * 1000 + 0.03,
      p99Ms: null,
      cpuSeconds: workSeconds,
      rssPeakBytes: 64 * 2 ** 20,
    })),
  };
}

/** The parallel rows' one worker takes 3.51 s, see below. */
function efficiencyOf(workers: number, speedup: number | null, rounds: number) {
  const vsOneWorker = speedup === null || workers < 1 ? null : (speedup * 3.51) / 3.386 / workers;
  return {
    efficiencyVsOneWorker: vsOneWorker === null ? null : estimate(vsOneWorker, rounds),
    efficiencyBands: {
      vsSequential: speedup === null || workers < 1 ? null : bandOf(speedup / workers),
      vsOneWorker: vsOneWorker === null || workers < 2 ? null : bandOf(vsOneWorker),
    },
  };
}

function bandOf(efficiency: number): EfficiencyBand {
  if (efficiency > 0.9) return 'good';
  return efficiency >= 0.7 ? 'fair' : 'poor';
}

/** A cell none of whose trials completed. */
export function failedCell(workers: number, outcomes: Partial<CellReport['outcomes']>): CellReport {
  return {
    ...cell({ workers, workSeconds: 1, baselineSeconds: null, rounds: 0 }),
    outcomes: { ...NO_OUTCOMES, ...outcomes },
    initSeconds: null,
    workSeconds: null,
    taskAvgSeconds: null,
    totalSeconds: null,
    throughput: null,
    speedup: null,
    efficiency: null,
    efficiencyVsOneWorker: null,
    efficiencyBands: { vsSequential: null, vsOneWorker: null },
    units: { completed: 0, failed: 0, errors: [], errorKinds: [] },
    resources: {
      cpusUsed: null,
      rssPeakBytes: null,
      rssGrowthBytes: null,
      peakCelsius: null,
      watts: null,
      joulesPerUnit: null,
      unitsPerJoule: null,
    },
    latency: null,
    distribution: null,
  };
}

export const advice: Advice = {
  way: '0/threads',
  point: null,
  task: 'sort',
  executor: 'threads',
  inFlight: 1,
  order: 'none',
  load: { kind: 'count', units: 100 },
  cpus: null,
  verdict: 'recommended',
  workers: 2,
  leader: null,
  certainty: 'sure',
  provisional: null,
  probabilityBest: 0.97,
  probabilityGoodEnough: 0.99,
  equivalent: [4],
  candidates: [],
  references: [],
  headline: 'Use 2 workers',
  because: '1.88 times the sequential throughput; 4 workers add nothing that can be told from noise.',
  reason: 'Use 2 workers: 1.88 times the sequential throughput; 4 workers add nothing that can be told from noise.',
  cure: null,
};

/** The answer of a study with that one curve. */
export function answerOf({
  way,
  task,
  executor,
  inFlight,
  order,
  load,
  cpus,
  workers,
  equivalent,
  leader: _,
  ...said
}: Advice): Answer {
  const { verdict, certainty, provisional, headline, because, reason, cure } = said;
  const rowOf = (count: number) => ({
    name: `parallel_${count}`,
    way,
    executor,
    workers: count,
    inFlight,
    order,
    cpus,
  });
  return {
    ...{ task, load, verdict, certainty, provisional, headline, because, reason, cure },
    row: workers === null ? null : rowOf(workers),
    leader: null,
    equivalent: equivalent.map(rowOf),
    rivals: [],
  };
}

/** The study's answer, where its only curve has that advice. */
export function studyAnswerOf(advice: readonly Advice[]): StudyAnswer {
  const [only] = advice;
  if (only === undefined) return { ...NO_ANSWER, headline: 'No answer: nothing was measured to compare with' };
  const { certainty, provisional, headline, because, cure, row } = answerOf(only);
  return { ...NO_ANSWER, ...{ kind: 'curve', certainty, provisional, headline, because, cure, row } };
}

const NO_ANSWER: StudyAnswer = {
  ...{ kind: 'none', headline: '', because: '', certainty: null, provisional: null, cure: null, row: null },
  ...{ rivals: [], lines: [] },
};

export const finding: Finding = {
  code: 'slower-with-more-workers',
  severity: 'warning',
  likelihood: 'likely',
  text: 'Throughput falls beyond 2 workers: 4 workers give 3.2 % less than 2.',
  cure: 'Keep to the effective CPUs, or make units longer.',
  task: 'sort',
  executor: 'threads',
  evidence: { peakWorkers: 2, lossShare: 0.032 },
};

/** The cells of one task: sequential and 1, 2, 4 workers. */
export function cells(rounds: number, baselineSeconds: number | null = 3.386): CellReport[] {
  const facts = { baselineSeconds, rounds };
  return [
    ...(baselineSeconds === null ? [] : [cell({ ...facts, workers: 0, workSeconds: 3.386 })]),
    cell({ ...facts, workers: 1, workSeconds: 3.51, initSeconds: 0.0312 }),
    cell({ ...facts, workers: 2, workSeconds: 1.8, initSeconds: 0.0341 }),
    cell({ ...facts, workers: 4, workSeconds: 1.86, initSeconds: 0.0522 }),
  ];
}

/** The report of some cells, with one curve over their worker counts. */
export function report({
  study: asked = study,
  ...over
}: Partial<Omit<Report, 'study'>> & { readonly study?: Study; readonly cells: readonly CellReport[] }): Report {
  const points = over.cells
    .filter((each) => each.workers > 0 && each.throughput !== null)
    .map((each) => ({
      workers: each.workers,
      throughput: each.throughput as Estimate,
      speedup: each.speedup,
      efficiency: each.efficiency,
      speedupVsOneWorker: null,
      serialFraction: null,
      quantisationCeiling: each.workers,
      machineCeiling: null,
      efficiencyOfMachine: null,
      ledger: null,
      blackBox: null,
      withheld: [],
    }));
  return {
    status: 'valid',
    tool: { name: 'kneepoint', version: '0.1.0' },
    simulated: false,
    machine,
    study: { ...asked, tasks: asked.tasks.map((task) => ({ ...task, ...flatTask(task) })) },
    curves: [
      {
        way: '0/threads',
        point: null,
        task: 'sort',
        executor: 'threads',
        inFlight: 1,
        cpus: null,
        order: 'none',
        load: { kind: 'count', units: 100 },
        points,
        fits: [],
        fitNote: null,
        beyondPeak: null,
        hypotheses: [],
      },
    ],
    answers: (over.advice ?? []).map(answerOf),
    answer: studyAnswerOf(over.advice ?? []),
    comparison: null,
    reproduction: null,
    targets: [],
    advice: [],
    statusReason: null,
    matrix: null,
    maxRates: [],
    capacityCurves: [],
    failedUnits: [],
    findings: [],
    telemetry: [],
    profiles: [],
    provenance: {
      seed: 7,
      command: ['kneepoint', 'run', '--config', 'sort.json'],
      configHash: 'c0ffee',
      taskHashes: { sort: 'beef' },
      gitCommit: null,
      instance: null,
      startedAt: '2026-11-22T10:00:00.000Z',
      tool: { name: 'kneepoint', version: '0.1.0' },
      resumed: [],
    },
    ...over,
  };
}

/** A plain result with an answer and a finding. */
export const plainReport = report({ cells: cells(5), advice: [advice], findings: [finding] });

/** One round: points without intervals, and no advice. */
export const oneRound = report({ cells: cells(1), study: { ...study, rounds: 1, quick: true } });

/** Without worker count 0 there is no speedup. */
export const noBaseline = report({ cells: cells(5, null), study: { ...study, workers: [1, 2, 4] } });

/** Some trials failed, one cell never completed, one computed something wrong. */
export const troubled = report({
  status: 'invalid',
  statusReason: 'wrong results',
  cells: [
    ...cells(5)
      .slice(0, 2)
      .map((each) => ({ ...each, wrong: each.workers === 1 })),
    { ...(cells(3)[2] as CellReport), outcomes: { ...NO_OUTCOMES, completed: 3, failed: 1, timed_out: 1 } },
    failedCell(4, { lost: 4, interrupted: 1 }),
  ],
  findings: [
    finding,
    {
      ...finding,
      code: 'wrong-result',
      severity: 'critical',
      text: 'With 1 worker the results differ from the sequential reference in 1 of 100 units.',
      cure: null,
      evidence: { workers: 1, units: 1 },
    },
  ],
});

/** Figures from a law. */
export const simulated = report({
  simulated: true,
  cells: cells(5).map((each) => (each.workers === 0 ? each : { ...each, executor: 'simulated' })),
  curves: [{ ...(plainReport.curves[0] as Report['curves'][number]), executor: 'simulated' }],
});

/** A study with limits: two rows keep them, one cannot be judged, one breaks one. */
export const limited = report({
  cells: cells(5).map((each) => {
    const weak = { figure: 'p99Ms', label: 'weak', limit: 2, value: null } as const;
    const slow = { figure: 'p50Ms', label: null, limit: 50, value: each.latency?.sojourn.p50 ?? null } as const;
    const unchecked = each.workers < 2 ? [] : [weak];
    const broken = each.workers < 4 ? [] : [slow];
    return {
      ...each,
      limits: { kept: broken.length > 0 ? false : unchecked.length > 0 ? null : true, broken, unchecked },
    };
  }),
});

/** `text` in every place that holds text from outside. */
export function hostile(text: string): Report {
  return report({
    machine: { ...machine, cpuModel: text, node: text },
    cells: [...cells(5), failedCell(8, { failed: 2 })].map((each) => ({
      ...each,
      name: text,
      task: text,
      executor: text,
      args: [text, { [text]: text }],
      limits: { kept: false, broken: [{ figure: 'p50Ms', label: text, limit: 1, value: 2 }], unchecked: [] },
      latencySamples: {
        round: 0,
        samples: [{ unit: 0, atSeconds: 0.5, sojournMs: 1, label: text }],
      },
      latencyByLabel: [
        {
          label: text,
          units: 10,
          waiting: percentiles(0),
          transfer: percentiles(0),
          service: percentiles(1),
          sojourn: percentiles(1),
          p50MsByRound: [{ round: 0, p50Ms: 1 }],
        },
      ],
    })),
    answer: {
      ...studyAnswerOf([{ ...advice, headline: text, because: text, cure: text }]),
      lines: [{ title: text, text, way: null }],
    },
    curves: plainReport.curves.map((curve) => ({ ...curve, task: text, executor: text })),
    advice: [
      {
        ...advice,
        task: text,
        executor: text,
        headline: text,
        because: text,
        reason: text,
        cure: text,
        provisional: text,
      },
      {
        ...advice,
        task: text,
        executor: text,
        inFlight: 2,
        headline: text,
        because: text,
        reason: `${text}!`,
        cure: text,
      },
    ],
    findings: [{ ...finding, text, cure: text, task: text, evidence: { [text]: text } }],
    profiles: [
      {
        name: text,
        ...{
          way: text,
          point: null,
          task: text,
          executor: text,
          inFlight: 1,
          order: 'none',
          load: { kind: 'count', units: 100 },
          cpus: null,
        },
        workers: 2,
        kind: 'cpu',
        against: text,
        rows: [{ functionName: text, location: text, self: 1, total: 2, share: 0.5, baseShare: 0.1 }],
        calls: [{ functionName: text, location: text, depth: 0, total: 2, share: 0.5, baseShare: null }],
        files: [text],
      },
    ],
    provenance: {
      ...plainReport.provenance,
      command: [text],
      taskHashes: { [text]: text },
      configHash: text,
      gitCommit: text,
      instance: null,
    },
  });
}
