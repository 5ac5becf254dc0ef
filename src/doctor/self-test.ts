/** Planted laws through the whole pipeline, in memory: whether this installation tells the truth at this noise. */
import { analyse } from '../analysis/analyse.js';
import { GOOD_ENOUGH } from '../analysis/duels.js';
import { studyFromConfig } from '../config/study.js';
import { studyContext } from '../context.js';
import { lawThroughput } from '../executors/simulated.js';
import type { Report } from '../model/report.js';
import type { SimulatedLaw } from '../model/study.js';
import { detectableDifference } from '../statistics/detectable.js';
import type { OnPart, SelfTestPart } from './model.js';
import { observeStudy } from './observe.js';

/** Simulated studies of two cells, and of a whole curve; their rounds. */
const PAIRS = 100;
const CURVES = 20;
const ROUNDS = 10;
/** Worker counts of a curve. */
const COUNTS = [0, 1, 2, 3, 4, 6, 8, 12, 16];
/** The simulator takes no less than a little, and no more than that. */
const LEAST_NOISE = 1e-4;
const MOST_NOISE = 0.9;

const LAWS: readonly (Omit<SimulatedLaw, 'noise'> & { readonly name: string })[] = [
  { name: 'linear', cpus: 64, lambda: 100, sigma: 0, kappa: 0 },
  { name: 'Amdahl', cpus: 64, lambda: 100, sigma: 0.2, kappa: 0 },
  { name: 'a peak at 6', cpus: 64, lambda: 100, sigma: 0.05, kappa: 0.0264 },
];

/** Runs the self-test at the measured `spread` of log-throughput over rounds; `on` hears of each study that ended. */
export async function selfTest(spread: number, signal: AbortSignal, on: OnPart): Promise<readonly SelfTestPart[]> {
  const noise = Math.min(MOST_NOISE, Math.max(LEAST_NOISE, Math.sqrt(Math.expm1(spread ** 2))));
  const difference = detectableDifference(spread, ROUNDS);
  let done = 0;
  const session: Session = { signal, ended: () => on(++done, 2 * PAIRS + LAWS.length * CURVES) };
  return [
    await comparePlanted('no difference, none claimed', 0, noise, session),
    await comparePlanted('a difference of the detectable size, found', difference, noise, session),
    ...(await Promise.all(LAWS.map((law) => recommendPlanted(law, noise, session)))),
  ];
}

/** What all parts share. */
interface Session {
  readonly signal: AbortSignal;
  /** Called after each study. */
  readonly ended: () => void;
}

/** Two cells with a planted difference: two workers have 1 + `difference` times the throughput of one. */
async function comparePlanted(
  name: string,
  difference: number,
  noise: number,
  session: Session,
): Promise<SelfTestPart> {
  const law = { cpus: 64, lambda: 100, sigma: 2 / (1 + difference) - 1, kappa: 0, noise };
  const isFound = (report: Report) => {
    const speedup = report.cells.find(({ workers }) => workers === 2)?.speedup;
    return (speedup?.low ?? 0) > 1 || (speedup?.high ?? 2) < 1;
  };
  const reports = await simulate(law, [0, 2], PAIRS, session);
  const right = reports.filter((report) => isFound(report) === difference > 0).length;
  // Expected are 95 and 80 of 100; less than this comes by chance once in a thousand examinations.
  return { name, studies: PAIRS, right, least: difference > 0 ? 66 : 87 };
}

/** A whole curve: a worker count that is named surely has to be within 5 % of the law's best. A stated doubt is no mistake. */
async function recommendPlanted(
  { name, ...planted }: (typeof LAWS)[number],
  noise: number,
  session: Session,
): Promise<SelfTestPart> {
  const law = { ...planted, noise };
  const best = Math.max(...COUNTS.map((workers) => lawThroughput(law, workers)));
  const isRight = ({ advice: [advice] }: Report) =>
    advice?.workers == null || advice.certainty !== 'sure' || lawThroughput(law, advice.workers) >= GOOD_ENOUGH * best;
  const reports = await simulate(law, COUNTS, CURVES, session);
  return {
    name: `${name}: no wrong worker count named as sure`,
    studies: CURVES,
    right: reports.filter(isRight).length,
    least: 16,
  };
}

async function simulate(
  law: SimulatedLaw,
  workers: readonly number[],
  studies: number,
  { signal, ended }: Session,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for (let seed = 1; seed <= studies; seed++) {
    signal.throwIfAborted();
    const config = { executors: ['simulated'], simulated: law, workers, iterations: ROUNDS, seed };
    const { study } = studyFromConfig(config, await studyContext(process.cwd()));
    reports.push(analyse(await observeStudy(study, signal)));
    ended();
  }
  return reports;
}
