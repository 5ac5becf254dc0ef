import type { Study } from '../../model/study.js';
import { measuresService, runsCommand } from '../../seams/subject.js';
import { duration, plain, rate } from '../../words/numbers.js';
import { baselineText } from './cell-figures.js';
import { serviceLine, workersMeaning } from './command.js';
import { limitTexts } from './limits.js';

/** What was asked, as name and value. Hostile text: escape it for where it is shown. */
export function configurationOf(study: Study): readonly (readonly [name: string, value: string])[] {
  const limits = limitTexts(study.limits);
  const isCommand = runsCommand(study);
  return [
    [isCommand ? 'Command' : 'Tasks', study.tasks.map(({ given }) => given).join(', ')],
    isCommand
      ? ['Workers are', [...new Set(study.executors.map((executor) => workersMeaning(study, executor)))].join(', ')]
      : measuresService(study)
        ? ['Workers are', "the service's own {workers}"]
        : ['Executors', study.executors.join(', ')],
    ...services(study),
    ['Workers', [...study.workers, ...(study.words ?? [])].join(', ')],
    ...(isCommand ? [] : [[measuresService(study) ? 'Clients' : 'In flight', study.inFlight.join(', ')] as const]),
    ...(study.orders.some((order) => order !== 'none') ? [['Order of units', study.orders.join(', ')] as const] : []),
    [
      'Rounds',
      study.budgetSeconds === null ? plain(study.rounds) : `adaptive, ${duration(study.budgetSeconds)} at most`,
    ],
    ...dispatch(study),
    [
      'Warm-up',
      !isCommand
        ? `${duration(study.warmupSeconds)} per worker`
        : study.warmupSeconds === 0
          ? 'none'
          : 'an uncounted run of each worker count before the first round',
    ],
    ['Order', study.planOrder === 'random' ? `random within rounds, seed ${study.seed}` : 'as listed'],
    [
      'Rests',
      `${duration(study.waitAfterRunnerSeconds)} after a trial, ${duration(study.waitAfterIterationSeconds)} after a round`,
    ],
    ['Changes against', baselineText(study)],
    ['Limits', limits.length === 0 ? 'none' : limits.join(', ')],
    ...(study.targetPerSecond === undefined ? [] : [['Target', `${rate(study.targetPerSecond)}/s`] as const]),
    ...Object.entries(study.capacities ?? {}).map(([name, size]) => [`Capacity: ${name}`, plain(size)] as const),
  ];
}

/** Each service with its command line, or its address. */
function services({ services = [] }: Study): readonly (readonly [name: string, value: string])[] {
  return services.map(({ name, start, url }) => [
    services.length === 1 ? 'Service' : `Service ${name}`,
    start === null ? (url ?? '') : serviceLine(start),
  ]);
}

/** Nothing where no executor hands units out. */
function dispatch({ traits, dispatch, chunk }: Study): readonly (readonly [name: string, value: string])[] {
  if (!Object.values(traits).some(({ handsOut }) => handsOut)) return [];
  return [['Dispatch', chunk === 1 ? dispatch : `${dispatch}, ${plain(chunk)} units at a time`]];
}
