/** Limits in words: those of a study, and how a row stands against them. Labels are hostile text. */
import type { CellReport, LatencyLimits, LimitCheck, Limits } from '../../model.js';
import { milliseconds, percent, plain } from './numbers.js';

type Figure = LimitCheck['figure'];

interface LimitedFigure {
  readonly name: string;
  /** A measured figure, rounded. */
  readonly measured: (value: number) => string;
  /** A limit, as it was given. */
  readonly given: (limit: number) => string;
}

const LATENCY = { measured: milliseconds, given: (ms: number) => `${ms} ms` };

const FIGURES: { readonly [figure in Figure]: LimitedFigure } = {
  p50Ms: { name: 'p50', ...LATENCY },
  p99Ms: { name: 'p99', ...LATENCY },
  rssMb: { name: 'memory', measured: (mb) => `${plain(mb)} MiB`, given: (mb) => `${mb} MiB` },
  errorRate: {
    name: 'failed units',
    measured: percent,
    given: (share) => `${Number((share * 100).toPrecision(12))} %`,
  },
};

/** `p99 ≤ 50 ms`, `p50 of "weak" ≤ 2 ms`. */
export function limitTexts({ labels = {}, ...limits }: Limits): readonly string[] {
  return [
    ...boundTexts(limits, null),
    ...Object.entries(labels).flatMap(([label, bounds]) => boundTexts(bounds, label)),
  ];
}

function boundTexts(bounds: Omit<Limits, 'labels'> | LatencyLimits, label: string | null): readonly string[] {
  return (Object.entries(bounds) as [Figure, number | null][]).flatMap(([figure, bound]) =>
    bound === null ? [] : [`${nameOf({ figure, label })} ≤ ${FIGURES[figure].given(bound)}`],
  );
}

/** `✓`, `✗`, or `?` where none is broken but some could not be checked; empty without limits. */
export function limitMark({ limits }: Pick<CellReport, 'limits'>): string {
  if (limits === null) return '';
  return limits.kept === null ? '?' : limits.kept ? '✓' : '✗';
}

/** The mark, and what is broken or could not be checked: `✗ p50 0.8 ms > 0.5 ms; not checked: memory`. */
export function limitText(cell: Pick<CellReport, 'limits'>): string {
  const { broken = [], unchecked = [] } = cell.limits ?? {};
  const exceeded = broken.map((check) => `${nameOf(check)} ${exceedance(check)}`).join(', ');
  const unknown = unchecked.length === 0 ? '' : `not checked: ${unchecked.map(nameOf).join(', ')}`;
  return [limitMark(cell), [exceeded, unknown].filter(Boolean).join('; ')].filter(Boolean).join(' ');
}

function exceedance({ figure, value, limit }: LimitCheck): string {
  const { measured, given } = FIGURES[figure];
  return `${value === null ? '' : measured(value)} > ${given(limit)}`;
}

function nameOf({ figure, label }: Pick<LimitCheck, 'figure' | 'label'>): string {
  return FIGURES[figure].name + (label === null ? '' : ` of "${label}"`);
}
