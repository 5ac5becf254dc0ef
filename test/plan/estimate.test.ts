import { describe, expect, test } from 'vitest';
import type { StudyEstimate } from '../../src/model/events.js';
import type { TaskCosts } from '../../src/model/journal.js';
import type { Study, StudyTask } from '../../src/model/study.js';
import { estimateStudy } from '../../src/plan/estimate.js';
import { planStudy } from '../../src/plan/plan.js';
import { remainingSeconds } from '../../src/plan/remaining.js';
import type { CostFacts } from '../../src/plan/trial-cost.js';
import { study as example } from '../reporters/sample-report.js';

const facts: CostFacts = { cpus: 2, kernelSeconds: () => 0 };
const load = { kind: 'count', units: 100 } as const;
const study: Study = { ...example, load, workers: [0, 1, 2, 4], rounds: 5, warmupSeconds: 0.2, budgetSeconds: null };

/** The estimate of a study with units that compute for so long, at its begin or with so many trials done. */
function estimateOf(more: Partial<Study>, wallSeconds: number, done = 0, costs: TaskCosts = {}): StudyEstimate | null {
  const asked = { ...study, ...more };
  const plan = planStudy(asked);
  const tasks = [
    {
      name: 'sort',
      summary: null,
      args: [],
      deterministic: true,
      repeats: true,
      unitSeconds: wallSeconds,
      costs: { startSeconds: 0.1, unit: { wallSeconds, cpuSeconds: wallSeconds }, ...costs },
    },
  ];
  const left = [...plan.trials, ...plan.profiles].slice(done);
  const leftSeconds = asked.budgetSeconds ?? remainingSeconds(asked, left, new Map(), tasks, facts);
  return estimateStudy({ study: asked, plan, tasks, left, leftSeconds }, facts);
}

describe('the estimate', () => {
  test('counts cells and trials, and has no advice for a study of minutes', () => {
    const estimate = estimateOf({}, 0.1);
    expect(estimate).toEqual({ cells: 4, trials: 20, seconds: expect.any(Number), bound: 'about', shorter: [] });
    // Units alone: 10 + 10 + 5 + 5 s a round; the rest is starts and warm-ups.
    expect(estimate?.seconds).toBeGreaterThan(150);
    expect(estimate?.seconds).toBeLessThan(165);
  });

  test('says what a study of hours could be: each change keeps what it promises', () => {
    const estimate = estimateOf({}, 20) as StudyEstimate;
    expect(estimate.seconds).toBeGreaterThan(8 * 3600);
    expect(estimate.shorter.map(({ key }) => key)).toEqual(['quick']);
    // A quick look runs 20 units; with fewer than 4 a worker would idle, and even 4 take over ten minutes.
    const minutes = estimateOf({}, 2) as StudyEstimate;
    const count = minutes.shorter.find(({ key }) => key === 'task_count');
    expect(count?.seconds).toBeLessThanOrEqual(600);
    const units = count?.value as number;
    const again = estimateOf({ load: { kind: 'count', units } }, 2) as StudyEstimate;
    expect(count?.seconds).toBeCloseTo(again.seconds as number, 6);
    expect(again.shorter).toEqual([]);
    const more = estimateOf({ load: { kind: 'count', units: units + 10 } }, 2) as StudyEstimate;
    expect(more.seconds).toBeGreaterThan(600);
  });

  test('offers fewer rounds where time ends a trial', () => {
    const window = { kind: 'window', warmupSeconds: 1, durationSeconds: 12, windowSeconds: 10 } as const;
    const estimate = estimateOf({ load: window, rounds: 20 }, 0.01) as StudyEstimate;
    expect(estimate.shorter.map(({ key, value }) => [key, value])).toEqual([
      ['quick', true],
      ['iterations', 5],
    ]);
    const asked = estimateOf({ load: window, rounds: 5 }, 0.01) as StudyEstimate;
    expect(estimate.shorter[1]?.seconds).toBeCloseTo(asked.seconds as number, 6);
  });

  test('covers what is left of a run that goes on, and then has no advice: its plan stands', () => {
    const whole = estimateOf({}, 20) as StudyEstimate;
    const rest = estimateOf({}, 20, 4) as StudyEstimate;
    expect(rest).toMatchObject({ trials: 16, shorter: [] });
    expect(rest.seconds).toBeLessThan(whole.seconds as number);
  });

  test('is a bound where a budget or a search makes it one', () => {
    expect(estimateOf({ budgetSeconds: 60 }, 20)).toMatchObject({ trials: null, seconds: 60, bound: 'at most' });
    const rates = {
      kind: 'rate',
      perSecond: [50],
      durationSeconds: 10,
      arrivals: 'poisson',
      findMaxRate: true,
    } as const;
    expect(estimateOf({ load: rates }, 0.01)).toMatchObject({ bound: 'at least' });
  });

  test('there is none for a simulated study', () => {
    const [task] = study.tasks as readonly [StudyTask];
    const law = { cpus: 8, lambda: 1, sigma: 0, kappa: 0, noise: 0 };
    expect(estimateOf({ tasks: [{ ...task, subject: { kind: 'law', law } }] }, 1)).toBeNull();
  });
});
