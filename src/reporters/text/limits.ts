/** Limits in words: those of a study, and how a row stands against them. Labels are hostile text. */
import type { CellReport, LimitCheck } from '../../model/row.js';
import type { Limits } from '../../model/study.js';
import { boundText, LIMITED, limitName, measuredText } from '../../words/limits.js';

/** `p99 ≤ 50 ms`, `p50 of "weak" ≤ 2 ms`. */
export function limitTexts({ labels = {}, ...limits }: Limits): readonly string[] {
  return [
    ...boundTexts(limits, null),
    ...Object.entries(labels).flatMap(([label, bounds]) => boundTexts(bounds, label)),
  ];
}

function boundTexts(bounds: Partial<Limits>, label: string | null): readonly string[] {
  return LIMITED.flatMap((figure) => {
    const bound = bounds[figure] ?? null;
    return bound === null ? [] : [`${limitName(figure, label)} ≤ ${boundText(figure, bound)}`];
  });
}

/** `✓`, `✗`, or `?` where none is broken but some could not be checked; empty without limits. */
export function limitMark({ limits }: Pick<CellReport, 'limits'>): string {
  if (limits === null) return '';
  return limits.kept === null ? '?' : limits.kept ? '✓' : '✗';
}

/** The mark, and what is broken or could not be checked: `✗ p50 0.8 ms > 0.5 ms; not checked: memory`. */
export function limitText(cell: Pick<CellReport, 'limits'>): string {
  const { broken = [], unchecked = [] } = cell.limits ?? {};
  const exceeded = broken.map(exceedance).join(', ');
  const names = unchecked.map(({ figure, label }) => limitName(figure, label));
  const unknown = names.length === 0 ? '' : `not checked: ${names.join(', ')}`;
  return [limitMark(cell), [exceeded, unknown].filter(Boolean).join('; ')].filter(Boolean).join(' ');
}

function exceedance({ figure, label, value, limit }: LimitCheck): string {
  const measured = value === null ? '' : measuredText(figure, value);
  return `${limitName(figure, label)} ${measured} > ${boundText(figure, limit)}`;
}
