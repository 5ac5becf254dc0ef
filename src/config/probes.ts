/** The key probes: which of those on offer observe the trials. */
import type { Inquiry } from './inquiry.js';
import { didYouMean } from './suggest.js';

/** The names of the probes in use, null for all; complains of names that are not on offer. */
export function chooseProbes(inquiry: Inquiry): readonly string[] | null {
  const given = inquiry.config.probes;
  if (given === undefined || typeof given === 'boolean') return given === false ? [] : null;
  const offered = inquiry.context.probes;
  given.forEach((name, i) => {
    if (!offered.includes(name))
      inquiry.complain('probes', [i], `one of ${offered.join(', ')}`, didYouMean(name, offered));
  });
  return [...new Set(given)];
}
