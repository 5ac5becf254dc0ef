import type { Study } from '../../model/study.js';
import { duration, plain } from '../../words/numbers.js';
import { baselineText } from './cell-figures.js';
import { limitTexts } from './limits.js';

/** What was asked, as name and value. Hostile text: escape it for where it is shown. */
export function configurationOf(study: Study): readonly (readonly [name: string, value: string])[] {
  const limits = limitTexts(study.limits);
  return [
    ['Tasks', study.tasks.map(({ given }) => given).join(', ')],
    ['Executors', study.executors.join(', ')],
    ['Workers', [...study.workers, ...(study.words ?? [])].join(', ')],
    ['In flight', study.inFlight.join(', ')],
    ...(study.orders.some((order) => order !== 'none') ? [['Order of units', study.orders.join(', ')] as const] : []),
    [
      'Rounds',
      study.budgetSeconds === null ? plain(study.rounds) : `adaptive, ${duration(study.budgetSeconds)} at most`,
    ],
    ...dispatch(study),
    ['Warm-up', `${duration(study.warmupSeconds)} per worker`],
    ['Order', study.planOrder === 'random' ? `random within rounds, seed ${study.seed}` : 'as listed'],
    [
      'Rests',
      `${duration(study.waitAfterRunnerSeconds)} after a trial, ${duration(study.waitAfterIterationSeconds)} after a round`,
    ],
    ['Changes against', baselineText(study)],
    ['Limits', limits.length === 0 ? 'none' : limits.join(', ')],
  ];
}

/** Nothing where no executor hands units out. */
function dispatch({ traits, dispatch, chunk }: Study): readonly (readonly [name: string, value: string])[] {
  if (!Object.values(traits).some(({ handsOut }) => handsOut)) return [];
  return [['Dispatch', chunk === 1 ? dispatch : `${dispatch}, ${plain(chunk)} units at a time`]];
}
