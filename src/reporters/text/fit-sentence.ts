import type { Curve, Fit } from '../../model/curve.js';
import { NONE, plain, ratio, withInterval } from '../../words/numbers.js';
import type { RateUnit } from '../../words/rates.js';
import { capitalised } from '../../words/sentences.js';

const MODEL_NAMES: { readonly [model in Fit['model']]: string } = {
  linear: 'linear',
  amdahl: "Amdahl's law",
  usl: 'the Universal Scalability Law',
};

/** The law that explains a curve best, with its parameters and its peak; or why there is none. Null for neither. */
export function fitSentence({ fits, fitNote }: Curve, unit: RateUnit): string | null {
  const fit = fits.find(({ selected }) => selected);
  const note = fitNote === null ? '' : ` (${fitNote})`;
  if (fit === undefined) return fitNote === null ? null : `${capitalised(fitNote)}.`;
  return `Fits ${MODEL_NAMES[fit.model]}${note}: ${[parameters(fit, unit), limit(fit), peak(fit)].filter((text) => text !== '').join('; ')}.`;
}

function parameters({ model, lambda, sigma, kappa, r2 }: Fit, unit: RateUnit): string {
  const shown = [`lambda ${withInterval(lambda, unit.factor === 1 ? ratio : unit.format)} ${unit.title}`];
  if (model !== 'linear') shown.push(`contention sigma ${withInterval(sigma, small)}`);
  if (model === 'usl') shown.push(`coherency kappa ${withInterval(kappa, small)}`);
  return `${shown.join(', ')}, R² ${r2.toFixed(4)}`;
}

function limit({ speedupLimit }: Fit): string {
  return speedupLimit === null ? '' : `no number of workers gets beyond ${bounded(speedupLimit)} times one worker`;
}

function peak({ peak: where, peakWorkers }: Fit): string {
  if (where === 'none') return '';
  return peakWorkers === null ? 'its peak was not observed' : `it peaks at ${bounded(peakWorkers)} workers`;
}

/** An interval that may be open above. */
function bounded(estimate: {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}): string {
  const { value, low, high } = estimate;
  if (low === null) return ratio(value);
  return `${ratio(value)} [${ratio(low)}, ${high === null ? '∞' : ratio(high)}]`;
}

/** Three significant digits of a small parameter, without an exponent for ordinary sizes. */
function small(value: number | null): string {
  return value === null ? NONE : plain(Number(value.toPrecision(3)));
}
