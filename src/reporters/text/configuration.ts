import type { LatencyLimits, LimitCheck, Limits, Study } from '../../model.js';
import { baselineText } from './cell-figures.js';
import { duration, milliseconds, percent, plain } from './numbers.js';

type Figure = LimitCheck['figure'];

const LIMIT_NAMES: { readonly [limit in Figure]: readonly [name: string, format: (value: number) => string] } = {
  p50Ms: ['p50', milliseconds],
  p99Ms: ['p99', milliseconds],
  rssMb: ['memory', (mb) => `${plain(mb)} MiB`],
  errorRate: ['failed units', percent],
};

/** What was asked, as name and value. Hostile text: escape it for where it is shown. */
export function configurationOf(study: Study): readonly (readonly [name: string, value: string])[] {
  const limits = limitTexts(study.limits);
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
    ['Changes against', baselineText(study)],
    ['Limits', limits.length === 0 ? 'none' : limits.join(', ')],
  ];
}

/** `p99 ≤ 50 ms`, `p50 of "weak" ≤ 2 ms`. */
function limitTexts({ labels = {}, ...limits }: Limits): readonly string[] {
  return [
    ...boundTexts(limits, ''),
    ...Object.entries(labels).flatMap(([label, bounds]) => boundTexts(bounds, ` of "${label}"`)),
  ];
}

function boundTexts(bounds: Omit<Limits, 'labels'> | LatencyLimits, whose: string): readonly string[] {
  return (Object.entries(bounds) as [Figure, number | null][]).flatMap(([figure, bound]) => {
    const [name, format] = LIMIT_NAMES[figure];
    return bound === null ? [] : [`${name}${whose} ≤ ${format(bound)}`];
  });
}
