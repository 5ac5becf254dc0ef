/** The hypotheses on why a curve does not scale, for people. */
import type { Curve, Hypothesis } from '../../model/curve.js';
import { counted } from '../../words/counts.js';
import { type Column, textOf } from './column.js';

/** What the table of hypotheses is called: `What may limit it with 12 workers`. */
export function hypothesesTitle({ hypotheses }: Curve): string {
  return `What may limit it with ${counted(hypotheses[0]?.workers ?? 0, 'worker')}`;
}

const CAUSES: { readonly [cause in Hypothesis['cause']]: string } = {
  'shared-resource': 'a lock or another shared resource',
  'service-contention': 'contention in the service',
  clients: 'the clients themselves',
  'cpu-shortage': 'a lack of CPUs',
  scheduler: 'the scheduler',
  memory: 'memory bandwidth or caches',
  network: 'the network',
  pool: 'another pool or limit',
  dispatcher: 'the dispatcher',
  quota: 'the CPU quota',
};

/** A cause by its name; a pool by its own. */
export function causeName({ cause, name }: Hypothesis): string {
  return name ?? CAUSES[cause];
}

const RANKS: readonly Hypothesis['judgement'][] = ['likely', 'possible', 'not observable here', 'unlikely'];

/** The likely first, and what is ruled out last. */
export function likeliestFirst({ hypotheses }: Curve): readonly Hypothesis[] {
  return hypotheses.toSorted((a, b) => RANKS.indexOf(a.judgement) - RANKS.indexOf(b.judgement));
}

/** The table's columns; texts as they came. */
export const HYPOTHESIS_COLUMNS: readonly Column<Hypothesis>[] = [
  textOf('cause', 0, causeName),
  textOf('judgement', 0, ({ judgement }) => judgement),
  textOf('evidence', 0, ({ evidence }) => evidence),
  textOf('next test', 0, ({ nextTest }) => nextTest ?? ''),
];

/** The likely causes and those that are ruled out, in a sentence or two; null where none is likely. */
export function likelyCauses(curve: Curve): string | null {
  const named = (judgement: Hypothesis['judgement']) =>
    curve.hypotheses.filter((each) => each.judgement === judgement).map(causeName);
  const [likely, ruledOut] = [named('likely'), named('unlikely')];
  if (likely.length === 0) return null;
  const out = ruledOut.length === 0 ? '' : ` Unlikely: ${ruledOut.join(', ')}.`;
  return `${hypothesesTitle(curve)}: ${likely.join(', ')}.${out}`;
}

/** What would decide the likely causes of the curves: `the scheduler: Pin the workers and measure again.` */
export function nextTests(curves: readonly Curve[]): readonly string[] {
  const likely = curves.flatMap(({ hypotheses }) => hypotheses.filter(({ judgement }) => judgement === 'likely'));
  return likely.flatMap((each) => (each.nextTest === null ? [] : [`If it is ${causeName(each)}: ${each.nextTest}`]));
}
