import type { Limits, Study } from '../../model.js';
import { duration, milliseconds, percent, plain } from './numbers.js';

const LIMIT_NAMES: { readonly [limit in keyof Limits]: readonly [name: string, format: (value: number) => string] } = {
  p50Ms: ['p50', milliseconds],
  p99Ms: ['p99', milliseconds],
  rssMb: ['memory', (mb) => `${plain(mb)} MiB`],
  errorRate: ['failed units', percent],
};

/** What was asked, as name and value. Hostile text: escape it for where it is shown. */
export function configurationOf(study: Study): readonly (readonly [name: string, value: string])[] {
  const limits = (Object.keys(LIMIT_NAMES) as (keyof Limits)[]).flatMap((limit) => {
    const bound = study.limits[limit];
    const [name, format] = LIMIT_NAMES[limit];
    return bound === null ? [] : [`${name} ≤ ${format(bound)}`];
  });
  return [
    ['Tasks', study.tasks.map(({ given }) => given).join(', ')],
    ['Executors', study.executors.join(', ')],
    ['Workers', study.workers.join(', ')],
    ['In flight', study.inFlight.join(', ')],
    ...(study.orders.some((order) => order !== 'none') ? [['Order of units', study.orders.join(', ')] as const] : []),
    [
      'Rounds',
      study.budgetSeconds === null ? plain(study.rounds) : `adaptive, ${duration(study.budgetSeconds)} at most`,
    ],
    ['Dispatch', study.chunk === 1 ? study.dispatch : `${study.dispatch}, ${plain(study.chunk)} units at a time`],
    ['Warm-up', `${duration(study.warmupSeconds)} a worker`],
    ['Order', study.planOrder === 'random' ? `random within rounds, seed ${study.seed}` : 'as listed'],
    [
      'Rests',
      `${duration(study.waitAfterRunnerSeconds)} after a trial, ${duration(study.waitAfterIterationSeconds)} after a round`,
    ],
    ['Limits', limits.length === 0 ? 'none' : limits.join(', ')],
  ];
}
